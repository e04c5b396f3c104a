//! Spaces: rooms, beds, whatever is rented by the hour, the day or the month.

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    BranchId, CatalogValueId, FieldError, FieldErrors, SpaceId,
    customer::Named,
    money::{Vnd, grouped},
    quantity::Quantity,
    time::BusinessZone,
    value::{FieldKind, normalise},
};

/// More than anything costs.
pub const MOST_MONEY: Vnd = Vnd(1_000_000_000_000);
/// More people than fit anywhere.
const MOST_PEOPLE: u32 = 10_000;
const MINUTES_OF_HOUR: i64 = 60;

/// For how long a price is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceUnit {
    /// Each hour.
    Hour,
    /// Each night, or each day if no night is spent.
    #[default]
    Day,
    /// Each month, and the days beyond as parts of one.
    Month,
}

impl PriceUnit {
    /// Every unit.
    pub const ALL: &[Self] = &[Self::Hour, Self::Day, Self::Month];

    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The unit with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|unit| unit.key() == key)
    }
}

/// What a space costs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Price {
    /// For each unit.
    pub amount: Vnd,
    /// The unit.
    pub unit: PriceUnit,
}

impl Price {
    /// What a stay costs as it stands here; people may agree on something else.
    pub fn of_stay(self, starts_at: DateTime<Utc>, ends_at: DateTime<Utc>, zone: BusinessZone) -> Vnd {
        let (first, last) = (zone.day_of(starts_at), zone.day_of(ends_at));
        let quantity = match self.unit {
            PriceUnit::Hour => {
                let minutes = (ends_at - starts_at).num_minutes().max(0);
                parts(minutes, MINUTES_OF_HOUR)
            }
            PriceUnit::Day => Quantity::whole(nights(first, last).max(1)),
            PriceUnit::Month => months(first, last),
        };
        quantity.times(self.amount).unwrap_or(MOST_MONEY).min(MOST_MONEY)
    }
}

/// The nights between two days.
pub fn nights(first: NaiveDate, last: NaiveDate) -> u32 {
    (last - first).num_days().max(0).try_into().unwrap_or(u32::MAX)
}

/// Whole months, and the days beyond as a part of the month in which they lie; at least a day.
fn months(first: NaiveDate, last: NaiveDate) -> Quantity {
    let after = |months: u32| first.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX);
    let about = (last.year() - first.year()) * 12 + last.month() as i32 - first.month() as i32;
    let about = u32::try_from(about).unwrap_or_default();
    let whole = if after(about) > last { about.saturating_sub(1) } else { about };
    let rest = i64::from(nights(after(whole), last)).max(i64::from(whole == 0));
    let month = i64::from(nights(after(whole), after(whole + 1))).max(1);
    Quantity::whole(whole).and(parts(rest, month))
}

/// So many of so many, as a quantity rounded half up.
fn parts(count: i64, of: i64) -> Quantity {
    let thousandths = (count * 1_000 + of / 2) / of;
    Quantity::thousandths(thousandths.try_into().unwrap_or(u32::MAX))
}

/// The whole minute in which something happens.
pub fn minute_of(at: DateTime<Utc>) -> DateTime<Utc> {
    at - TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos()))
        - TimeDelta::seconds(at.timestamp().rem_euclid(60))
}

/// Whether a moment is one that databases and calendars can count on from.
pub fn is_countable(at: DateTime<Utc>) -> bool {
    (1900..9_999).contains(&at.year())
}

/// The day so many days later, or earlier.
pub fn days_later(day: NaiveDate, days: i64) -> NaiveDate {
    TimeDelta::try_days(days).and_then(|days| day.checked_add_signed(days)).unwrap_or(day)
}

/// What the form of a space sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceInput {
    /// Its code, which nothing else has.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// The branch in which it lies.
    pub branch: Option<BranchId>,
    /// What it is.
    pub kind: Option<CatalogValueId>,
    /// For how many people.
    pub capacity: Option<u32>,
    /// What it costs; `None` leaves that to somebody who may see amounts.
    pub price: Option<Price>,
    /// It may be booked.
    pub active: bool,
}

impl SpaceInput {
    /// In canonical form.
    ///
    /// # Errors
    /// Faults by field.
    pub fn normal(&self, today: NaiveDate) -> Result<Self, FieldErrors> {
        let mut faults = FieldErrors::default();
        let mut text = |field: &str, kind, typed: &str| match normalise(kind, typed, today) {
            Ok(normal) => normal.text.unwrap_or_else(|| {
                faults.0.push(FieldError::new(field, "required"));
                String::new()
            }),
            Err(code) => {
                faults.0.push(FieldError::new(field, code));
                String::new()
            }
        };
        let (code, name) = (text("code", FieldKind::Code, &self.code), text("name", FieldKind::Text, &self.name));
        if self.branch.is_none() {
            faults.0.push(FieldError::new("branch", "required"));
        }
        if self.capacity.is_some_and(|people| people == 0 || people > MOST_PEOPLE) {
            faults.0.push(FieldError::new("capacity", "number_out_of_range"));
        }
        if self.price.is_some_and(|price| !is_payable(price.amount)) {
            faults.0.push(FieldError::new("price", "number_out_of_range"));
        }
        if faults.0.is_empty() { Ok(Self { code, name, ..self.clone() }) } else { Err(faults) }
    }
}

/// Whether an amount is one that somebody could ask for.
pub fn is_payable(amount: Vnd) -> bool {
    (Vnd(0)..=MOST_MONEY).contains(&amount)
}

/// An amount as people type it: `1.500.000`, `1 500 000 ₫`.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn amount_of(text: &str) -> Result<Option<Vnd>, &'static str> {
    let skipped = |sign: char| sign.is_whitespace() || matches!(sign, '.' | ',' | '₫' | 'đ');
    let digits: String = text.chars().filter(|sign| !skipped(*sign)).collect();
    if digits.is_empty() {
        return Ok(None);
    }
    if !digits.bytes().all(|sign| sign.is_ascii_digit()) {
        return Err("invalid_number");
    }
    let amount = digits.parse().map(Vnd).ok().filter(|amount| is_payable(*amount));
    amount.map(Some).ok_or("number_out_of_range")
}

/// An amount in the one way in which a form writes it: as it is typed if it is none, so that nothing is lost.
pub fn written_amount(text: &str) -> String {
    match amount_of(text) {
        Ok(amount) => typed_amount(amount),
        Err(_) => text.trim().to_owned(),
    }
}

/// An amount as it stands in a form; none is empty.
pub fn typed_amount(amount: Option<Vnd>) -> String {
    amount.map(|amount| grouped(amount.0.unsigned_abs())).unwrap_or_default()
}

/// A space in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceRow {
    /// Its id.
    pub id: SpaceId,
    /// Goes up with each change.
    pub version: i64,
    /// Its code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// Where it lies.
    pub branch: Named<BranchId>,
    /// What it is.
    pub kind: Option<Named<CatalogValueId>>,
    /// For how many people.
    pub capacity: Option<u32>,
    /// What it costs, for those who may see amounts.
    pub price: Option<Price>,
    /// It may be booked.
    pub active: bool,
}

impl SpaceRow {
    /// What a form of it begins with.
    pub fn input(&self) -> SpaceInput {
        SpaceInput {
            code: self.code.clone(),
            name: self.name.clone(),
            branch: Some(self.branch.id),
            kind: self.kind.as_ref().map(|kind| kind.id),
            capacity: self.capacity,
            price: self.price,
            active: self.active,
        }
    }

    /// How it is called among others.
    pub fn title(&self) -> String {
        format!("{} · {}", self.code, self.name)
    }
}

/// The spaces, and what their form offers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpaceList {
    /// Those that the asker may see, by code.
    pub spaces: Vec<SpaceRow>,
    /// The branches in which the asker may make or change one.
    pub branches: Vec<Named<BranchId>>,
    /// The kinds that may be chosen.
    pub kinds: Vec<Named<CatalogValueId>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        BusinessZone::default().instant_of(text.parse().unwrap())
    }

    #[test]
    fn a_stay_costs_its_hours_days_or_months() {
        for (unit, from, to, expected) in [
            (PriceUnit::Hour, "2026-03-01T08:00:00", "2026-03-01T10:00:00", 200),
            (PriceUnit::Hour, "2026-03-01T08:00:00", "2026-03-01T09:20:00", 133),
            (PriceUnit::Day, "2026-03-01T14:00:00", "2026-03-02T12:00:00", 100),
            (PriceUnit::Day, "2026-03-01T14:00:00", "2026-03-04T11:00:00", 300),
            (PriceUnit::Day, "2026-03-01T08:00:00", "2026-03-01T17:00:00", 100),
            (PriceUnit::Day, "2026-03-01T00:00:00", "2026-03-03T00:00:00", 200),
            (PriceUnit::Month, "2026-03-01T14:00:00", "2026-05-01T12:00:00", 200),
            (PriceUnit::Month, "2026-03-01T14:00:00", "2026-04-16T12:00:00", 150),
            (PriceUnit::Month, "2026-01-31T14:00:00", "2026-02-28T12:00:00", 100),
            (PriceUnit::Month, "2026-03-01T08:00:00", "2026-03-01T17:00:00", 3),
        ] {
            let price = Price { amount: Vnd(100), unit };
            assert_eq!(price.of_stay(at(from), at(to), BusinessZone::default()), Vnd(expected), "{unit:?} {from} {to}");
        }
    }

    #[test]
    fn an_amount_is_typed_in_many_ways() {
        for (text, expected) in [
            ("1.500.000", Ok(Some(Vnd(1_500_000)))),
            ("1 500 000 ₫", Ok(Some(Vnd(1_500_000)))),
            ("0", Ok(Some(Vnd(0)))),
            (" ", Ok(None)),
            ("-5", Err("invalid_number")),
            ("5k", Err("invalid_number")),
            ("1000000000001", Err("number_out_of_range")),
        ] {
            let written = expected.map_or_else(|_| text.trim().to_owned(), typed_amount);
            assert_eq!(written_amount(text), written, "{text}");
            assert_eq!(amount_of(text), expected, "{text}");
        }
    }

    #[test]
    fn a_space_has_code_name_and_branch() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let faults = SpaceInput { capacity: Some(0), ..SpaceInput::default() }.normal(today).unwrap_err();
        for field in ["code", "name", "branch"] {
            assert_eq!(faults.of(field), Some("required"), "{field}");
        }
        assert_eq!(faults.of("capacity"), Some("number_out_of_range"));
        let typed = SpaceInput {
            code: " p101 ".to_owned(),
            name: " Phòng  101 ".to_owned(),
            branch: Some(BranchId(uuid::Uuid::nil())),
            ..SpaceInput::default()
        };
        let normal = typed.normal(today).unwrap();
        assert_eq!((normal.code.as_str(), normal.name.as_str()), ("P101", "Phòng 101"));
    }
}
