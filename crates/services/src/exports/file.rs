//! The thread that writes a file, fed page by page.

use std::{
    error::Error,
    fs, io,
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

/// Pages that wait for the thread.
const PAGES: usize = 2;

/// What the thread is told.
enum Told {
    Rows(Vec<Vec<ExportCell>>),
    Finish(Vec<(String, String)>),
}

/// A file that is being written. Dropped before it is finished it is removed.
pub(super) struct OpenFile {
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
    pub fn begin(path: PathBuf, shape: Shape) -> Self {
        let (pages, told) = channel(PAGES);
        let writer = tokio::task::spawn_blocking(move || {
            let written = write(&path, shape, told);
            if !matches!(written, Ok(true)) {
                // An unfinished file is of no use; one that was never made need not go.
                let _ = fs::remove_file(&path);
            }
            written.map(|_| ())
        });
        Self { pages, writer }
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
fn write(path: &Path, shape: Shape, mut told: Receiver<Told>) -> Result<bool, WriteError> {
    let mut writer: Box<dyn TableWriter> = match shape.format {
        ExportFormat::Xlsx => Box::new(XlsxWriter::create(path, shape.names, shape.columns)?),
        ExportFormat::Csv => Box::new(CsvWriter::create(path, &shape.columns)?),
    };
    while let Some(next) = told.blocking_recv() {
        match next {
            Told::Rows(rows) => rows.iter().try_for_each(|row| writer.row(row))?,
            Told::Finish(information) => {
                writer.finish(&information)?;
                fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
                fs::File::open(path)?.sync_all()?;
                return Ok(true);
            }
        }
    }
    Ok(false)
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
