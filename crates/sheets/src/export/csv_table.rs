//! Tables as CSV: UTF-8 with byte order mark, RFC 4180 quoting and line ends.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::table::{Column, ExportCell, TableWriter, WriteError};
use crate::guard::guarded;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Writes a table as CSV with commas.
pub struct CsvWriter {
    output: csv::Writer<BufWriter<File>>,
}

impl CsvWriter {
    /// A file with the headings in it; an existing file is replaced.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn create(path: &Path, columns: &[Column]) -> Result<Self, WriteError> {
        let mut file = BufWriter::new(File::create(path)?);
        // Without the mark Excel takes the text for the code page of the machine.
        file.write_all(BOM)?;
        let mut output = writer(file);
        output.write_record(columns.iter().map(|column| guarded(&column.heading).into_owned()))?;
        Ok(Self { output })
    }
}

/// A part of a table, for those who send it while they write it: rows, in the first part behind the headings.
///
/// # Errors
/// None in practice: memory is written to.
pub fn csv_part(headings: &[&str], rows: &[Vec<ExportCell>]) -> Result<Vec<u8>, WriteError> {
    let mut output = writer(if headings.is_empty() { Vec::new() } else { BOM.to_vec() });
    if !headings.is_empty() {
        output.write_record(headings)?;
    }
    for row in rows {
        write(&mut output, row)?;
    }
    output.into_inner().map_err(|error| WriteError::Io(error.into_error()))
}

fn writer<W: Write>(output: W) -> csv::Writer<W> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::NonNumeric)
        .flexible(true)
        .from_writer(output)
}

fn write<W: Write>(output: &mut csv::Writer<W>, cells: &[ExportCell]) -> Result<(), WriteError> {
    for cell in cells {
        output.write_field(text(cell))?;
    }
    output.write_record(None::<&[u8]>)?;
    Ok(())
}

impl TableWriter for CsvWriter {
    fn row(&mut self, cells: &[ExportCell]) -> Result<(), WriteError> {
        write(&mut self.output, cells)
    }

    fn finish(mut self: Box<Self>, _information: &[(String, String)]) -> Result<(), WriteError> {
        self.output.flush()?;
        Ok(())
    }
}

fn text(cell: &ExportCell) -> String {
    match cell {
        ExportCell::Empty => String::new(),
        // A zero ends the text for some programs, and makes a file no text for others.
        ExportCell::Text(text) => guarded(text).replace('\0', ""),
        ExportCell::Date(day) => day.format("%d/%m/%Y").to_string(),
        ExportCell::Money(amount) => amount.to_string(),
        ExportCell::Number(number) => number.to_string(),
        ExportCell::Instant(moment) => moment.format("%d/%m/%Y %H:%M").to_string(),
    }
}
