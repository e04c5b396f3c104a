//! Reads .xlsx workbooks as a stream of rows.
//!
//! calamine reads strings, number formats and cells; never through its dense ranges, in which one cell at XFD1048576
//! asks for 52 GB. What its stream does not tell comes from a pass of our own over the sheet's XML ([`outline`]).

mod contents;
mod merged;
mod outline;
mod part;
mod reference;
mod value;

use std::fs::File;
use std::io::BufReader;
use std::iter::Peekable;
use std::ops::{ControlFlow, RangeInclusive};
use std::path::Path;

use calamine::{Reader as _, Xlsx, XlsxError};
use domain::import::Cell;

use self::contents::SheetPart;
use self::merged::MergedAreas;
use self::outline::{Outline, Special, SpecialCell};
use crate::archive::{self, Archive};
use crate::workbook::check_texts;
use crate::{Limits, Refusal};

/// An open workbook.
pub(crate) struct XlsxFile {
    archive: Archive,
    workbook: Xlsx<BufReader<File>>,
    sheets: Vec<SheetPart>,
    limits: Limits,
}

/// One sheet, once looked over.
pub(crate) struct XlsxSheet {
    name: String,
    pub hidden: bool,
    outline: Outline,
}

impl XlsxFile {
    /// Checks and opens a workbook. The file is opened twice, as each reader moves about in it.
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Self, Refusal> {
        let open = || File::open(path).map_err(|_| Refusal::Unreadable);
        let mut archive = archive::open(open()?, limits)?;
        let sheets = contents::sheets(&mut archive)?;
        let workbook = Xlsx::new(BufReader::new(open()?)).map_err(refusal)?;
        Ok(Self { archive, workbook, sheets, limits: limits.clone() })
    }

    /// The names of the sheets, in the order of their tabs.
    pub(crate) fn sheet_names(&self) -> impl Iterator<Item = &str> {
        self.sheets.iter().map(|sheet| sheet.name.as_str())
    }

    /// Looks over the sheet of a name.
    pub(crate) fn sheet(&mut self, name: &str) -> Result<XlsxSheet, Refusal> {
        let sheet = self.sheets.iter().find(|sheet| sheet.name == name).ok_or(Refusal::SheetNotFound)?;
        let mut xml = part::open(&mut self.archive, &sheet.path)?;
        let outline = outline::survey(&mut xml, &self.limits)?;
        Ok(XlsxSheet { name: sheet.name.clone(), hidden: sheet.hidden, outline })
    }

    /// Gives the rows of a sheet that hold a value, in order, with their numbers.
    pub(crate) fn rows(
        &mut self,
        sheet: XlsxSheet,
        range: &RangeInclusive<u32>,
        sink: &mut dyn FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
    ) -> Result<(), Refusal> {
        let date1904 = self.workbook.has_1904_epoch();
        let mut cells = self.workbook.worksheet_cells_reader(&sheet.name).map_err(refusal)?;
        let mut rows = Rows {
            range,
            limits: &self.limits,
            special: sheet.outline.special.into_iter().peekable(),
            merged: MergedAreas::new(sheet.outline.merged),
            done: 0,
            sink,
        };

        let (mut row, mut values) = (0, Vec::new());
        loop {
            let cell = match cells.next_cell() {
                Ok(Some(cell)) => cell,
                Ok(None) => break,
                // An error value that calamine does not know; the outline does.
                Err(XlsxError::CellError(_)) => continue,
                Err(error) => return Err(refusal(error)),
            };
            let (cell_row, column) = (cell.get_position().0 + 1, cell.get_position().1 as usize);
            let value = value::cell(cell.get_value().clone(), date1904);
            if value == Cell::Empty {
                continue;
            }
            if column >= self.limits.columns as usize {
                return Err(Refusal::TooManyColumns { limit: self.limits.columns });
            }
            if cell_row != row {
                if rows.give(row, std::mem::take(&mut values))?.is_break() {
                    return Ok(());
                }
                row = cell_row;
            }
            put(&mut values, column, value);
        }
        if rows.give(row, values)?.is_continue() {
            let _ = rows.give_specials_before(u32::MAX)?;
        }
        Ok(())
    }
}

impl XlsxSheet {
    /// The last row with a value, from 1.
    pub(crate) fn last_row(&self) -> u32 {
        self.outline.last_row
    }

    /// The last column with a value, from 1.
    pub(crate) fn columns(&self) -> u32 {
        self.outline.columns
    }

    /// Hidden rows that hold a value.
    pub(crate) fn hidden_rows(&self) -> u32 {
        self.outline.hidden_rows
    }
}

/// Completes the rows on their way to the receiver.
struct Rows<'a> {
    range: &'a RangeInclusive<u32>,
    limits: &'a Limits,
    special: Peekable<std::vec::IntoIter<SpecialCell>>,
    merged: MergedAreas,
    /// The last row given.
    done: u32,
    sink: &'a mut dyn FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
}

impl Rows<'_> {
    /// Gives a row that calamine has read, and before it the rows of which only this crate knows.
    fn give(&mut self, row: u32, mut cells: Vec<Cell>) -> Result<ControlFlow<()>, Refusal> {
        if row == 0 {
            return Ok(ControlFlow::Continue(()));
        }
        if self.give_specials_before(row)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
        while let Some(special) = self.special.next_if(|special| special.row == row) {
            put_special(&mut cells, special);
        }
        self.complete(row, cells)
    }

    /// Rows that hold nothing but error values and formulas without a result.
    fn give_specials_before(&mut self, row: u32) -> Result<ControlFlow<()>, Refusal> {
        while let Some(first) = self.special.next_if(|special| special.row < row) {
            let (at, mut cells) = (first.row, Vec::new());
            put_special(&mut cells, first);
            while let Some(next) = self.special.next_if(|special| special.row == at) {
                put_special(&mut cells, next);
            }
            if self.complete(at, cells)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Gives a row with what merged areas show in it, and before it the rows in which only they show something.
    fn complete(&mut self, row: u32, cells: Vec<Cell>) -> Result<ControlFlow<()>, Refusal> {
        while let Some(between) = self.merged.next_row(self.done).filter(|&between| between < row) {
            if self.hand_over(between, Vec::new())?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.hand_over(row, cells)
    }

    fn hand_over(&mut self, row: u32, mut cells: Vec<Cell>) -> Result<ControlFlow<()>, Refusal> {
        if row > *self.range.end() {
            return Ok(ControlFlow::Break(()));
        }
        self.merged.fill(row, &mut cells);
        self.done = row;
        if row < *self.range.start() {
            return Ok(ControlFlow::Continue(()));
        }
        check_texts(row, &cells, self.limits)?;
        Ok((self.sink)(row, cells))
    }
}

fn put_special(cells: &mut Vec<Cell>, special: SpecialCell) {
    let value = match special.value {
        Special::FormulaWithoutValue => Cell::FormulaWithoutValue,
        Special::Error(error) => Cell::Error(error.into()),
    };
    put(cells, special.column as usize - 1, value);
}

/// Puts a value into its column, counted from 0.
fn put(cells: &mut Vec<Cell>, column: usize, value: Cell) {
    if cells.len() <= column {
        cells.resize(column + 1, Cell::Empty);
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = value;
    }
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        XlsxError::WorksheetNotFound(_) => Refusal::SheetNotFound,
        XlsxError::Io(error) => Refusal::from_inflate(&error),
        XlsxError::Zip(error) => Refusal::from_archive(error),
        _ => Refusal::Damaged,
    }
}
