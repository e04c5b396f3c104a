//! Files in the data folder: nobody but the server's own account may read them.

use std::{
    io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use tokio::fs::{DirBuilder, File, OpenOptions};
use uuid::Uuid;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// A file to be sent to its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    /// The name that the user sees.
    pub file_name: String,
    /// Where it lies.
    pub path: PathBuf,
}

/// A file that nobody needs any more when this is dropped.
pub(crate) struct Scrap(PathBuf);

impl Scrap {
    /// The file that is made there.
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Where it lies.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        // What fails here the next sweep finds.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Makes a folder, and those above it.
pub(crate) async fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path).await
}

/// Makes an empty file, or empties it.
pub(crate) async fn make_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(path).await
}

/// Writes a whole file.
pub(crate) async fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use tokio::io::AsyncWriteExt;
    let mut file = make_file(path).await?;
    file.write_all(bytes).await?;
    file.flush().await
}

/// Removes a file; that it is gone already is no fault.
pub(crate) async fn remove_file(path: &Path) -> io::Result<()> {
    ignore_missing(tokio::fs::remove_file(path).await)
}

/// Removes a folder with everything in it; that it is gone already is no fault.
pub(crate) async fn remove_folder(path: &Path) -> io::Result<()> {
    ignore_missing(tokio::fs::remove_dir_all(path).await)
}

/// What lies in a folder and was made before a moment, as its names tell, which are ids.
pub(crate) async fn entries_before(folder: &Path, before: DateTime<Utc>) -> io::Result<Vec<(Uuid, PathBuf)>> {
    let mut old = Vec::new();
    let Ok(mut entries) = tokio::fs::read_dir(folder).await else { return Ok(old) };
    while let Some(entry) = entries.next_entry().await? {
        let Some(id) = entry.file_name().to_str().and_then(|name| name.parse::<Uuid>().ok()) else { continue };
        let made = id.get_timestamp().map(|moment| moment.to_unix().0);
        if made.is_some_and(|seconds| i64::try_from(seconds).is_ok_and(|seconds| seconds < before.timestamp())) {
            old.push((id, entry.path()));
        }
    }
    Ok(old)
}

fn ignore_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// The name of a file for people: the given words in ASCII, and the moment in local time.
pub(crate) fn dated_name(words: &str, at: chrono::NaiveDateTime, extension: &str) -> String {
    let words: String =
        domain::fold::fold(words).chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    format!("{words}-{}.{extension}", at.format("%Y%m%d-%H%M"))
}
