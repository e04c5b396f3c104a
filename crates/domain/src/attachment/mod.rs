//! Attachments: files that belong to a customer, and the customer's picture.

mod media;
mod name;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    media::{HEAD_BYTES, Looks, MediaType, is_markup, looks},
    name::{MOST_LETTERS, clean_name, renamed},
};
use crate::{AttachmentId, ContractId, CustomerId, customer::Named};

/// Bytes that one file may have at most, whatever the installation is set to.
pub const MOST_FILE_BYTES: u64 = 100 * MEBIBYTE;
/// Bytes of the file that becomes the picture of a customer.
pub const MOST_AVATAR_BYTES: u64 = 10 * MEBIBYTE;

const MEBIBYTE: u64 = 1024 * 1024;

/// How much may lie there, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLimits {
    /// One file.
    pub file: u64,
    /// All files that one person has uploaded.
    pub person: u64,
    /// All files of all.
    pub total: u64,
}

impl Default for FileLimits {
    fn default() -> Self {
        Self { file: 25 * MEBIBYTE, person: 2 * 1024 * MEBIBYTE, total: 20 * 1024 * MEBIBYTE }
    }
}

impl FileLimits {
    /// Limits in MiB; `None` if they are none that could hold: a file of nothing, or one that is larger than all together.
    pub fn of_mebibytes([file, person, total]: [u64; 3]) -> Option<Self> {
        let bytes = |mebibytes: u64| mebibytes.checked_mul(MEBIBYTE).filter(|bytes| i64::try_from(*bytes).is_ok());
        let limits = Self { file: bytes(file)?, person: bytes(person)?, total: bytes(total)? };
        let holds = (MEBIBYTE..=MOST_FILE_BYTES).contains(&limits.file);
        (holds && limits.file <= limits.person && limits.person <= limits.total).then_some(limits)
    }

    /// What stands in the way of a further file.
    ///
    /// # Errors
    /// The key of the fault: the file is empty or too large, or there is no room for it.
    pub const fn check(&self, size: u64, stored: Stored) -> Result<(), &'static str> {
        match () {
            () if size == 0 => Err("empty_file"),
            () if size > self.file => Err("too_large_file"),
            () if stored.by_person.saturating_add(size) > self.person => Err("person_quota"),
            () if stored.by_all.saturating_add(size) > self.total => Err("total_quota"),
            () => Ok(()),
        }
    }
}

/// How much lies there already, in bytes; what was deleted lies there until it is gone for good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// What the person has uploaded.
    pub by_person: u64,
    /// What all have.
    pub by_all: u64,
}

/// Whose files they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesOf {
    /// A customer's.
    pub customer: CustomerId,
    /// Those alone that belong to this contract of the customer.
    pub contract: Option<ContractId>,
}

/// What somebody may do to files who may see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesMay {
    /// Add some.
    pub create: bool,
    /// Delete and restore them.
    pub delete: bool,
}

/// An attachment in the list of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentRow {
    /// Its id.
    pub id: AttachmentId,
    /// Its place among all.
    pub seq: i64,
    /// What it is called.
    pub name: String,
    /// What it is.
    pub media: MediaType,
    /// Bytes.
    pub size: u64,
    /// The contract to which it belongs, for those who see that.
    pub contract: Option<Named<ContractId>>,
    /// Who uploaded it.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// When it was deleted, of one that can still be restored.
    pub deleted_at: Option<DateTime<Utc>>,
    /// The reader may rename it.
    pub may_edit: bool,
    /// The reader may delete and restore it.
    pub may_delete: bool,
}

/// Attachments of a customer, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentPage {
    /// The rows.
    pub rows: Vec<AttachmentRow>,
    /// There are more behind this one.
    pub after: Option<i64>,
    /// Bytes that a further file may have.
    pub most_bytes: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_up_to_each_limit_and_no_further() {
        let limits = FileLimits { file: 10, person: 100, total: 200 };
        let stored = |by_person, by_all| Stored { by_person, by_all };
        for (size, stored, expected) in [
            (0, stored(0, 0), Err("empty_file")),
            (10, stored(0, 0), Ok(())),
            (11, stored(0, 0), Err("too_large_file")),
            (10, stored(90, 90), Ok(())),
            (10, stored(91, 91), Err("person_quota")),
            (10, stored(0, 190), Ok(())),
            (10, stored(0, 191), Err("total_quota")),
            (10, stored(u64::MAX, u64::MAX), Err("person_quota")),
        ] {
            assert_eq!(limits.check(size, stored), expected, "{size} beside {stored:?}");
        }
    }

    #[test]
    fn limits_are_such_as_can_hold() {
        assert_eq!(FileLimits::of_mebibytes([25, 2_048, 20_480]), Some(FileLimits::default()));
        for none in [[0, 1, 1], [101, 1_000, 1_000], [25, 24, 1_000], [25, 100, 99], [1, u64::MAX, u64::MAX]] {
            assert_eq!(FileLimits::of_mebibytes(none), None, "{none:?}");
        }
    }
}
