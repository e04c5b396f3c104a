//! One cell of a spreadsheet, as every file format is read into.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// The value of a cell; formats, links and comments behind it do not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Cell {
    /// Nothing stands in the cell.
    #[default]
    Empty,
    /// Text, also rich text and the stored text of a formula.
    Text(String),
    /// A number; spreadsheets know no other kind than this float.
    Number(f64),
    /// A logical value.
    Bool(bool),
    /// A number whose format shows a date.
    DateTime(NaiveDateTime),
    /// An error value such as `#N/A`.
    Error(String),
    /// A formula for which the file holds no stored value.
    FormulaWithoutValue,
}
