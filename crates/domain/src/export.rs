//! What crosses the wire when a list is exported.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    CustomerId, ExportId,
    customer::{Directory, Field},
    list::ListState,
};

/// The format of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// A workbook with typed cells.
    #[default]
    Xlsx,
    /// UTF-8 with byte order mark.
    Csv,
}

impl ExportFormat {
    /// The ending of the file's name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }
}

/// Which columns the file has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportColumns {
    /// Every field that the records of the list have.
    #[default]
    All,
    /// These, in this order.
    These(Vec<Field>),
}

impl ExportColumns {
    /// The fields of a list's records, each once.
    pub fn fields(&self, directory: Directory) -> Vec<Field> {
        let all: Vec<Field> = directory.fields().collect();
        let Self::These(these) = self else { return all };
        let mut fields = Vec::new();
        for field in these.iter().filter(|field| all.contains(field)) {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
        fields
    }
}

/// What is to be exported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportRequest {
    /// The list with its filter, search and sort; its place does not matter.
    pub state: ListState,
    /// Of the list these records alone; none are all of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub these: Vec<CustomerId>,
    /// Of the list not these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except: Vec<CustomerId>,
    /// The format of the file.
    pub format: ExportFormat,
    /// Which columns.
    pub columns: ExportColumns,
    /// Sensitive fields in full instead of masked; needs their cells and a reason.
    pub unmasked: bool,
    /// Why; required when unmasked.
    pub reason: String,
}

/// Where an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportStatus {
    /// Waits for its turn.
    Waiting,
    /// The file is being written.
    Running,
    /// The file can be downloaded.
    Ready,
    /// Stopped by its user.
    Cancelled,
    /// It could not go on.
    Failed,
    /// The file is gone.
    Expired,
}

impl ExportStatus {
    /// Every status.
    pub const ALL: &[Self] = &[Self::Waiting, Self::Running, Self::Ready, Self::Cancelled, Self::Failed, Self::Expired];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// The status with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.key() == key)
    }

    /// Whether the server is at work on it: worth asking again soon.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Waiting | Self::Running)
    }
}

/// One export, as its user sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportState {
    /// Its id.
    pub id: ExportId,
    /// Where it stands.
    pub status: ExportStatus,
    /// Why it failed: key in the translation area `reasons`.
    pub reason: Option<String>,
    /// The format of the file.
    pub format: ExportFormat,
    /// Name of the file.
    pub file_name: String,
    /// Sensitive fields stand in full.
    pub unmasked: bool,
    /// Rows written …
    pub rows_done: u64,
    /// … of so many.
    pub rows_total: u64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When the file goes.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back() {
        assert!(ExportStatus::ALL.iter().all(|status| ExportStatus::from_key(status.key()) == Some(*status)));
    }

    #[test]
    fn each_column_once() {
        let twice = ExportColumns::These(vec![Field::Name, Field::Code, Field::Name]);
        assert_eq!(twice.fields(Directory::Individuals), [Field::Name, Field::Code]);
        assert_eq!(twice.fields(Directory::Leads), [Field::Name], "leads have no code");
        assert_eq!(ExportColumns::All.fields(Directory::Teams), Directory::Teams.fields().collect::<Vec<_>>());
    }
}
