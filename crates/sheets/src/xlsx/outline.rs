//! A first pass over a sheet's XML: its extent, and what calamine's stream of cells does not tell.

use std::borrow::Cow;
use std::io::Read;

use quick_xml::events::{BytesStart, Event};

use super::part::{self, Xml};
use super::reference::{self, Area};
use crate::{Limits, Refusal};

/// What a sheet looks like before its cells are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Outline {
    /// The last row with a value, from 1; 0 in an empty sheet.
    pub last_row: u32,
    /// The last column with a value, from 1; 0 in an empty sheet.
    pub columns: u32,
    /// Hidden rows that hold a value.
    pub hidden_rows: u32,
    /// Merged areas of more than one row.
    pub merged: Vec<Area>,
    /// Cells that calamine cannot tell, in the order of the rows.
    pub special: Vec<SpecialCell>,
}

/// A cell whose value calamine does not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpecialCell {
    /// Row from 1.
    pub row: u32,
    /// Column from 1.
    pub column: u32,
    /// What stands in it.
    pub value: Special,
}

/// The value of a [`SpecialCell`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Special {
    /// A formula whose result was never stored.
    FormulaWithoutValue,
    /// An error value that Excel has come up with lately (`#SPILL!`, `#CALC!` …).
    Error(Box<str>),
}

/// What has been read of the cell at hand.
#[derive(Default)]
struct OpenCell {
    row: u32,
    column: u32,
    kind: Option<String>,
    has_formula: bool,
    has_value: bool,
    is_inline: bool,
    text: String,
}

/// The error values that calamine knows; at any other it stops.
const USUAL_ERRORS: [&str; 7] = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];

/// Longest text that is kept of a value here: error values are short.
const KEPT_CHARS: usize = 32;

/// Reads all of a sheet once.
///
/// # Errors
/// A limit is passed, or rows and cells do not stand in order.
pub(super) fn survey<R: Read>(xml: &mut Xml<R>, limits: &Limits) -> Result<Outline, Refusal> {
    let mut survey =
        Survey { limits, outline: Outline::default(), cells: 0, row: 0, column: 0, hidden: false, has_error: false };
    let (mut cell, mut in_value): (Option<OpenCell>, bool) = (None, false);
    // Only inside the data: buttons on a sheet have elements called `row` too.
    let (mut in_data, mut saw_data, mut buffer) = (false, false, Vec::new());
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| Refusal::Damaged)? {
            Event::Start(element) => match (element.local_name().as_ref(), &mut cell) {
                ("sheetData", _) => in_data = true,
                ("row", None) if in_data => survey.start_row(&element)?,
                ("c", None) if in_data => cell = Some(survey.start_cell(&element)?),
                ("f", Some(cell)) => cell.has_formula = true,
                ("is", Some(cell)) => cell.is_inline = true,
                ("v", Some(cell)) => (cell.has_value, in_value) = (true, true),
                ("mergeCell", None) => survey.merge(&element)?,
                ("dimension", None) => check_dimension(&element)?,
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "c" => {
                    if let Some(cell) = cell.take() {
                        survey.end_cell(cell)?;
                    }
                }
                "v" => in_value = false,
                "sheetData" => (in_data, saw_data) = (false, true),
                _ => {}
            },
            Event::Text(text) if in_value => {
                if let Some(cell) = &mut cell {
                    let room = KEPT_CHARS.saturating_sub(cell.text.len());
                    cell.text.extend(text.chars().take(room));
                }
            }
            Event::DocType(_) => return Err(Refusal::Dtd),
            Event::Eof if saw_data => return Ok(survey.outline),
            Event::Eof => return Err(Refusal::Damaged),
            _ => {}
        }
    }
}

/// The area a sheet claims to fill is only looked at because calamine reads it too.
fn check_dimension(element: &BytesStart<'_>) -> Result<(), Refusal> {
    let area = part::attribute(element, "ref")?.ok_or(Refusal::Damaged)?;
    Area::parse(&area).map(|_| ())
}

struct Survey<'a> {
    limits: &'a Limits,
    outline: Outline,
    cells: u64,
    row: u32,
    column: u32,
    /// Whether the row at hand is hidden and not counted yet.
    hidden: bool,
    /// Whether an unusual error value stands in the row at hand.
    has_error: bool,
}

impl Survey<'_> {
    fn start_row(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let number = match part::attribute(element, "r")? {
            Some(number) => reference::row(&number)?,
            None => self.row + 1,
        };
        // Excel writes rows in order and calls anything else damaged; a stream depends on it.
        if number <= self.row {
            return Err(Refusal::Damaged);
        }
        (self.row, self.column, self.has_error) = (number, 0, false);
        self.hidden = part::flag(element, "hidden")?;
        Ok(())
    }

    fn start_cell(&mut self, element: &BytesStart<'_>) -> Result<OpenCell, Refusal> {
        let (row, column) = match part::attribute(element, "r")? {
            Some(position) => reference::cell(&position)?,
            // calamine loses count behind an error value it does not know.
            None if self.has_error => return Err(Refusal::Damaged),
            None => (self.row, self.column + 1),
        };
        if row != self.row {
            return Err(Refusal::Damaged);
        }
        self.column = column;
        Ok(OpenCell { row, column, kind: part::attribute(element, "t")?.map(Cow::into_owned), ..OpenCell::default() })
    }

    fn end_cell(&mut self, cell: OpenCell) -> Result<(), Refusal> {
        let kind = cell.kind.as_deref();
        // An empty text is the result of many formulas; an empty number is none.
        let has_result = !cell.text.is_empty() || (cell.has_value && kind == Some("str")) || cell.is_inline;
        let special = if cell.has_formula && !has_result {
            Some(Special::FormulaWithoutValue)
        } else if kind == Some("e") && !cell.text.is_empty() && !USUAL_ERRORS.contains(&cell.text.as_str()) {
            Some(Special::Error(cell.text.as_str().into()))
        } else {
            None
        };
        if special.is_none() && cell.text.is_empty() && !cell.is_inline {
            return Ok(());
        }

        self.has_error |= matches!(special, Some(Special::Error(_)));
        self.count(cell.row, cell.column)?;
        if let Some(value) = special {
            self.outline.special.push(SpecialCell { row: cell.row, column: cell.column, value });
        }
        Ok(())
    }

    /// Counts a cell with a value.
    fn count(&mut self, row: u32, column: u32) -> Result<(), Refusal> {
        self.cells += 1;
        if row > self.limits.rows {
            return Err(Refusal::TooManyRows { limit: self.limits.rows });
        }
        if column > self.limits.columns {
            return Err(Refusal::TooManyColumns { limit: self.limits.columns });
        }
        if self.cells > self.limits.cells {
            return Err(Refusal::TooManyCells { limit: self.limits.cells });
        }
        self.outline.last_row = row;
        self.outline.columns = self.outline.columns.max(column);
        self.outline.hidden_rows += u32::from(std::mem::take(&mut self.hidden));
        Ok(())
    }

    fn merge(&mut self, element: &BytesStart<'_>) -> Result<(), Refusal> {
        let area = Area::parse(&part::attribute(element, "ref")?.ok_or(Refusal::Damaged)?)?;
        let matters = area.rows.start() < area.rows.end() && *area.columns.start() <= self.limits.columns;
        if matters {
            if self.outline.merged.len() >= self.limits.merged_areas {
                return Err(Refusal::TooManyMergedAreas { limit: self.limits.merged_areas });
            }
            self.outline.merged.push(area);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey_of(rows: &str, behind: &str) -> Result<Outline, Refusal> {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData>{behind}</worksheet>");
        survey(&mut part::reader(sheet.as_bytes()), &Limits::default())
    }

    #[test]
    fn formulas_without_a_stored_value_are_found() {
        let rows = "<row r=\"2\"><c r=\"A2\"><f>B2</f></c><c r=\"B2\"><f>C2</f><v>5</v></c>\
            <c r=\"C2\" t=\"str\"><f>D2</f><v></v></c><c r=\"D2\"><f>E2</f><v/></c>\
            <c t=\"e\"><v>#SPILL!</v></c></row>";
        let outline = survey_of(rows, "").unwrap();
        let special = |column, value| SpecialCell { row: 2, column, value };
        assert_eq!(
            outline.special,
            [
                special(1, Special::FormulaWithoutValue),
                special(4, Special::FormulaWithoutValue),
                special(5, Special::Error("#SPILL!".into()))
            ]
        );
        assert_eq!((outline.last_row, outline.columns), (2, 5));
    }

    #[test]
    fn only_rows_with_values_count() {
        let rows = "<row r=\"1\" hidden=\"1\"/><row r=\"2\" hidden=\"1\"><c><v>1</v></c><c><v>1</v></c></row>\
            <row><c r=\"XFD3\" s=\"4\"/></row>";
        let outline = survey_of(rows, "").unwrap();
        assert_eq!((outline.last_row, outline.columns, outline.hidden_rows), (2, 2, 1));
    }

    #[test]
    fn disorder_is_damage() {
        for rows in [
            "<row r=\"2\"/><row r=\"2\"/>",
            "<row r=\"2\"><c r=\"A3\"/></row>",
            "<row r=\"0\"/>",
            "<row r=\"1\"><c r=\"1A\"/></row>",
        ] {
            assert_eq!(survey_of(rows, ""), Err(Refusal::Damaged), "{rows}");
        }
    }

    #[test]
    fn only_areas_of_several_rows_matter() {
        let outline = survey_of("", "<mergeCells><mergeCell ref=\"A1:F1\"/><mergeCell ref=\"B2:C4\"/></mergeCells>");
        assert_eq!(outline.unwrap().merged, [Area { rows: 2..=4, columns: 2..=3 }]);
    }
}
