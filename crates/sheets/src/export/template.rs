//! The workbook a user fills in for an import.

use std::path::Path;

use rust_xlsxwriter::{DataValidation, Formula, Workbook, Worksheet};

use super::excel::{column_number, shortened};
use super::name::sheet_name;
use super::table::WriteError;
use super::xlsx_table::{heading_format, text_format};

/// The last row of a sheet, from 0: lists reach down to it.
const LAST_ROW: u32 = 1_048_575;
/// The hidden sheet that the drop-down lists are taken from.
const CHOICES_SHEET: &str = "Lists";
const COLUMN_WIDTH: f64 = 22.0;
const GUIDE_WIDTHS: [f64; 4] = [26.0, 70.0, 30.0, 50.0];

/// A column to be filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateColumn {
    /// Its heading, in the user's language.
    pub heading: String,
    /// What belongs into it.
    pub note: String,
    /// The values it may have; none if anything may be typed.
    pub choices: Vec<String>,
    /// A value as an example. It stands among the explanations, where nobody imports it.
    pub sample: Option<String>,
}

/// The second sheet and the names of both, in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanations {
    /// The name of the sheet to be filled in.
    pub rows_sheet: String,
    /// The name of the sheet of explanations.
    pub sheet: String,
    /// Headings over a column's heading, its note, its sample and its choices.
    pub headings: [String; 4],
    /// Sentences under the table.
    pub sentences: Vec<String>,
}

/// Writes a template; an existing file is replaced.
///
/// # Errors
/// The file cannot be written.
pub fn write(path: &Path, columns: &[TemplateColumn], explanations: &Explanations) -> Result<(), WriteError> {
    let mut workbook = Workbook::new();
    workbook.push_worksheet(rows_sheet(columns, &explanations.rows_sheet)?);
    workbook.push_worksheet(guide_sheet(columns, explanations)?);
    if columns.iter().any(|column| !column.choices.is_empty()) {
        workbook.push_worksheet(choices_sheet(columns)?);
    }
    workbook.save(path)?;
    Ok(())
}

/// The headings over columns in which numbers keep their zeros.
fn rows_sheet(columns: &[TemplateColumn], name: &str) -> Result<Worksheet, WriteError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(sheet_name(name, 1))?;
    sheet.set_freeze_panes(1, 0)?;
    for (index, column) in columns.iter().enumerate() {
        let number = column_number(index)?;
        sheet.set_column_format(number, &text_format())?;
        sheet.set_column_width(number, COLUMN_WIDTH)?;
        sheet.write_string_with_format(0, number, shortened(&column.heading), &heading_format())?;
        if !column.choices.is_empty() {
            let letters = rust_xlsxwriter::utility::column_number_to_name(number);
            let area = format!("={CHOICES_SHEET}!${letters}$1:${letters}${}", column.choices.len());
            // Other values may be typed: whether they are refused or created is chosen at the import.
            let list = DataValidation::new().allow_list_formula(Formula::new(area)).show_error_message(false);
            sheet.add_data_validation(1, number, LAST_ROW, number, &list)?;
        }
    }
    Ok(sheet)
}

fn guide_sheet(columns: &[TemplateColumn], explanations: &Explanations) -> Result<Worksheet, WriteError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(sheet_name(&explanations.sheet, 1))?;
    sheet.set_freeze_panes(1, 0)?;
    let wrapped = text_format().set_text_wrap();
    for ((number, heading), width) in (0..).zip(&explanations.headings).zip(GUIDE_WIDTHS) {
        sheet.set_column_width(number, width)?;
        sheet.write_string_with_format(0, number, shortened(heading), &heading_format())?;
    }
    let mut row = 1;
    for column in columns {
        let sample = column.sample.as_deref().unwrap_or_default();
        let texts = [column.heading.as_str(), &column.note, sample, &column.choices.join("; ")];
        for (number, text) in (0..).zip(texts) {
            sheet.write_string_with_format(row, number, shortened(text), &wrapped)?;
        }
        row += 1;
    }
    for sentence in &explanations.sentences {
        row += 1;
        sheet.write_string(row, 0, shortened(sentence))?;
    }
    Ok(sheet)
}

/// The lists stand in columns of the same letters as those they belong to.
fn choices_sheet(columns: &[TemplateColumn]) -> Result<Worksheet, WriteError> {
    let mut sheet = Worksheet::new();
    sheet.set_name(CHOICES_SHEET)?;
    sheet.set_hidden(true);
    for (index, column) in columns.iter().enumerate() {
        for (row, choice) in (0..).zip(&column.choices) {
            sheet.write_string_with_format(row, column_number(index)?, shortened(choice), &text_format())?;
        }
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cell, Limits, workbook};

    #[test]
    fn a_template_has_headings_lists_and_explanations() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("template.xlsx");
        let column = |heading: &str, choices: &[&str]| TemplateColumn {
            heading: heading.to_owned(),
            note: "Ghi chú".to_owned(),
            choices: choices.iter().map(|choice| (*choice).to_owned()).collect(),
            sample: Some("0905969648".to_owned()),
        };
        let explanations = Explanations {
            rows_sheet: "Khách hàng".to_owned(),
            sheet: "Hướng dẫn".to_owned(),
            headings: ["Cột", "Giải thích", "Ví dụ", "Giá trị"].map(str::to_owned),
            sentences: vec!["Mỗi dòng một khách.".to_owned()],
        };
        write(&path, &[column("Họ tên", &[]), column("Nguồn", &["Zalo", "=Web"])], &explanations).unwrap();

        let found = workbook::inspect(&path, &Limits::default()).unwrap();
        let sheets: Vec<_> = found.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden, sheet.rows)).collect();
        assert_eq!(sheets, [("Khách hàng", false, 1), ("Hướng dẫn", false, 5), ("Lists", true, 2)]);
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(found.sheets[0].preview[0].cells, [text("Họ tên"), text("Nguồn")]);
        assert_eq!(found.sheets[2].preview[1].cells, [Cell::Empty, text("=Web")]);
    }
}
