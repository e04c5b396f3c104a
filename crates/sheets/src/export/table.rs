//! A table on its way into a file.

use std::io;

use chrono::{NaiveDate, NaiveDateTime};
use thiserror::Error;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text; also phones and codes, whose zeros must stay.
    Text,
    /// A day, shown as dd/MM/yyyy.
    Date,
    /// An amount in đồng.
    Money,
    /// A number.
    Number,
    /// A moment in local time, shown as dd/MM/yyyy HH:mm.
    Instant,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its heading, in the user's language.
    pub heading: String,
    /// What its cells hold.
    pub kind: ColumnKind,
    /// Its width in characters.
    pub width: f64,
}

/// The value of a cell. It decides how the cell is written; its column decides width and heading.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportCell {
    /// Nothing.
    Empty,
    /// Text, never a formula. A workbook holds 32,767 characters of it; the rest is cut off there.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// An amount in đồng.
    Money(i64),
    /// A number.
    Number(f64),
    /// A moment in local time.
    Instant(NaiveDateTime),
}

/// Takes the rows of a table and makes a file of them.
pub trait TableWriter {
    /// Writes the next row; cells beyond the columns are written too.
    ///
    /// # Errors
    /// The file cannot be written.
    fn row(&mut self, cells: &[ExportCell]) -> Result<(), WriteError>;

    /// Completes the file. The pairs of label and value say who made it, when and with which filter; a CSV file has no
    /// place for them.
    ///
    /// # Errors
    /// The file cannot be written.
    fn finish(self: Box<Self>, information: &[(String, String)]) -> Result<(), WriteError>;
}

/// Why a file was not written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The disk refused.
    #[error("the file cannot be written")]
    Io(#[from] io::Error),
    /// The workbook cannot hold it.
    #[error("the workbook cannot be written")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    /// The CSV file cannot hold it.
    #[error("the CSV file cannot be written")]
    Csv(#[from] csv::Error),
}
