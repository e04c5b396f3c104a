//! The sheets of an uploaded file: their first rows as text, their columns, and the first plan.

use domain::{
    ImportId,
    customer::Field,
    import::{
        Cell, cell_text, guess as guess_fields,
        wizard::{ImportColumn, ImportPlanInput, ImportSheet, PreviewRow, column_letters},
    },
};
use sheets::{Row, Selection, Sheet, Workbook};

use super::{Imports, folder::Folder, read::refused, state::own};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
};

/// Values shown under a heading.
const SAMPLES: usize = 3;
/// Rows under the heading in which samples are looked for.
const ROWS_FOR_SAMPLES: u32 = 20;

impl Imports<'_> {
    /// The sheets of the file with their first rows.
    ///
    /// # Errors
    /// Forbidden; not found.
    pub async fn sheets(&self, actor: &Actor, id: ImportId) -> Outcome<Vec<ImportSheet>> {
        Ok(self.workbook(actor, id).await?.sheets.into_iter().map(shown).collect())
    }

    /// The columns of a sheet by the headings in a row, with the field that each seems to mean.
    ///
    /// # Errors
    /// Forbidden; not found; the file cannot be read any more.
    pub async fn columns(
        &self,
        actor: &Actor,
        id: ImportId,
        sheet: &str,
        heading_row: u32,
    ) -> Outcome<Vec<ImportColumn>> {
        let unit = self.services.read(actor).await?;
        own(&unit, id).await?;
        let folder = Folder::of(self.services, id);
        let rows = match preview(&folder.workbook().await?, sheet, heading_row) {
            Some(rows) => rows,
            None => self.rows_from(&folder, sheet, heading_row).await?,
        };
        Ok(columns(&rows, heading_row, &unit))
    }

    /// The heading and some rows under it, from the file itself.
    async fn rows_from(&self, folder: &Folder, sheet: &str, heading_row: u32) -> Outcome<Vec<Row>> {
        let last = heading_row.saturating_add(ROWS_FOR_SAMPLES);
        let selection =
            Selection { sheet: sheet.to_owned(), from_row: heading_row.max(1), to_row: Some(last), separator: None };
        let path = folder.upload();
        let read = self.services.look_over(move |parser| {
            let mut rows = Vec::new();
            parser.rows(&path, &selection, |number, cells| {
                rows.push(Row { number, cells });
                if number < last { std::ops::ControlFlow::Continue(()) } else { std::ops::ControlFlow::Break(()) }
            })?;
            Ok(rows)
        });
        read.await?.map_err(|refusal| refused(&refusal))
    }
}

/// A plan to begin with: the first sheet that shows something, headings where most of them are understood.
pub(super) fn guess(workbook: &Workbook, unit: &Unit) -> ImportPlanInput {
    let visible = workbook.sheets.iter().find(|sheet| !sheet.hidden && sheet.rows > 0);
    let Some(sheet) = visible.or_else(|| workbook.sheets.first()) else { return ImportPlanInput::default() };
    let understood = |row: &Row| fields(&texts(&row.cells), unit).iter().flatten().count();
    // Of several the first: `max_by_key` gives the last.
    let heading = sheet.preview.iter().rev().max_by_key(|row| understood(row));
    let heading_row = heading.map_or(1, |row| row.number);
    ImportPlanInput {
        sheet: sheet.name.clone(),
        heading_row,
        from_row: heading_row + 1,
        to_row: sheet.rows.max(heading_row + 1),
        columns: heading.map(|row| fields(&texts(&row.cells), unit)).unwrap_or_default(),
        ..ImportPlanInput::default()
    }
}

fn columns(rows: &[Row], heading_row: u32, unit: &Unit) -> Vec<ImportColumn> {
    let headings: Vec<String> =
        rows.iter().find(|row| row.number == heading_row).map(|row| texts(&row.cells)).unwrap_or_default();
    let below = || rows.iter().filter(|row| row.number > heading_row && row.number <= heading_row + ROWS_FOR_SAMPLES);
    let width = below().map(|row| row.cells.len()).chain([headings.len()]).max().unwrap_or_default();
    let guesses = fields(&headings, unit);
    (0..width)
        .map(|column| ImportColumn {
            letter: column_letters(column),
            heading: headings.get(column).cloned().unwrap_or_default(),
            samples: below()
                .filter_map(|row| row.cells.get(column).map(text))
                .filter(|text| !text.is_empty())
                .take(SAMPLES)
                .collect(),
            guess: guesses.get(column).copied().flatten(),
        })
        .collect()
}

/// The fields that headings mean; sensitive ones only for those who may read them.
fn fields(headings: &[String], unit: &Unit) -> Vec<Option<Field>> {
    let allowed = |field: &Field| field.sensitive().is_none_or(|(action, resource)| unit.may(action, resource));
    guess_fields(headings).into_iter().map(|field| field.filter(allowed)).collect()
}

/// The rows from the heading on, if the first look at the file has seen them.
fn preview(workbook: &Workbook, sheet: &str, heading_row: u32) -> Option<Vec<Row>> {
    let sheet = workbook.sheets.iter().find(|known| known.name == sheet)?;
    let place = sheet.preview.iter().position(|row| row.number == heading_row)?;
    let rows = sheet.preview.get(place..)?;
    (rows.len() > SAMPLES || sheet.rows <= rows.last()?.number).then(|| rows.to_vec())
}

fn shown(sheet: Sheet) -> ImportSheet {
    ImportSheet {
        name: sheet.name,
        hidden: sheet.hidden,
        rows: sheet.rows,
        columns: sheet.columns,
        hidden_rows: sheet.hidden_rows,
        preview: sheet
            .preview
            .into_iter()
            .map(|row| PreviewRow { row: row.number, cells: texts(&row.cells) })
            .collect(),
    }
}

fn texts(cells: &[Cell]) -> Vec<String> {
    cells.iter().map(text).collect()
}

/// What people see in a cell.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Error(error) => error.clone(),
        other => cell_text(other).unwrap_or_default().trim().to_owned(),
    }
}
