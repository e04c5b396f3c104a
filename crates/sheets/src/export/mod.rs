//! Writes tables and import templates.
//!
//! Text stays text, whatever it begins with: in a workbook as cells of text, in a CSV file behind an apostrophe
//! (OWASP ASVS 1.2.10).

mod csv_table;
mod excel;
mod name;
mod table;
pub mod template;
mod xlsx_table;

pub use csv_table::{CsvWriter, csv_part};
pub use table::{Column, ColumnKind, ExportCell, TableWriter, WriteError};
pub use xlsx_table::{SheetNames, XlsxWriter};
