//! The one filter language: what a list shows, in the address, in SQL (`services::query`) and in tests. What people build of
//! conditions and groups ([`Group`]) is told in it too.

mod advanced;
mod operator;
mod text;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use self::{
    advanced::{Condition, Group, MOST_CONDITIONS, MOST_LEVELS, Part},
    operator::{Operand, Operator},
};
use crate::{
    catalog::Span,
    customer::{Field, Values},
    time::BusinessZone,
    value::{FieldKind, normalise, tag_key, tags_in},
};

/// No filter nests deeper: the row of the list, the groups that people build, and a "not" in the innermost one …
pub const MAX_DEPTH: usize = 6;
/// … and none has more conditions: one of the row for each field, and those of the groups.
pub const MAX_CONDITIONS: usize = 64;

/// So few digits are in every other phone number.
const FEW_DIGITS: usize = 3;

/// Which records are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Every one of them holds; of none, all records.
    All(Vec<Filter>),
    /// At least one of them holds; of none, no record.
    Any(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A field compared with a value.
    Field(Field, Test),
}

/// What a field is compared with; the values are canonical text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Exactly this value; of tags, one of them.
    Is(String),
    /// This text anywhere in it; names without regard to marks and case, phones by their digits, the further ones too.
    Contains(String),
    /// This text at its beginning.
    StartsWith(String),
    /// Nothing stands there.
    Empty,
    /// From … to …, both ends included; an open end is `None`. Days of the business time zone; of catalog values with a
    /// span those that share a number with it.
    Between(Option<String>, Option<String>),
}

impl Test {
    /// Whether a field of this kind can be compared in this way.
    pub const fn fits(&self, field: Field) -> bool {
        match field {
            Field::Name => matches!(self, Self::Is(_) | Self::Contains(_) | Self::StartsWith(_)),
            Field::Phone => matches!(self, Self::Is(_) | Self::Contains(_) | Self::Empty),
            Field::Code => matches!(self, Self::Is(_) | Self::Contains(_) | Self::StartsWith(_)),
            Field::WithoutEmail => matches!(self, Self::Empty),
            Field::MainContact => matches!(self, Self::Is(_) | Self::Contains(_) | Self::StartsWith(_) | Self::Empty),
            _ => match field.kind() {
                FieldKind::Text | FieldKind::LongText | FieldKind::Note | FieldKind::Email | FieldKind::TaxCode => {
                    matches!(self, Self::Is(_) | Self::Contains(_) | Self::StartsWith(_) | Self::Empty)
                }
                FieldKind::Phones => matches!(self, Self::Contains(_) | Self::Empty),
                FieldKind::Catalog(catalog) if catalog.has_span() => {
                    matches!(self, Self::Is(_) | Self::Empty | Self::Between(..))
                }
                FieldKind::Catalog(_)
                | FieldKind::User
                | FieldKind::Branch
                | FieldKind::Customer(_)
                | FieldKind::Tags => {
                    matches!(self, Self::Is(_) | Self::Empty)
                }
                FieldKind::Choice(_) if field.sensitive().is_none() => matches!(self, Self::Is(_) | Self::Empty),
                FieldKind::Date => matches!(self, Self::Is(_) | Self::Empty | Self::Between(..)),
                FieldKind::Count => matches!(self, Self::Is(_) | Self::Empty | Self::Between(..)),
                FieldKind::Instant => matches!(self, Self::Between(..)),
                _ => false,
            },
        }
    }
}

impl Filter {
    /// All records.
    pub const fn everything() -> Self {
        Self::All(Vec::new())
    }

    /// Whether the filter can be compiled: within the limits, and each field compared in a way that it has.
    pub fn is_valid(&self) -> bool {
        self.depth() <= MAX_DEPTH && self.conditions() <= MAX_CONDITIONS && self.fits()
    }

    fn fits(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().all(Self::fits),
            Self::Not(part) => part.fits(),
            Self::Field(field, test) => test.fits(*field),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => 1 + parts.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(part) => 1 + part.depth(),
            Self::Field(..) => 0,
        }
    }

    fn conditions(&self) -> usize {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::conditions).sum(),
            Self::Not(part) => part.conditions(),
            Self::Field(..) => 1,
        }
    }

    /// The customers with whom it compares, by the field that names them.
    pub fn customers(&self) -> Vec<(Field, &str)> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::customers).collect(),
            Self::Not(part) => part.customers(),
            Self::Field(field, Test::Is(id)) if matches!(field.kind(), FieldKind::Customer(_)) => {
                vec![(*field, id.as_str())]
            }
            Self::Field(..) => Vec::new(),
        }
    }

    /// The same for somebody to whom these customers are not there: no record names them.
    #[must_use]
    pub fn without_customers(self, hidden: &impl Fn(&str) -> bool) -> Self {
        let each = |parts: Vec<Self>| parts.into_iter().map(|part| part.without_customers(hidden)).collect();
        match self {
            Self::All(parts) => Self::All(each(parts)),
            Self::Any(parts) => Self::Any(each(parts)),
            Self::Not(part) => Self::Not(Box::new(part.without_customers(hidden))),
            Self::Field(field, Test::Is(id)) if matches!(field.kind(), FieldKind::Customer(_)) && hidden(&id) => {
                Self::Any(Vec::new())
            }
            Self::Field(..) => self,
        }
    }

    /// Whether a record is shown: what the database must find too.
    pub fn matches(&self, values: &Values, known: &Known) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(values, known)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(values, known)),
            Self::Not(part) => !part.matches(values, known),
            Self::Field(Field::Phone, test) => test.holds_for_phones(values),
            Self::Field(field, test) => test.holds(*field, values.get(field).map_or("", String::as_str), known),
        }
    }
}

/// What a comparison needs to know beside the values of a record.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// In which days begin.
    pub zone: BusinessZone,
    /// The numbers that labels of catalogs stand for.
    pub spans: BTreeMap<String, Span>,
}

impl Test {
    /// Of phones one may be meant that is not the first; a customer without the first one has none.
    fn holds_for_phones(&self, values: &Values) -> bool {
        let text = |field| values.get(&field).map_or("", String::as_str);
        let mut numbers = text(Field::Phone).lines().chain(text(Field::OtherPhones).lines()).map(phone_digits);
        match self {
            Self::Empty => text(Field::Phone).is_empty(),
            Self::Contains(wanted) => {
                let runs = phone_runs(wanted);
                let is_any = runs.iter().any(String::is_empty);
                is_any || numbers.any(|number| runs.iter().any(|run| number.contains(run)))
            }
            Self::Is(wanted) if phone_digits(wanted).is_empty() => text(Field::Phone).is_empty(),
            Self::Is(wanted) => numbers.any(|number| number == phone_digits(wanted)),
            _ => false,
        }
    }

    fn holds(&self, field: Field, value: &str, known: &Known) -> bool {
        match self {
            Self::Is(wanted) if field == Field::Tags => {
                tags_in(value).any(|tag| tag_key(tag) == comparable(field, wanted))
            }
            Self::Is(wanted) => comparable(field, value) == comparable(field, wanted),
            Self::Contains(wanted) => comparable(field, value).contains(&comparable(field, wanted)),
            Self::StartsWith(wanted) => comparable(field, value).starts_with(&comparable(field, wanted)),
            Self::Empty => value.is_empty(),
            Self::Between(from, to) if matches!(field.kind(), FieldKind::Catalog(_)) => {
                let number = |end: &Option<String>| end.as_deref().and_then(|number| number.parse().ok());
                let wanted = Span { from: number(from), to: number(to) };
                known.spans.get(value).is_some_and(|span| span.meets(wanted))
            }
            Self::Between(from, to) => {
                let value = ranked(field, value, known.zone);
                !value.is_empty()
                    && from.as_deref().is_none_or(|from| value >= ranked(field, from, known.zone))
                    && to.as_deref().is_none_or(|to| value <= ranked(field, to, known.zone))
            }
        }
    }
}

/// The form in which a field is compared: names folded, other texts without case and marks, phones by their digits without
/// country code or trunk 0.
pub fn comparable(field: Field, text: &str) -> String {
    match field {
        Field::Name => crate::fold::fold(text),
        Field::Phone => phone_digits(text),
        Field::Code => text.trim().to_uppercase(),
        Field::Email => text.trim().to_lowercase(),
        Field::TaxCode => tax_code(text),
        Field::Tags => tag_key(&crate::value::clean(text)),
        Field::MainContact => text.chars().map(crate::fold::plain).collect(),
        _ => match field.kind() {
            FieldKind::Text | FieldKind::LongText | FieldKind::Note => text.chars().map(crate::fold::plain).collect(),
            FieldKind::Phones => text.lines().map(phone_digits).collect::<Vec<_>>().join("\n"),
            _ => text.to_owned(),
        },
    }
}

/// The form in which values have the order that people mean: numbers filled up with zeros, moments as their days.
fn ranked(field: Field, text: &str, zone: BusinessZone) -> String {
    match field.kind() {
        FieldKind::Count if !text.is_empty() => format!("{text:0>9}"),
        FieldKind::Instant => match text.parse::<DateTime<Utc>>() {
            Ok(at) => zone.day_of(at).to_string(),
            Err(_) => text.to_owned(),
        },
        _ => text.to_owned(),
    }
}

/// The beginning of a tax code as it is kept: the branch behind a dash.
fn tax_code(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    match digits.split_at_checked(10) {
        // Twelve digits are a personal id.
        Some((company, branch)) if !branch.is_empty() && digits.len() != 12 => format!("{company}-{branch}"),
        _ => digits,
    }
}

/// The digits of a typed part of a phone number as they stand in E.164: `0905 96` and `+84 (0)905 96` are looked for as
/// `90596` and `8490596`. Where little is left without zeros in front they may be meant: `0051` stands within a number.
pub fn phone_digits(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let rest = digits.trim_start_matches('0');
    if rest.is_empty() || digits.starts_with("00") && rest.len() < FEW_DIGITS {
        return digits;
    }
    let is_abroad = digits.starts_with("00") || text.trim_start().starts_with('+');
    match rest.strip_prefix("840").filter(|_| is_abroad) {
        Some(number) => format!("84{number}"),
        None => rest.to_owned(),
    }
}

/// As which digits a typed phone number, or a part of one, may stand: as it is typed, and if it is a whole number from before
/// 2018 as it is called since.
pub fn phone_runs(text: &str) -> Vec<String> {
    let typed = phone_digits(text);
    let whole = normalise(FieldKind::Phone, text, chrono::NaiveDate::MAX).ok().and_then(|number| number.text);
    let whole = whole.map(|number| phone_digits(&number)).filter(|number| !number.contains(&typed));
    std::iter::once(typed).chain(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_that_are_not_there_are_named_by_no_record() {
        let is = |field, id: &str| Filter::Field(field, Test::Is(id.to_owned()));
        let filter = Filter::All(vec![
            is(Field::Name, "b"),
            Filter::Not(Box::new(is(Field::Organization, "a"))),
            Filter::Any(vec![is(Field::Representative, "b"), Filter::Field(Field::Organization, Test::Empty)]),
        ]);
        assert_eq!(filter.customers(), [(Field::Organization, "a"), (Field::Representative, "b")]);
        let nobody = Filter::Any(Vec::new());
        let expected = Filter::All(vec![
            is(Field::Name, "b"),
            Filter::Not(Box::new(is(Field::Organization, "a"))),
            Filter::Any(vec![nobody, Filter::Field(Field::Organization, Test::Empty)]),
        ]);
        assert_eq!(filter.without_customers(&|id| id == "b"), expected);
    }
}
