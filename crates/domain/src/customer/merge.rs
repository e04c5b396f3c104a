//! Two records of one customer become one: the one that stays takes what hangs on the other one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{CustomerDetail, CustomerKind, Directory, Field, required};
use crate::{CustomerId, MergeId};

/// Which record stays, and what it takes from the other one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRequest {
    /// The record that stays.
    pub survivor: CustomerId,
    /// Its version when the two were compared.
    pub survivor_version: i64,
    /// The record that goes; its code leads to the other one afterwards.
    pub other: CustomerId,
    /// Its version when the two were compared.
    pub other_version: i64,
    /// The fields whose value is taken from the record that goes.
    pub take: BTreeSet<Field>,
}

/// What came of a merge, or of its undoing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The merge.
    pub merge: MergeId,
    /// The record that stays, and the address of its detail page.
    pub survivor: CustomerId,
    /// Its code.
    pub code: String,
    /// The code of the other one.
    pub other_code: String,
}

/// One of two records that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// The record, masked where it is sensitive.
    pub detail: CustomerDetail,
    /// What would move if it went.
    pub attached: Attached,
}

/// What hangs on a record, as far as the reader may see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// Contact persons or members.
    pub people: u64,
    /// Customers that name it, by list; lists without any are left out.
    pub linked: Vec<(Directory, u64)>,
}

/// Two records side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The record from which the comparison began, and the other one.
    pub sides: [Side; 2],
    /// The fields that may be picked and differ, in the order of the form; what lies behind two masks is compared, too.
    pub differing: Vec<Field>,
}

/// A merge, as the history of the record that stays tells of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeNote {
    /// The merge.
    pub merge: MergeId,
    /// The name of the other record.
    pub name: String,
    /// Its code; a lead has none.
    pub code: Option<String>,
    /// Both are their own again.
    pub undone: bool,
}

/// The fields that are picked one by one: what people type, but the code. Each record keeps its own.
pub fn picked(directory: Directory, kind: CustomerKind) -> impl Iterator<Item = Field> {
    let is_picked = move |field: &Field| field.editable() && *field != Field::Code && directory.has(*field, kind);
    Field::ALL.iter().copied().filter(is_picked)
}

/// Whether the value that a field had before may be put back by an ordinary edit: a mask is no value, and what such a customer
/// must have is not emptied.
pub fn may_be_restored(
    directory: Directory,
    kind: CustomerKind,
    without_email: bool,
    field: Field,
    old: Option<&str>,
) -> bool {
    let must_stand = || field == Field::Code || required(directory, kind, without_email).contains(&field);
    field.editable() && field.sensitive().is_none() && directory.has(field, kind) && (old.is_some() || !must_stand())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_is_picked_but_the_code() {
        for directory in Directory::ALL {
            for kind in CustomerKind::ALL.iter().filter(|kind| directory.holds(**kind)) {
                let fields: Vec<_> = picked(*directory, *kind).collect();
                assert!(fields.contains(&Field::Name) && fields.contains(&Field::Owner));
                let never = [Field::Code, Field::Kind, Field::CreatedAt, Field::UpdatedAt, Field::Members];
                assert!(never.iter().all(|field| !fields.contains(field)));
            }
        }
        assert!(picked(Directory::Individuals, CustomerKind::Individual).any(|field| field == Field::IdNumber));
    }

    #[test]
    fn masks_and_what_must_stand_are_not_restored() {
        let may = |field, old: Option<&str>| {
            may_be_restored(Directory::Individuals, CustomerKind::Individual, false, field, old)
        };
        assert!(may(Field::JobTitle, Some("Kế toán")) && may(Field::JobTitle, None));
        assert!(may(Field::Email, Some("a@b.vn")) && !may(Field::Email, None));
        assert!(!may(Field::Name, None) && !may(Field::Code, None) && may(Field::Code, Some("KH000001")));
        assert!(!may(Field::IdNumber, Some("•••••••••123")) && !may(Field::MonthlyIncome, Some("•••••")));
        assert!(!may(Field::TaxCode, Some("0123456789")) && !may(Field::Kind, Some("team")));
        assert!(!may(Field::UpdatedAt, Some("2026-11-22T02:00:00+00:00")));
        assert!(may_be_restored(Directory::Individuals, CustomerKind::Individual, true, Field::Email, None));
    }
}
