//! What parent and child tell each other: one JSON value per line.

use std::io::{self, BufRead, Read, Write};
use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Format, Limits, Refusal, Row, Selection, Separator, Sheet};

/// Bytes of a line at most: a row of [`Limits::row_chars`] in which JSON escapes every character.
pub(super) const LINE_BYTES: u64 = 8 * 1024 * 1024;

/// The one line that the child is told.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub limits: Limits,
    pub path: PathBuf,
    pub task: Task,
}

/// What to do with the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Task {
    Inspect,
    Rows(Selection),
}

/// A line of the child's answer. The last one is `Done` or `Refused`; without it the child has died.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Answer {
    Workbook { format: Format, separator: Option<Separator> },
    Sheet(Sheet),
    Rows(Vec<Row>),
    Done,
    Refused(Refusal),
}

/// Writes a value as a line.
pub(super) fn write_line(output: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}

/// Reads a line; `None` at the end of the stream.
///
/// # Errors
/// `InvalidData` if the line is too long, `UnexpectedEof` if the stream ends within it.
pub(super) fn read_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    input.take(LINE_BYTES).read_until(b'\n', &mut line)?;
    match line.pop() {
        None => Ok(None),
        Some(b'\n') => Ok(Some(line)),
        Some(_) if line.len() as u64 + 1 >= LINE_BYTES => Err(io::ErrorKind::InvalidData.into()),
        Some(_) => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// The value in a line.
pub(super) fn parse<T: DeserializeOwned>(line: &[u8]) -> io::Result<T> {
    serde_json::from_slice(line).map_err(Into::into)
}
