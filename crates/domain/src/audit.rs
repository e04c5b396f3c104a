//! The audit trail as it is read: who did what to which record, and when.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::{UserId, history::Event, permission::Resource};

/// Which entries are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFilter {
    /// Those of this person.
    #[serde(default)]
    pub actor: Option<UserId>,
    /// Those that tell of this.
    #[serde(default)]
    pub event: Option<Event>,
    /// Those of the record with this code (customers, bookings, spaces), e-mail (members of staff) or name (roles, branches,
    /// departments, catalog values).
    #[serde(default)]
    pub record: String,
    /// Those of this day and later ones.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// Those of this day and earlier ones.
    #[serde(default)]
    pub to: Option<NaiveDate>,
}

/// Behind which entry a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditCursor {
    /// The moment of the entry.
    pub at: DateTime<Utc>,
    /// Its number.
    pub seq: i64,
}

/// Entries, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Where the next page begins, if there is one.
    pub next: Option<AuditCursor>,
}

/// One entry, by the reader's rights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` is the system, or somebody who was not signed in.
    pub actor: Option<String>,
    /// From where; empty for work in the background.
    pub address: String,
    /// What, as a key of the translation area `audit`.
    pub event: String,
    /// What kind of record.
    pub resource: Resource,
    /// Which record, if it is still there.
    pub record: Option<RecordName>,
    /// What it was before and is since.
    pub facts: Vec<Fact>,
}

/// A record by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordName {
    /// Its name.
    pub name: String,
    /// Its page, if it has one.
    pub address: Option<String>,
}

/// Old and new of one thing, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Of what.
    pub label: String,
    /// Before.
    pub old: Option<String>,
    /// Since.
    pub new: Option<String>,
}
