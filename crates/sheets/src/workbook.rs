//! What a spreadsheet holds. These functions trust a file no further than its limits, yet belong into the process of
//! [`crate::child`]: a file may still bring down whoever reads it.

use std::ops::{ControlFlow, RangeInclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use domain::import::Cell;
use serde::{Deserialize, Serialize};

use crate::xlsx::XlsxFile;
use crate::{Limits, Refusal, csv_file, format};

/// Rows in a preview.
pub const PREVIEW_ROWS: usize = 30;
/// Characters of a text in a preview; the rest is cut off.
pub const PREVIEW_TEXT_CHARS: usize = 200;
/// Characters in all previews of a workbook together; what comes later has none.
const PREVIEW_CHARS: usize = 1_000_000;

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Office Open XML, from Excel 2007 on.
    Xlsx,
    /// Text in UTF-8 with separators.
    Csv,
}

/// What separates the cells of a CSV file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// A tab.
    Tab,
    /// `|`
    Pipe,
}

impl Separator {
    /// All of them, the usual ones first.
    pub const ALL: [Self; 4] = [Self::Comma, Self::Semicolon, Self::Tab, Self::Pipe];

    /// The character in the file.
    #[must_use]
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
            Self::Pipe => b'|',
        }
    }
}

/// A file, looked over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Workbook {
    /// The format its bytes have.
    pub format: Format,
    /// The separator guessed in a CSV file.
    pub separator: Option<Separator>,
    /// Its sheets in the order of their tabs; a CSV file has one with an empty name.
    pub sheets: Vec<Sheet>,
}

/// A sheet, looked over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// The name on its tab.
    pub name: String,
    /// Whether the workbook hides the sheet.
    pub hidden: bool,
    /// The last row with a value, from 1; 0 in an empty sheet.
    pub rows: u32,
    /// The last column with a value, from 1; 0 in an empty sheet.
    pub columns: u32,
    /// Hidden rows that hold a value; they are read like visible ones.
    pub hidden_rows: u32,
    /// The first rows with a value, their texts shortened to [`PREVIEW_TEXT_CHARS`].
    pub preview: Vec<Row>,
}

/// A row that holds a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the sheet, from 1; in a CSV file that of the record.
    pub number: u32,
    /// Its cells from column A to the last one with a value.
    pub cells: Vec<Cell>,
}

/// The rows to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// Name of the sheet; nothing is looked for in a CSV file.
    pub sheet: String,
    /// The first row, from 1.
    pub from_row: u32,
    /// The last row; `None` for all.
    pub to_row: Option<u32>,
    /// What separates the cells of a CSV file; guessed if not given.
    pub separator: Option<Separator>,
}

impl Selection {
    fn range(&self) -> RangeInclusive<u32> {
        self.from_row..=self.to_row.unwrap_or(u32::MAX)
    }
}

/// Looks over a file: its format, its sheets, and the first rows of each.
///
/// # Errors
/// The reason not to read the file.
pub fn inspect(path: &Path, limits: &Limits) -> Result<Workbook, Refusal> {
    contained(|| match format::open(path, limits)? {
        (_, Format::Xlsx) => inspect_xlsx(XlsxFile::open(path, limits)?),
        (file, Format::Csv) => {
            let separator = csv_file::guess_separator(&file)?;
            let mut preview = Preview::new();
            let (mut rows, mut columns) = (0, 0);
            csv_file::rows(&file, separator, &(1..=u32::MAX), limits, &mut |number, cells| {
                rows = number;
                columns = columns.max(u32::try_from(cells.len()).unwrap_or(u32::MAX));
                let _ = preview.take(number, cells);
                ControlFlow::Continue(())
            })?;
            let preview = preview.finish();
            let sheet = Sheet { name: String::new(), hidden: false, rows, columns, hidden_rows: 0, preview };
            Ok(Workbook { format: Format::Csv, separator: Some(separator), sheets: vec![sheet] })
        }
    })
}

/// Gives the selected rows that hold a value to the sink, in order, until it breaks off. Rows without any value are
/// left out.
///
/// # Errors
/// The reason not to read the file further; rows may have been given before.
pub fn read_rows(
    path: &Path,
    selection: &Selection,
    limits: &Limits,
    mut sink: impl FnMut(u32, Vec<Cell>) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    contained(|| match format::open(path, limits)? {
        (_, Format::Xlsx) => {
            let mut file = XlsxFile::open(path, limits)?;
            let sheet = file.sheet(&selection.sheet)?;
            file.rows(sheet, &selection.range(), &mut sink)
        }
        (file, Format::Csv) => {
            let separator = selection.separator.map_or_else(|| csv_file::guess_separator(&file), Ok)?;
            csv_file::rows(&file, separator, &selection.range(), limits, &mut sink)
        }
    })
}

fn inspect_xlsx(mut file: XlsxFile) -> Result<Workbook, Refusal> {
    let names: Vec<String> = file.sheet_names().map(str::to_owned).collect();
    let mut sheets = Vec::new();
    let mut preview = Preview::new();
    for name in names {
        let sheet = file.sheet(&name)?;
        let (hidden, rows, columns, hidden_rows) =
            (sheet.hidden, sheet.last_row(), sheet.columns(), sheet.hidden_rows());
        file.rows(sheet, &(1..=u32::MAX), &mut |number, cells| preview.take(number, cells))?;
        sheets.push(Sheet { name, hidden, rows, columns, hidden_rows, preview: preview.finish() });
    }
    Ok(Workbook { format: Format::Xlsx, separator: None, sheets })
}

/// Libraries compute with unchecked numbers here and there; a panic of theirs means that the file is damaged.
fn contained<T>(read: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Refusal::Damaged))
}

/// Refuses a row with more text than the limits allow.
pub(crate) fn check_texts(row: u32, cells: &[Cell], limits: &Limits) -> Result<(), Refusal> {
    let mut total = 0;
    for cell in cells {
        let (Cell::Text(text) | Cell::Error(text)) = cell else {
            continue;
        };
        // A text has at least as many bytes as characters: most need no counting.
        let count = if text.len() > limits.text_chars { text.chars().count() } else { text.len() };
        total += count;
        if count > limits.text_chars || total > limits.row_chars {
            return Err(Refusal::TextTooLong { row });
        }
    }
    Ok(())
}

/// Collects the first rows of the sheets.
struct Preview {
    rows: Vec<Row>,
    room: usize,
}

impl Preview {
    fn new() -> Self {
        Self { rows: Vec::new(), room: PREVIEW_CHARS }
    }

    fn take(&mut self, number: u32, mut cells: Vec<Cell>) -> ControlFlow<()> {
        if self.rows.len() >= PREVIEW_ROWS || self.room == 0 {
            return ControlFlow::Break(());
        }
        for cell in &mut cells {
            if let Cell::Text(text) | Cell::Error(text) = cell {
                if let Some((end, _)) = text.char_indices().nth(PREVIEW_TEXT_CHARS) {
                    text.truncate(end);
                }
                self.room = self.room.saturating_sub(text.len());
            }
        }
        self.rows.push(Row { number, cells });
        ControlFlow::Continue(())
    }

    /// The rows of the sheet at hand; the next sheet begins.
    fn finish(&mut self) -> Vec<Row> {
        std::mem::take(&mut self.rows)
    }
}
