//! Jumping in a sorted list: what somebody types means a stretch of values, such as all names that begin with `Đ`, or all days
//! of a month. Upwards a page begins at the first of them, downwards at the last.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, SecondsFormat, Utc};

use super::SortKey;
use crate::{
    customer::Field,
    filter::comparable,
    fold::successor,
    name_key::{full_name_beginning, given_name_beginning},
    time::BusinessZone,
    value::{FieldKind, clean, normalise},
};

/// Signs of a typed text that are looked at.
const LONGEST: usize = 200;

/// What somebody names to jump in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Jump {
    /// The beginning of a name.
    Letter,
    /// A day, a month or a year.
    Date,
    /// The beginning of a code, a number or an address.
    Value,
    /// One of the few values by which the list is sorted: as filters name it.
    Choice,
}

impl Jump {
    /// What is named in a list of this order; `None` if its order has no values.
    pub const fn of(by: SortKey) -> Option<Self> {
        match by {
            SortKey::Name | SortKey::GivenName => Some(Self::Letter),
            SortKey::Code | SortKey::Phone | SortKey::Email | SortKey::TaxCode => Some(Self::Value),
            SortKey::DateOfBirth | SortKey::CreatedAt | SortKey::UpdatedAt => Some(Self::Date),
            SortKey::Gender
            | SortKey::JourneyStage
            | SortKey::Source
            | SortKey::CustomerGroup
            | SortKey::ContactStatus
            | SortKey::Occupation
            | SortKey::OrganizationSize
            | SortKey::Industry
            | SortKey::Owner
            | SortKey::Branch => Some(Self::Choice),
            SortKey::Newest | SortKey::Shown(_) => None,
        }
    }
}

/// Sort values that belong together, as the bytes that cursors carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// No value of the stretch is smaller.
    pub from: Vec<u8>,
    /// Every value of the stretch is smaller; nothing is if the stretch reaches to the end.
    pub to: Option<Vec<u8>>,
}

impl Stretch {
    /// What is typed into a list of this order; `None` if that is nothing, or the order has no values of which some belong
    /// together.
    ///
    /// # Errors
    /// The key of the fault in the translation area `errors`.
    pub fn of(by: SortKey, typed: &str, zone: BusinessZone, today: NaiveDate) -> Result<Option<Self>, &'static str> {
        let typed: String = clean(typed).chars().take(LONGEST).collect();
        let text = |text: String| {
            let to = successor(&text).map(String::into_bytes);
            (!text.is_empty()).then(|| Self { from: text.into_bytes(), to })
        };
        let key = |from: Vec<u8>| (!from.is_empty()).then(|| Self { to: above(&from), from });
        if typed.is_empty() {
            return Ok(None);
        }
        Ok(match by {
            SortKey::Name => key(full_name_beginning(&typed)),
            SortKey::GivenName => key(given_name_beginning(&typed)),
            SortKey::Code => text(comparable(Field::Code, &typed)),
            SortKey::Email => text(comparable(Field::Email, &typed)),
            SortKey::TaxCode => text(comparable(Field::TaxCode, &typed)),
            SortKey::Phone => text(phone(&typed)?),
            SortKey::DateOfBirth => Some(days(&typed, today)?.stretch(|day| day.to_string())),
            SortKey::CreatedAt | SortKey::UpdatedAt => {
                Some(days(&typed, today)?.stretch(|day| instant(zone.start_of(day))))
            }
            _ => None,
        })
    }
}

/// An instant as cursors carry it.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// The first bytes after all that begin with these.
fn above(bytes: &[u8]) -> Option<Vec<u8>> {
    let last = bytes.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut above = bytes.get(..=last)?.to_vec();
    *above.last_mut()? += 1;
    Some(above)
}

/// The beginning of a phone number in E.164, whether it is typed with country code, with a trunk 0 or without both.
fn phone(typed: &str) -> Result<String, &'static str> {
    let bare: String = typed.chars().filter(|sign| !" .-–—()".contains(*sign)).collect();
    let bare = bare.strip_prefix("00").map_or_else(|| bare.clone(), |rest| format!("+{rest}"));
    let digits = bare.strip_prefix('+').unwrap_or(&bare);
    if !digits.bytes().all(|sign| sign.is_ascii_digit()) || bare.is_empty() {
        return Err("invalid_phone");
    }
    // As in whole numbers the length alone decides what a leading 84 means.
    let abroad = bare.starts_with('+') || (digits.starts_with("84") && digits.len() > 10);
    Ok(if abroad { format!("+{digits}") } else { format!("+84{}", digits.strip_prefix('0').unwrap_or(digits)) })
}

/// Days in a row.
struct Range {
    first: NaiveDate,
    /// The day after the last one, unless the calendar of texts ends before it.
    end: Option<NaiveDate>,
}

impl Range {
    fn stretch(self, told: impl Fn(NaiveDate) -> String) -> Stretch {
        Stretch { from: told(self.first).into_bytes(), to: self.end.map(|day| told(day).into_bytes()) }
    }
}

/// A day, a month (`4/2020`, `2020-04`) or a year.
fn days(typed: &str, today: NaiveDate) -> Result<Range, &'static str> {
    const WRONG: &str = "invalid_date";
    let parts: Vec<&str> = typed.split(['/', '.', '-']).map(str::trim).collect();
    let year = |text: &str| -> Result<i32, &'static str> {
        let digits = text.len() == 4 && text.bytes().all(|sign| sign.is_ascii_digit());
        text.parse().ok().filter(|_| digits).ok_or(WRONG)
    };
    let month =
        |text: &str| -> Result<u32, &'static str> { text.parse().ok().filter(|_| text.len() <= 2).ok_or(WRONG) };
    let (first, end) = match parts.as_slice() {
        [only] => {
            let first = NaiveDate::from_ymd_opt(year(only)?, 1, 1).ok_or(WRONG)?;
            (first, first.checked_add_months(Months::new(12)))
        }
        [one, other] => {
            let (of, at) = if one.len() == 4 { (one, other) } else { (other, one) };
            let first = NaiveDate::from_ymd_opt(year(of)?, month(at)?, 1).ok_or(WRONG)?;
            (first, first.checked_add_months(Months::new(1)))
        }
        _ => {
            let day = normalise(FieldKind::Date, typed, today)?.text.ok_or(WRONG)?;
            let first: NaiveDate = day.parse().map_err(|_| WRONG)?;
            (first, first.checked_add_days(Days::new(1)))
        }
    };
    Ok(Range { first, end: end.filter(|end| end.year() <= 9999) })
}

#[cfg(test)]
mod tests;
