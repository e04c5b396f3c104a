//! The thread that writes a file, fed page by page.

use std::{
    error::Error,
    fs,
    io::{self, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use domain::export::ExportFormat;
use sheets::export::{Column, CsvWriter, ExportCell, SheetNames, TableWriter, WriteError, XlsxWriter};
use tokio::{
    sync::mpsc::{Receiver, Sender, channel},
    task::JoinHandle,
};

use crate::failure::{Failure, Outcome};

/// Pages that wait for the thread, and parts that wait for who takes them.
const WAITING: usize = 2;
/// Bytes of a part.
const PART: usize = 64 * 1024;

/// What the thread is told.
enum Told {
    Rows(Vec<Vec<ExportCell>>),
    Finish(Vec<(String, String)>),
}

/// A file that is being written. Dropped before it is finished it is removed.
pub(crate) struct OpenFile {
    pages: Sender<Told>,
    writer: JoinHandle<Result<(), WriteError>>,
}

/// How the file is made.
pub(super) struct Shape {
    pub format: ExportFormat,
    pub columns: Vec<Column>,
    pub names: SheetNames,
}

impl OpenFile {
    /// Starts the thread.
    pub(super) fn begin(path: PathBuf, shape: Shape) -> Self {
        Self::with(move |told| {
            let written = write_file(&path, shape, told);
            if !matches!(written, Ok(true)) {
                // An unfinished file is of no use; one that was never made need not go.
                let _ = fs::remove_file(&path);
            }
            written.map(drop)
        })
    }

    /// Starts it for a workbook that is taken part by part as soon as it is finished; while it is not, its rows lie in a
    /// file without a name in this folder. If nobody takes the parts any more, the thread gives up.
    pub fn begin_sending(folder: PathBuf, columns: Vec<Column>, names: SheetNames) -> (Self, Receiver<Vec<u8>>) {
        let (parts, taken) = channel(WAITING);
        let file = Self::with(move |told| {
            let output = Box::new(Parts { parts, part: Vec::with_capacity(PART) });
            write(Box::new(XlsxWriter::new(output, &folder, names, columns)?), told).map(drop)
        });
        (file, taken)
    }

    fn with(write: impl FnOnce(Receiver<Told>) -> Result<(), WriteError> + Send + 'static) -> Self {
        let (pages, told) = channel(WAITING);
        Self { pages, writer: tokio::task::spawn_blocking(move || write(told)) }
    }

    /// Hands over a page; waits while the thread is behind.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn rows(self, rows: Vec<Vec<ExportCell>>) -> Outcome<Self> {
        if self.pages.send(Told::Rows(rows)).await.is_ok() {
            return Ok(self);
        }
        self.end().await?;
        Err(Failure::fault("the file ended before its rows did"))
    }

    /// Completes the file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub async fn finish(self, information: Vec<(String, String)>) -> Outcome<()> {
        // If the thread has given up, its end tells why.
        let _ = self.pages.send(Told::Finish(information)).await;
        self.end().await
    }

    async fn end(self) -> Outcome<()> {
        drop(self.pages);
        self.writer.await.map_err(Failure::fault)?.map_err(failure)
    }
}

/// Whether the file was completed.
fn write_file(path: &Path, shape: Shape, told: Receiver<Told>) -> Result<bool, WriteError> {
    let writer: Box<dyn TableWriter> = match shape.format {
        ExportFormat::Xlsx => Box::new(XlsxWriter::create(path, shape.names, shape.columns)?),
        ExportFormat::Csv => Box::new(CsvWriter::create(path, &shape.columns)?),
    };
    let completed = write(writer, told)?;
    if completed {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
        fs::File::open(path)?.sync_all()?;
    }
    Ok(completed)
}

/// Whether the table was completed.
fn write(mut writer: Box<dyn TableWriter>, mut told: Receiver<Told>) -> Result<bool, WriteError> {
    while let Some(next) = told.blocking_recv() {
        match next {
            Told::Rows(rows) => rows.iter().try_for_each(|row| writer.row(row))?,
            Told::Finish(information) => {
                writer.finish(&information)?;
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What is written, in parts for somebody who takes them.
struct Parts {
    parts: Sender<Vec<u8>>,
    part: Vec<u8>,
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.part.extend_from_slice(bytes);
        if self.part.len() >= PART {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.part.is_empty() {
            return Ok(());
        }
        let part = std::mem::replace(&mut self.part, Vec::with_capacity(PART));
        self.parts.blocking_send(part).map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
    }
}

/// A full disk is told from a fault of ours, however deep it lies.
fn failure(error: WriteError) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::StorageFull) {
            return io::Error::from(io::ErrorKind::StorageFull).into();
        }
        cause = error.source();
    }
    Failure::fault(error)
}
