//! What crosses the wire while somebody imports a file: the file, the plan, how far it is, and what became of each row.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{LikelyDuplicates, MatchKey, UnknownCatalogValue, WithoutEmail};
use crate::{BranchId, ImportId, UserId, customer::Field};

/// Bytes that an uploaded file may have.
pub const MAX_UPLOAD_BYTES: u64 = 50 * 1024 * 1024;
/// Rows of a page of results.
pub const RESULT_PAGE: u16 = 100;

/// Where an import stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportStatus {
    /// The file cannot be read; `reason` says why.
    Refused,
    /// The file is read, the plan can be changed; not checked, or changed since.
    Ready,
    /// The check is under way.
    Checking,
    /// The check is done: the import can be started, or the plan changed.
    Checked,
    /// Started, waits for its turn.
    Waiting,
    /// It writes.
    Running,
    /// Stopped by its user, to be resumed.
    Paused,
    /// Stopped for good by its user; what was written stays.
    Cancelled,
    /// Done.
    Finished,
    /// It could not go on; `reason` says why, what was written stays.
    Failed,
}

impl ImportStatus {
    /// Every status.
    pub const ALL: &[Self] = &[
        Self::Refused,
        Self::Ready,
        Self::Checking,
        Self::Checked,
        Self::Waiting,
        Self::Running,
        Self::Paused,
        Self::Cancelled,
        Self::Finished,
        Self::Failed,
    ];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Ready => "ready",
            Self::Checking => "checking",
            Self::Checked => "checked",
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Finished => "finished",
            Self::Failed => "failed",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// Whether the server is at work on it: worth asking again soon.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Checking | Self::Waiting | Self::Running)
    }

    /// Whether the plan may be changed, and the check begun.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Ready | Self::Checked)
    }

    /// Whether there is something to cancel.
    pub const fn can_be_cancelled(self) -> bool {
        self.is_busy() || self.is_open() || matches!(self, Self::Paused)
    }
}

/// One import, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportState {
    /// Its id.
    pub id: ImportId,
    /// Name of the uploaded file.
    pub file_name: String,
    /// Its size in bytes.
    pub file_size: u64,
    /// Where it stands.
    pub status: ImportStatus,
    /// Why it was refused or failed: key in the translation area `reasons`.
    pub reason: Option<String>,
    /// How the file is to be read; the first one is guessed. `None` if the file was refused.
    pub plan: Option<ImportPlanInput>,
    /// Whether counts and rows are those of the writing run, or only of the check.
    pub written: bool,
    /// Rows by verdict, so far.
    pub counts: ImportCounts,
    /// Rows looked at in this run …
    pub rows_done: u64,
    /// … of so many.
    pub rows_total: u64,
    /// Speed of the run; 0 while unknown.
    pub rows_per_second: u64,
    /// When the file was uploaded.
    pub created_at: DateTime<Utc>,
    /// When something last happened.
    pub updated_at: DateTime<Utc>,
}

/// Rows by verdict.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCounts {
    /// New records.
    pub created: u64,
    /// Changed records.
    pub changed: u64,
    /// Records that have these values already.
    pub unchanged: u64,
    /// Rows left out.
    pub skipped: u64,
    /// Refused rows.
    pub errors: u64,
    /// Rows with a warning, among those created, changed and unchanged.
    pub warned: u64,
}

/// How the file is to be read, as the person sets it. Everything else that the rules need the server adds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPlanInput {
    /// Name of the sheet; empty in a CSV file.
    pub sheet: String,
    /// Number of the row with the headings, from 1; 0 if there is none.
    pub heading_row: u32,
    /// First row to import, from 1.
    pub from_row: u32,
    /// Last row to import.
    pub to_row: u32,
    /// Field of each column from A; `None` is not imported.
    pub columns: Vec<Option<Field>>,
    /// How a row without a code finds its record.
    pub match_key: MatchKey,
    /// What happens to a row that looks like a record.
    pub likely_duplicates: LikelyDuplicates,
    /// Whether a new individual may come without an e-mail.
    pub individual_without_email: WithoutEmail,
    /// What happens to a word that its catalog does not have.
    pub unknown_catalog_value: UnknownCatalogValue,
    /// Who is in charge of new records; `None` is the one who imports.
    pub owner: Option<UserId>,
    /// Home branch of new records; `None` is that of the one who imports.
    pub branch: Option<BranchId>,
}

/// A sheet of the uploaded file, with its first rows as text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportSheet {
    /// The name on its tab; empty in a CSV file.
    pub name: String,
    /// Whether the workbook hides it.
    pub hidden: bool,
    /// The last row with a value, from 1; 0 in an empty sheet.
    pub rows: u32,
    /// The last column with a value, from 1.
    pub columns: u32,
    /// Hidden rows that hold a value; they are read too.
    pub hidden_rows: u32,
    /// The first rows with a value.
    pub preview: Vec<PreviewRow>,
}

/// A row as it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Its number in the sheet.
    pub row: u32,
    /// The texts of its cells, from column A.
    pub cells: Vec<String>,
}

/// A column of the chosen sheet, and the field that its heading seems to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportColumn {
    /// `A`, `B` … `AA`.
    pub letter: String,
    /// The text in the heading row.
    pub heading: String,
    /// Up to three values below the heading.
    pub samples: Vec<String>,
    /// The guessed field.
    pub guess: Option<Field>,
}

/// What became of a row, without the details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowVerdict {
    /// A new record.
    Created,
    /// A record was changed.
    Changed,
    /// The record had these values already.
    Unchanged,
    /// Left out.
    Skipped,
    /// Refused.
    Error,
}

impl RowVerdict {
    /// Every verdict, in the order of the result page.
    pub const ALL: &[Self] = &[Self::Created, Self::Changed, Self::Unchanged, Self::Skipped, Self::Error];

    /// The word in the database, the address and the translation area `imports`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Error => "error",
        }
    }

    /// The verdict with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|verdict| verdict.key() == key)
    }
}

/// Which rows of the result are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RowFilter {
    /// All of them.
    #[default]
    All,
    /// Those with a verdict.
    Verdict(RowVerdict),
    /// Those with a warning.
    Warned,
}

/// A page of the result, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRows {
    /// The rows.
    pub rows: Vec<ImportRowView>,
    /// The row after which the next page begins; `None` on the last page.
    pub next: Option<u32>,
}

/// A row of the result. Sensitive values are masked; owner and branch stand by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRowView {
    /// Its number in the sheet.
    pub row: u32,
    /// What becomes of it.
    pub verdict: RowVerdict,
    /// The name in the row, or of the record that it means.
    pub name: Option<String>,
    /// The code of the record; its address, once it is written and if the reader may see it.
    pub code: Option<String>,
    /// Whether `code` leads to a record.
    pub linked: bool,
    /// Field → old and new, of a changed record.
    pub changes: BTreeMap<Field, (Option<String>, Option<String>)>,
    /// Why the row is refused.
    pub faults: Vec<RowFault>,
    /// What should be looked at.
    pub warnings: Vec<RowWarning>,
    /// Why the row is left out.
    pub skipped: Option<RowSkip>,
}

/// Why a row is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFault {
    /// The field; `None`: the whole row.
    pub field: Option<Field>,
    /// Key of the translation area `errors`.
    pub code: String,
    /// The cell, such as `C7`, if a single one is at fault.
    pub cell: Option<String>,
}

/// What the person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowWarning {
    /// The field; `None`: the whole row.
    pub field: Option<Field>,
    /// Key of the translation area `warnings`.
    pub code: String,
}

/// Why a row is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowSkip {
    /// Key of the translation area `reasons`: `empty_row`, `totals_row`, `duplicate_in_file`, `duplicate_existing`.
    pub reason: String,
    /// The earlier row of the file that it repeats.
    pub of_row: Option<u32>,
    /// The code of the customer that it repeats.
    pub of_code: Option<String>,
}

/// The letters of a column, counted from 0: `A` … `Z`, `AA` …
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        // Less than 26: the cast is exact.
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn keys_lead_back() {
        assert!(ImportStatus::ALL.iter().all(|status| ImportStatus::from_key(status.key()) == Some(*status)));
        assert!(RowVerdict::ALL.iter().all(|verdict| RowVerdict::from_key(verdict.key()) == Some(*verdict)));
    }
}
