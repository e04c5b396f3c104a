//! The history of changes of a record, as people read it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::individual::Field;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A record was made.
    Created,
    /// Fields of a record were changed.
    Changed,
    /// A record was moved to the trash.
    Trashed,
    /// A record was taken back from the trash.
    Restored,
    /// An import made the record or changed it.
    Imported,
    /// A list was exported.
    Exported,
    /// A sensitive field was shown unmasked.
    Unmasked,
    /// Somebody signed in.
    SignedIn,
    /// Somebody tried to sign in and failed.
    SignInFailed,
    /// Somebody signed out.
    SignedOut,
    /// A password was changed.
    PasswordChanged,
    /// Sessions were ended by their user.
    SessionsEnded,
    /// An import began.
    ImportStarted,
    /// An import was cancelled.
    ImportCancelled,
    /// An account was made.
    AccountCreated,
    /// Somebody got a link to choose a password.
    Invited,
    /// Somebody's rights, or a role's, were changed.
    PermissionsChanged,
    /// An account was kept out.
    Blocked,
    /// An account was let in again.
    Unblocked,
    /// A record was removed for good.
    Deleted,
    /// The customers of one person went to another.
    HandedOver,
}

impl Event {
    /// The word in the database and in the translation area `audit`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Trashed => "trashed",
            Self::Restored => "restored",
            Self::Imported => "imported",
            Self::Exported => "exported",
            Self::Unmasked => "unmasked",
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::PasswordChanged => "password_changed",
            Self::SessionsEnded => "sessions_ended",
            Self::ImportStarted => "import_started",
            Self::ImportCancelled => "import_cancelled",
            Self::AccountCreated => "account_created",
            Self::Invited => "invited",
            Self::PermissionsChanged => "permissions_changed",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::Deleted => "deleted",
            Self::HandedOver => "handed_over",
        }
    }
}

/// Field → (old, new); sensitive values are masked before they are kept.
pub type Changes = BTreeMap<Field, (Option<String>, Option<String>)>;

/// One entry of a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryEntry {
    /// Number of the entry.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the system.
    pub actor: Option<String>,
    /// What, as a key of the translation area `audit`.
    pub event: String,
    /// What changed, by the reader's rights.
    pub changes: Changes,
}
