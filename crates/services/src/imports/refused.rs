//! The refused rows as a workbook: mended, it can be imported by itself.

use std::{
    collections::HashMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::Arc,
};

use domain::{
    ImportId,
    customer::Directory,
    import::{
        Cell, cell_text,
        wizard::{RowFault, RowFilter, RowVerdict},
    },
};
use i18n::Locale;
use sheets::{
    Parser, Refusal, Selection,
    export::{Column, ColumnKind, ExportCell, SheetNames, TableWriter, WriteError, XlsxWriter},
};

use super::{
    Imports,
    detail::Detail,
    folder::Folder,
    plan::StoredPlan,
    read::refused,
    results::{number, rows_of},
    state::own,
};
use crate::{
    authz::Actor,
    failure::{Failure, Outcome},
    files::Download,
    words::{field_name, language_of},
};

const WIDTH: f64 = 20.0;
const ERRORS_WIDTH: f64 = 60.0;

impl Imports<'_> {
    /// The refused rows of the latest check or run as they stand in the file, each with what is wrong with it.
    ///
    /// # Errors
    /// Read-only for somebody who looks as that person; forbidden; not found, also when the file is not kept any more.
    pub async fn refused(&self, actor: &Actor, id: ImportId) -> Outcome<Download> {
        let unit = self.services.read(actor).await?;
        unit.check_own()?;
        let import = own(&unit, id).await?;
        let plan = StoredPlan::of(&import)?;
        let locale = language_of(unit.tx(), actor.user).await?;
        let filter = RowFilter::Verdict(RowVerdict::Error);
        let rows = rows_of(import.id, import.run, filter, None).all(unit.tx()).await?;
        unit.commit().await?;
        let mut errors = HashMap::with_capacity(rows.len());
        for row in rows {
            let detail: Detail = serde_json::from_str(&row.detail_json)?;
            errors.insert(number(row.row_number), told(&detail.faults, locale));
        }

        let folder = Folder::of(self.services, id);
        let path = folder.refused(import.run);
        let file = Refused {
            upload: folder.upload(),
            heading_row: plan.input.heading_row,
            width: plan.input.columns.len(),
            selection: Selection { from_row: plan.input.heading_row.max(1), ..plan.selection(1) },
            errors,
            locale,
        };
        let (parser, target) = (self.services.parser()?, path.clone());
        tokio::task::spawn_blocking(move || file.write(&parser, &target)).await.map_err(Failure::fault)??;
        let words = i18n::imports::refused_rows(locale);
        let at = self.services.clock().zone.local(self.services.clock().now());
        Ok(Download { file_name: crate::files::dated_name(words, at, "xlsx"), path })
    }
}

/// What is to be written, and where it comes from.
struct Refused {
    upload: PathBuf,
    heading_row: u32,
    width: usize,
    selection: Selection,
    errors: HashMap<u32, String>,
    locale: Locale,
}

impl Refused {
    fn write(&self, parser: &Arc<Parser>, path: &Path) -> Outcome<()> {
        let mut writer = None;
        let mut written = Ok(());
        let read = parser.rows(&self.upload, &self.selection, |row, cells| {
            written = self.take(&mut writer, path, row, &cells);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        read.map_err(|refusal: Refusal| refused(&refusal))?;
        written.map_err(Failure::fault)?;
        let writer = match writer {
            Some(writer) => writer,
            None => self.begin(path, &[]).map_err(Failure::fault)?,
        };
        Box::new(writer).finish(&[]).map_err(Failure::fault)
    }

    /// The heading begins the table, refused rows go into it, all others are passed over.
    fn take(&self, writer: &mut Option<XlsxWriter>, path: &Path, row: u32, cells: &[Cell]) -> Result<(), WriteError> {
        let errors = self.errors.get(&row);
        if writer.is_none() && (row == self.heading_row || errors.is_some()) {
            *writer = Some(self.begin(path, if row == self.heading_row { cells } else { &[] })?);
        }
        let (Some(writer), Some(errors)) = (writer, errors) else { return Ok(()) };
        let mut out: Vec<ExportCell> = cells.iter().take(self.width).map(exported).collect();
        out.resize(self.width, ExportCell::Empty);
        out.push(ExportCell::Text(errors.clone()));
        writer.row(&out)
    }

    fn begin(&self, path: &Path, headings: &[Cell]) -> Result<XlsxWriter, WriteError> {
        let heading = |place: usize| headings.get(place).and_then(|cell| cell_text(cell).ok()).unwrap_or_default();
        let column = |heading: String, width| Column { heading, kind: ColumnKind::Text, width };
        let mut columns: Vec<Column> = (0..self.width).map(|place| column(heading(place), WIDTH)).collect();
        columns.push(column(i18n::imports::error_column(self.locale).to_owned(), ERRORS_WIDTH));
        let names = SheetNames {
            rows: i18n::exports::sheet_customers(self.locale).to_owned(),
            information: i18n::exports::sheet_information(self.locale).to_owned(),
        };
        XlsxWriter::create(path, names, columns)
    }
}

/// The cell as it stood in the file.
fn exported(cell: &Cell) -> ExportCell {
    match cell {
        Cell::Empty | Cell::FormulaWithoutValue => ExportCell::Empty,
        Cell::Text(text) | Cell::Error(text) => ExportCell::Text(text.clone()),
        Cell::Number(number) => ExportCell::Number(*number),
        Cell::Bool(_) => ExportCell::Text(cell_text(cell).unwrap_or_default()),
        Cell::DateTime(moment) if moment.time() == chrono::NaiveTime::MIN => ExportCell::Date(moment.date()),
        Cell::DateTime(moment) => ExportCell::Instant(*moment),
    }
}

/// `Số điện thoại (C7): Số điện thoại chưa đúng …`, one after the other.
fn told(faults: &[RowFault], locale: Locale) -> String {
    let one = |fault: &RowFault| {
        let text = i18n::errors::by_code(locale, &fault.code).unwrap_or(fault.code.as_str());
        match (fault.field, &fault.cell) {
            (Some(field), Some(cell)) => {
                format!("{} ({cell}): {text}", field_name(field, Directory::Individuals.kind(), locale))
            }
            (Some(field), None) => format!("{}: {text}", field_name(field, Directory::Individuals.kind(), locale)),
            (None, _) => text.to_owned(),
        }
    };
    faults.iter().map(one).collect::<Vec<_>>().join("; ")
}
