//! Tables as workbooks, written row by row in constant memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::NaiveTime;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::excel::{column_number, serial, shortened};
use super::name::sheet_name;
use super::table::{Column, ExportCell, TableWriter, WriteError};

/// Rows of a sheet under its heading; then a further sheet follows.
const ROWS_PER_SHEET: u32 = 1_048_575;
const INFORMATION_WIDTHS: [f64; 2] = [28.0, 80.0];

/// The names on the tabs, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetNames {
    /// The sheets of rows; further ones are numbered.
    pub rows: String,
    /// The last sheet, which says who, when and what.
    pub information: String,
}

/// Writes a table as a workbook.
pub struct XlsxWriter {
    output: Box<dyn Write + Send>,
    names: SheetNames,
    columns: Vec<Column>,
    formats: Formats,
    workbook: Workbook,
    sheet: Worksheet,
    /// The number of the sheet at hand, from 1.
    number: usize,
    /// The last row written, the heading being row 0.
    row: u32,
    rows_per_sheet: u32,
}

struct Formats {
    heading: Format,
    text: Format,
    date: Format,
    money: Format,
    instant: Format,
}

impl XlsxWriter {
    /// A workbook in a file, which is there at once and filled when the workbook is finished; an existing one is replaced.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn create(path: &Path, names: SheetNames, columns: Vec<Column>) -> Result<Self, WriteError> {
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
        let file = BufWriter::new(File::create(path)?);
        Self::new(Box::new(file), directory.unwrap_or(Path::new(".")), names, columns)
    }

    /// A workbook that goes to an output when it is finished. Until then its rows lie in files without a name in a
    /// directory.
    ///
    /// # Errors
    /// The directory cannot be written to.
    pub fn new(
        output: Box<dyn Write + Send>,
        directory: &Path,
        names: SheetNames,
        columns: Vec<Column>,
    ) -> Result<Self, WriteError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(directory)?;
        let formats = Formats::new();
        let sheet = begin_sheet(&mut workbook, &sheet_name(&names.rows, 1), &columns, &formats)?;
        Ok(Self { output, names, columns, formats, workbook, sheet, number: 1, row: 0, rows_per_sheet: ROWS_PER_SHEET })
    }

    /// Ends the sheet at hand: only now is it known how far its filter reaches.
    fn end_sheet(&mut self) -> Result<(), WriteError> {
        if let Some(last) = self.columns.len().checked_sub(1) {
            self.sheet.autofilter(0, 0, self.row, column_number(last)?)?;
        }
        Ok(())
    }

    fn begin_further_sheet(&mut self) -> Result<(), WriteError> {
        self.end_sheet()?;
        self.number += 1;
        let name = sheet_name(&self.names.rows, self.number);
        let next = begin_sheet(&mut self.workbook, &name, &self.columns, &self.formats)?;
        self.workbook.push_worksheet(std::mem::replace(&mut self.sheet, next));
        self.row = 0;
        Ok(())
    }
}

impl TableWriter for XlsxWriter {
    fn row(&mut self, cells: &[ExportCell]) -> Result<(), WriteError> {
        if self.row >= self.rows_per_sheet {
            self.begin_further_sheet()?;
        }
        self.row += 1;
        for (index, cell) in cells.iter().enumerate() {
            write_cell(&mut self.sheet, self.row, column_number(index)?, cell, &self.formats)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, information: &[(String, String)]) -> Result<(), WriteError> {
        self.end_sheet()?;
        let mut sheet = Worksheet::new();
        sheet.set_name(sheet_name(&self.names.information, 1))?;
        for (column, width) in (0..).zip(INFORMATION_WIDTHS) {
            sheet.set_column_width(column, width)?;
        }
        for (row, (label, value)) in (0..).zip(information) {
            sheet.write_string_with_format(row, 0, shortened(label), &self.formats.heading)?;
            sheet.write_string_with_format(row, 1, shortened(value), &self.formats.text)?;
        }
        let XlsxWriter { mut workbook, sheet: rows, mut output, .. } = *self;
        workbook.push_worksheet(rows);
        workbook.push_worksheet(sheet);
        workbook.save_to_writer(&mut output)?;
        Ok(output.flush()?)
    }
}

impl Formats {
    fn new() -> Self {
        Self {
            heading: heading_format(),
            text: text_format(),
            date: Format::new().set_num_format("dd/mm/yyyy"),
            money: Format::new().set_num_format("#,##0"),
            instant: Format::new().set_num_format("dd/mm/yyyy hh:mm"),
        }
    }
}

/// The format of headings.
pub(super) fn heading_format() -> Format {
    Format::new().set_bold().set_num_format("@")
}

/// The format under which what a user types stays text.
pub(super) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

fn begin_sheet(
    workbook: &mut Workbook,
    name: &str,
    columns: &[Column],
    formats: &Formats,
) -> Result<Worksheet, WriteError> {
    let mut sheet = workbook.new_worksheet_with_constant_memory()?;
    sheet.set_name(name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (index, column) in columns.iter().enumerate() {
        let number = column_number(index)?;
        sheet.set_column_width(number, column.width)?;
        sheet.write_string_with_format(0, number, shortened(&column.heading), &formats.heading)?;
    }
    Ok(sheet)
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &ExportCell,
    formats: &Formats,
) -> Result<(), WriteError> {
    match cell {
        ExportCell::Empty => return Ok(()),
        ExportCell::Text(text) if text.is_empty() => return Ok(()),
        ExportCell::Text(text) => sheet.write_string_with_format(row, column, shortened(text), &formats.text)?,
        ExportCell::Date(day) => match serial(day.and_time(NaiveTime::MIN)) {
            Some(serial) => sheet.write_number_with_format(row, column, serial, &formats.date)?,
            // Excel knows no day before 1900.
            None => sheet.write_string(row, column, day.format("%d/%m/%Y").to_string())?,
        },
        ExportCell::Instant(moment) => match serial(*moment) {
            Some(serial) => sheet.write_number_with_format(row, column, serial, &formats.instant)?,
            None => sheet.write_string(row, column, moment.format("%d/%m/%Y %H:%M").to_string())?,
        },
        #[expect(clippy::cast_precision_loss, reason = "no amount of money has more than 15 digits")]
        ExportCell::Money(amount) => sheet.write_number_with_format(row, column, *amount as f64, &formats.money)?,
        ExportCell::Number(number) if number.is_finite() => sheet.write_number(row, column, *number)?,
        ExportCell::Number(number) => sheet.write_string(row, column, number.to_string())?,
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::super::table::ColumnKind;
    use super::*;
    use crate::{Cell, Limits, Selection, workbook};

    fn names() -> SheetNames {
        SheetNames { rows: "Khách hàng".to_owned(), information: "Thông tin".to_owned() }
    }

    fn column(heading: &str, kind: ColumnKind) -> Column {
        Column { heading: heading.to_owned(), kind, width: 20.0 }
    }

    #[test]
    fn further_sheets_follow_a_full_one() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("table.xlsx");
        let mut writer = XlsxWriter::create(&path, names(), vec![column("Số", ColumnKind::Number)]).unwrap();
        writer.rows_per_sheet = 10;
        for number in 0..25 {
            writer.row(&[ExportCell::Number(f64::from(number))]).unwrap();
        }
        Box::new(writer).finish(&[("Người xuất".to_owned(), "=cmd|'/c calc'!A1".to_owned())]).unwrap();

        let found = workbook::inspect(&path, &Limits::default()).unwrap();
        let sheets: Vec<_> = found.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.rows)).collect();
        assert_eq!(sheets, [("Khách hàng", 11), ("Khách hàng (2)", 11), ("Khách hàng (3)", 6), ("Thông tin", 1)]);
        assert_eq!(found.sheets[3].preview[0].cells[1], Cell::Text("=cmd|'/c calc'!A1".to_owned()));
    }

    #[test]
    fn values_come_back_as_they_were() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("table.xlsx");
        let columns = vec![column("a", ColumnKind::Text), column("b", ColumnKind::Date)];
        let mut writer = XlsxWriter::create(&path, names(), columns).unwrap();
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        let moment = day(2026, 11, 22).and_hms_opt(14, 5, 0).unwrap();
        for text in ["0905969648", "+84905969648", "_x000D_", "a\r\nb\u{1}", "  x ", "<&>", "http://example.com", "😀"]
        {
            writer.row(&[ExportCell::Text(text.to_owned())]).unwrap();
        }
        let typed = [
            (ExportCell::Date(day(1990, 1, 1)), Cell::DateTime(day(1990, 1, 1).into())),
            (ExportCell::Date(day(1900, 2, 28)), Cell::DateTime(day(1900, 2, 28).into())),
            (ExportCell::Date(day(1899, 5, 1)), Cell::Text("01/05/1899".to_owned())),
            (ExportCell::Instant(moment), Cell::DateTime(moment)),
            (ExportCell::Money(-1_234_567), Cell::Number(-1_234_567.0)),
            (ExportCell::Number(0.1), Cell::Number(0.1)),
            (ExportCell::Empty, Cell::Empty),
        ];
        let (written, expected): (Vec<_>, Vec<_>) = typed.into_iter().unzip();
        writer.row(&written).unwrap();
        Box::new(writer).finish(&[]).unwrap();

        let mut found = Vec::new();
        let selection = Selection { sheet: "Khách hàng".to_owned(), from_row: 2, to_row: None, separator: None };
        workbook::read_rows(&path, &selection, &Limits::default(), |_, cells| {
            found.push(cells);
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        for (row, text) in
            ["0905969648", "+84905969648", "_x000D_", "a\r\nb\u{1}", "  x ", "<&>", "http://example.com", "😀"]
                .iter()
                .enumerate()
        {
            assert_eq!(found[row], [Cell::Text((*text).to_owned())]);
        }
        assert_eq!(found[8], expected[..6]);
    }
}
