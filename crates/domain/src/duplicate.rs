//! The scan of a list for records that may be the same customer.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    CustomerId,
    customer::{CustomerKind, Directory, Field, Values},
    permission::Placement,
};

/// Records of one group that are shown; more than these that share a value share it by habit.
pub const MOST_IN_GROUP: usize = 20;

/// Where a scan stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScanStatus {
    /// Waits for its turn.
    Waiting,
    /// The list is being looked through.
    Running,
    /// It is looked through.
    Ready,
    /// Stopped by its user; what was found until then stays.
    Cancelled,
    /// It could not go on.
    Failed,
}

impl ScanStatus {
    /// Every status.
    pub const ALL: &[Self] = &[Self::Waiting, Self::Running, Self::Ready, Self::Cancelled, Self::Failed];

    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Ready => "ready",
            Self::Cancelled => "cancelled",
            Self::Failed => "failed",
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

/// What records are compared by, in the order in which a scan goes through it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScanKey {
    /// The same phone.
    Phone,
    /// The same e-mail.
    Email,
    /// The same tax code.
    TaxCode,
    /// The same paper; for those who may see it.
    IdNumber,
    /// The same name, whatever its marks, and the same date of birth.
    Person,
    /// The same phone, where it is a further one of at least one of them.
    OtherPhones,
}

impl ScanKey {
    /// Every key, in order.
    pub const ALL: &[Self] =
        &[Self::Phone, Self::Email, Self::TaxCode, Self::IdNumber, Self::Person, Self::OtherPhones];

    /// The field that names it; the name stands for name and date of birth.
    pub const fn field(self) -> Field {
        match self {
            Self::Phone | Self::OtherPhones => Field::Phone,
            Self::Email => Field::Email,
            Self::TaxCode => Field::TaxCode,
            Self::IdNumber => Field::IdNumber,
            Self::Person => Field::Name,
        }
    }

    /// The keys by which records of a list can be the same.
    pub fn of(directory: Directory) -> impl Iterator<Item = Self> {
        let has = move |field: Field| directory.fields().any(|own| own == field);
        let needs = |key: &Self| match key {
            Self::Person => Field::DateOfBirth,
            Self::OtherPhones => Field::OtherPhones,
            _ => key.field(),
        };
        Self::ALL.iter().copied().filter(move |key| has(needs(key)))
    }
}

/// How a scan stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanState {
    /// Where it stands.
    pub status: ScanStatus,
    /// Why it failed: key in the translation area `reasons`.
    pub reason: Option<String>,
    /// So much is done …
    pub done: u64,
    /// … of so much.
    pub total: u64,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

/// Records that may be one customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its number in the scan.
    pub number: i64,
    /// What they have in common; the name stands for name and date of birth.
    pub reasons: Vec<Field>,
    /// Those whom the reader may see, the oldest first.
    pub members: Vec<GroupMember>,
}

/// A record of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    /// Stable id.
    pub id: CustomerId,
    /// What it is.
    pub kind: CustomerKind,
    /// The code, by which the detail page is addressed.
    pub code: String,
    /// What tells it from the others; sensitive fields masked.
    pub values: Values,
    /// Where it stands: which acts are offered goes by it.
    pub placement: Placement,
}

/// Some groups of a scan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupPage {
    /// The groups.
    pub groups: Vec<Group>,
    /// The number behind which the next page begins, if there is one.
    pub next: Option<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back() {
        assert!(ScanStatus::ALL.iter().all(|status| ScanStatus::from_key(status.key()) == Some(*status)));
    }

    #[test]
    fn a_list_is_compared_by_what_it_has() {
        let of = |directory| ScanKey::of(directory).collect::<Vec<_>>();
        let person = [ScanKey::Phone, ScanKey::Email, ScanKey::IdNumber, ScanKey::Person, ScanKey::OtherPhones];
        assert_eq!(of(Directory::Individuals), person);
        let company = [ScanKey::Phone, ScanKey::Email, ScanKey::TaxCode, ScanKey::OtherPhones];
        assert_eq!(of(Directory::Organizations), company);
        assert_eq!(of(Directory::Teams), [ScanKey::Phone, ScanKey::Email, ScanKey::OtherPhones]);
        assert_eq!(of(Directory::Leads), ScanKey::ALL);
    }
}
