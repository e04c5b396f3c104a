//! What is typed into the filter row.

use chrono::{Days, NaiveDate};

use crate::{
    customer::Field,
    filter::Test,
    value::{FieldKind, normalise},
};

/// Where in the row a text stands: a range has two fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// In one text, which means both ends where it is a range.
    Whole,
    /// Where its range begins.
    From,
    /// Where its range ends.
    To,
}

impl End {
    /// The name of the field's control, by which what is wrong with its text is told.
    pub fn key(self, field: Field) -> String {
        match self {
            Self::Whole => field.key().to_owned(),
            Self::From => format!("{}.from", field.key()),
            Self::To => format!("{}.to", field.key()),
        }
    }
}

/// What a text typed into the filter row means for its field. What is wrong with it comes with the end where it is wrong.
pub(super) fn test_of(field: Field, typed: &str, today: NaiveDate) -> Result<Test, (End, &'static str)> {
    let between = |kind, latest| {
        let normal =
            |end: End, text: &str| normalise(kind, text, latest).map(|normal| normal.text).map_err(|code| (end, code));
        let (from, to) = match typed.split_once("..") {
            Some((from, to)) => (normal(End::From, from)?, normal(End::To, to)?),
            None => (normal(End::Whole, typed)?, normal(End::Whole, typed)?),
        };
        Ok::<_, (End, &'static str)>(Test::Between(from, to))
    };
    let test = match (field, field.kind()) {
        (Field::Name | Field::Phone | Field::MainContact, _) => Test::Contains(typed.to_owned()),
        (Field::Code | Field::Email, _) => Test::StartsWith(typed.to_owned()),
        // A range may reach into the future, as in "until 31/12".
        (_, FieldKind::Date | FieldKind::Instant) => between(FieldKind::Date, today + Days::new(36_525))?,
        (_, FieldKind::TaxCode) => Test::StartsWith(typed.to_owned()),
        (_, FieldKind::Count) => between(FieldKind::Count, today)?,
        _ => Test::Is(typed.to_owned()),
    };
    if test.fits(field) { Ok(test) } else { Err((End::Whole, "unknown_value")) }
}
