//! The kinds of values that fields hold, and how typed text becomes a value.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The kind of a field: which control edits it, how it is checked, compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line.
    Text,
    /// Several lines.
    Note,
    /// Customer code.
    Code,
    /// One phone number.
    Phone,
    /// Several phone numbers.
    Phones,
    /// E-mail address.
    Email,
    /// A plain date of the business time zone.
    Date,
    /// A moment.
    Instant,
    /// Personal id number or passport.
    IdNumber,
    /// One of fixed keys.
    Choice(&'static [&'static str]),
    /// One of the admin's values.
    Catalog(Catalog),
    /// A member of staff.
    User,
    /// A branch.
    Branch,
}

/// One of the admin's lists of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Catalog {
    /// Where customers come from.
    Source,
    /// Groups of customers.
    CustomerGroup,
    /// How far a contact has come.
    ContactStatus,
    /// What people do for a living.
    Occupation,
}

/// A value in canonical text, with what the person should be told about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    /// Canonical text; `None` if the field is left empty.
    pub text: Option<String>,
    /// Keys of the translation area `warnings`.
    pub warnings: Vec<&'static str>,
}

/// Brings typed text into the canonical text of its kind.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn normalise(_kind: FieldKind, _typed: &str, _today: NaiveDate) -> Result<Normal, &'static str> {
    Ok(Normal::default())
}
