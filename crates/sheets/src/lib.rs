//! Reading and writing of spreadsheets.
//!
//! Uploaded files are hostile until proven otherwise: [`child::Parser`] reads them in a process of its own with
//! little memory and time, and every reason not to read a file is a [`Refusal`]. [`workbook`] holds what runs inside
//! that process. [`export`] writes tables and import templates.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod archive;
pub mod child;
mod csv_file;
pub mod export;
mod format;
mod guard;
pub mod limits;
pub mod refusal;
pub mod workbook;
mod xlsx;
mod xml_part;

pub use child::Parser;
pub use domain::import::Cell;
pub use limits::Limits;
pub use refusal::Refusal;
pub use workbook::{Format, Row, Selection, Separator, Sheet, Workbook};
