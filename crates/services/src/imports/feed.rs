//! The rows of a file on their way from the child process to a run.

use std::{ops::ControlFlow, path::PathBuf};

use domain::import::Cell;
use sheets::{Refusal, Selection};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
};

use super::read::refused;
use crate::{
    Services,
    failure::{Failure, Outcome},
};

/// Rows that travel together.
const CHUNK: usize = 64;
/// Chunks that wait; when all are full the child waits too.
const CHUNKS: usize = 4;

/// A row of the sheet.
pub(super) struct SheetRow {
    pub number: u32,
    pub cells: Vec<Cell>,
}

/// Rows in the order of the file. Dropped before its end it ends the child.
pub(super) struct Feed {
    chunks: Receiver<Vec<SheetRow>>,
    reader: Option<JoinHandle<Result<(), Refusal>>>,
}

impl Feed {
    /// Starts the child.
    pub fn open(services: &Services, path: PathBuf, selection: Selection) -> Outcome<Self> {
        let parser = services.parser()?;
        let (sender, chunks) = channel(CHUNKS);
        let reader = tokio::task::spawn_blocking(move || {
            let mut out = Chunks { sender, chunk: Vec::with_capacity(CHUNK) };
            parser.rows(&path, &selection, |number, cells| out.push(SheetRow { number, cells }))?;
            // Nobody listens any more: nobody minds.
            let _ = out.flush();
            Ok(())
        });
        Ok(Self { chunks, reader: Some(reader) })
    }

    /// Adds the rows that have arrived, and waits for some if there are none; `false` at the end of the file.
    ///
    /// # Errors
    /// The child cannot read any further.
    pub async fn fill(&mut self, rows: &mut Vec<SheetRow>, most: usize) -> Outcome<bool> {
        while rows.len() < most {
            if let Ok(chunk) = self.chunks.try_recv() {
                rows.extend(chunk);
            } else if !rows.is_empty() {
                return Ok(true);
            } else if let Some(chunk) = self.chunks.recv().await {
                rows.extend(chunk);
            } else {
                return self.end().await.map(|()| false);
            }
        }
        Ok(true)
    }

    async fn end(&mut self) -> Outcome<()> {
        let Some(reader) = self.reader.take() else { return Ok(()) };
        reader.await.map_err(Failure::fault)?.map_err(|refusal| refused(&refusal))
    }
}

/// The child's side: gathers rows into chunks.
struct Chunks {
    sender: Sender<Vec<SheetRow>>,
    chunk: Vec<SheetRow>,
}

impl Chunks {
    fn push(&mut self, row: SheetRow) -> ControlFlow<()> {
        self.chunk.push(row);
        if self.chunk.len() < CHUNK { ControlFlow::Continue(()) } else { self.flush() }
    }

    fn flush(&mut self) -> ControlFlow<()> {
        let chunk = std::mem::replace(&mut self.chunk, Vec::with_capacity(CHUNK));
        if self.sender.blocking_send(chunk).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
