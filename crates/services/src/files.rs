//! Files in the data folder: nobody but the server's own account may read them.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::fs::{DirBuilder, File, OpenOptions};

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
