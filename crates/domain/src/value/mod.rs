//! The kinds of values that fields hold, and how typed text becomes a value.

mod choice;
mod code;
pub(crate) mod date;
pub(crate) mod digits;
mod email;
mod id_number;
mod numbering;
mod phone;
mod tags;
mod tax_code;
pub(crate) mod text;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{CustomerId, customer::CustomerKind};

pub use date::{day, typed_day};
pub use id_number::{mask, mismatches};
pub use phone::national;
pub use tags::{LONGEST_TAG, MOST_TAGS, tag, tag_key, tags_in, tags_of};
pub use tax_code::tax_check_digit;
pub use text::{clean, clean_lines};

/// The kind of a field: which control edits it, how it is checked, compared and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// One line, up to 200 characters.
    Text,
    /// One long line, such as a whole address, up to 500 characters.
    LongText,
    /// Several lines, up to 10,000 characters.
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
    /// Tax code.
    TaxCode,
    /// A whole number of people or things, at least one.
    Count,
    /// One of fixed keys.
    Choice(&'static [&'static str]),
    /// One of the admin's values.
    Catalog(Catalog),
    /// A member of staff.
    User,
    /// A branch.
    Branch,
    /// A customer of this kind.
    Customer(CustomerKind),
    /// People of the customer, a line for each; they are typed elsewhere.
    People,
    /// Free words by which people find customers again, a line for each.
    Tags,
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
    /// How many people work for an organization; its values have a span.
    OrganizationSize,
    /// What an organization does.
    Industry,
    /// Extra services.
    Service,
    /// Kinds of spaces.
    SpaceKind,
    /// How people pay.
    PaymentMethod,
    /// Why an opportunity came to nothing.
    LostReason,
}

impl Catalog {
    /// Every catalog, in the order of the tabs.
    pub const ALL: &[Self] = &[
        Self::Source,
        Self::CustomerGroup,
        Self::ContactStatus,
        Self::Occupation,
        Self::OrganizationSize,
        Self::Industry,
        Self::Service,
        Self::SpaceKind,
        Self::PaymentMethod,
        Self::LostReason,
    ];

    /// The word in the database and the address.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::CustomerGroup => "customer_group",
            Self::ContactStatus => "contact_status",
            Self::Occupation => "occupation",
            Self::OrganizationSize => "organization_size",
            Self::Industry => "industry",
            Self::Service => "service",
            Self::SpaceKind => "space_kind",
            Self::PaymentMethod => "payment_method",
            Self::LostReason => "lost_reason",
        }
    }

    /// The catalog with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|catalog| catalog.key() == key)
    }

    /// Whether its values stand for numbers from … to …, so that lists can be filtered by a range.
    pub const fn has_span(self) -> bool {
        matches!(self, Self::OrganizationSize)
    }
}

/// A value in canonical text, with what the person should be told about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normal {
    /// Canonical text; `None` if the field is left empty.
    pub text: Option<String>,
    /// Keys of the translation area `warnings`.
    pub warnings: Vec<&'static str>,
}

impl Normal {
    /// A value without warnings; empty text is an empty field.
    fn of(text: String) -> Self {
        Self { text: Some(text).filter(|text| !text.is_empty()), warnings: Vec::new() }
    }

    /// A value that the person should look at.
    fn warned(text: String, warning: &'static str) -> Self {
        Self { text: Some(text), warnings: vec![warning] }
    }
}

/// Brings typed text into the canonical text of its kind. Canonical text comes back as it is.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn normalise(kind: FieldKind, typed: &str, today: NaiveDate) -> Result<Normal, &'static str> {
    match kind {
        FieldKind::Text | FieldKind::Catalog(_) => text::within(200, clean(typed)).map(Normal::of),
        FieldKind::LongText => text::within(500, clean(typed)).map(Normal::of),
        FieldKind::Note => text::within(10_000, clean_lines(typed)).map(Normal::of),
        FieldKind::Code => code::normalise(typed),
        FieldKind::Phone => phone::normalise(typed),
        FieldKind::Phones => phone::normalise_several(typed),
        FieldKind::Email => email::normalise(typed),
        FieldKind::Date => date::normalise(typed, today),
        FieldKind::IdNumber => id_number::normalise(typed),
        FieldKind::Choice(keys) => choice::normalise(keys, typed),
        FieldKind::TaxCode => tax_code::normalise(typed),
        FieldKind::Count => digits::normalise_count(typed),
        FieldKind::User | FieldKind::Branch => Ok(Normal::of(clean(typed))),
        FieldKind::Customer(_) => customer(typed),
        FieldKind::Tags => tags::normalise(typed),
        // Moments are kept by the system; nobody types them, nor people into one field.
        FieldKind::Instant => Err("invalid_date"),
        FieldKind::People => Err("unknown_value"),
    }
}

/// The id of a customer; a name alone may be that of several.
fn customer(typed: &str) -> Result<Normal, &'static str> {
    let text = clean(typed);
    if text.is_empty() || text.parse::<CustomerId>().is_ok() { Ok(Normal::of(text)) } else { Err("choose_suggestion") }
}

/// Canonical text as people read it. Choices, catalog values, people and branches have names elsewhere and stay.
pub fn display(kind: FieldKind, canonical: &str) -> String {
    match kind {
        FieldKind::Phone => national(canonical),
        FieldKind::Phones => canonical.lines().map(national).collect::<Vec<_>>().join(", "),
        FieldKind::Date => date::display(canonical),
        FieldKind::Tags => canonical.lines().collect::<Vec<_>>().join(", "),
        _ => canonical.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::customer::Field;

    const LONG: FieldKind = FieldKind::LongText;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    #[test]
    fn nothing_is_cut() {
        for (kind, limit) in [(FieldKind::Text, 200), (LONG, 500), (FieldKind::Note, 10_000)] {
            assert!(normalise(kind, &"ữ".repeat(limit), today()).is_ok());
            assert_eq!(normalise(kind, &"ữ".repeat(limit + 1), today()), Err("too_long"));
        }
    }

    #[test]
    fn shows_what_people_read() {
        assert_eq!(display(FieldKind::Phones, "+84912345678\n+842412345678"), "091 234 56 78, 024 1234 5678");
        assert_eq!(display(FieldKind::Date, "1990-01-05"), "05/01/1990");
        assert_eq!(display(FieldKind::Note, "a\nb"), "a\nb");
    }

    fn typed() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            r"[ \u{a0}'’]?[+0-9 ./;,()E-]{0,16}",
            r"[A-Za-z0-9._-]{1,8}@[a-z]{1,6}\.[a-z]{2,3} ?",
            r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-]([0-9]{2}|[0-9]{4})",
            r"(Nam|nữ|KHÁC|m|F|Mua hàng|5_10)\u{200b}?",
            r"[ađĐêẾo\u{301}\u{309}\u{31b}\u{200b}\r\n\t ]{0,12}",
        ]
    }

    proptest! {
        #[test]
        fn normalising_is_idempotent(typed in typed()) {
            for kind in Field::ALL.iter().map(|field| field.kind()).chain([LONG]) {
                if let Ok(Normal { text: Some(text), .. }) = normalise(kind, &typed, today()) {
                    prop_assert!(!text.is_empty());
                    let again = normalise(kind, &text, today()).map(|normal| normal.text);
                    prop_assert_eq!(again, Ok(Some(text)), "{:?}", kind);
                }
            }
        }
    }
}
