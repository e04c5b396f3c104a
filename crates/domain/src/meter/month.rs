//! A month of the calendar, for which meters are read.

use std::{fmt, ops::RangeInclusive, str::FromStr};

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::space::days_later;

/// Nothing was read before, and nothing is read so far ahead.
pub(super) const YEARS: RangeInclusive<i32> = 2000..=2200;
/// So many days after its end a month is still read: not everywhere is somebody there on the last day.
const LATE: i64 = 15;

/// A month, as `2026-11` on the wire and in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Month {
    year: i32,
    month: u32,
}

impl Month {
    /// The month of a day; that of a day out of all reason is the first or the last that there is.
    pub fn of(day: NaiveDate) -> Self {
        match day.year() {
            year if year < *YEARS.start() => Self { year: *YEARS.start(), month: 1 },
            year if year > *YEARS.end() => Self { year: *YEARS.end(), month: 12 },
            year => Self { year, month: day.month() },
        }
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, self.month, 1).unwrap_or_default()
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        let (year, month) = if self.month == 12 { (self.year + 1, 1) } else { (self.year, self.month + 1) };
        NaiveDate::from_ymd_opt(year, month, 1).and_then(|day| day.pred_opt()).unwrap_or_default()
    }

    /// The one before it.
    pub fn before(self) -> Self {
        Self::of(days_later(self.first(), -1))
    }

    /// The one after it.
    pub fn after(self) -> Self {
        Self::of(days_later(self.last(), 1))
    }

    /// Whether a meter may be read for it on a day: in the month itself, or not long after.
    pub fn admits(self, day: NaiveDate) -> bool {
        (self.first()..=days_later(self.last(), LATE)).contains(&day)
    }

    /// The day on which it is read if nobody says another one: the last one, or today while it lasts.
    pub fn read_on(self, today: NaiveDate) -> NaiveDate {
        today.clamp(self.first(), self.last())
    }

    /// `11/2026`
    pub fn shown(self) -> String {
        format!("{:02}/{:04}", self.month, self.year)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl FromStr for Month {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.bytes().all(|sign| sign.is_ascii_digit()).then(|| text.parse().ok()).flatten();
        let parts = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2);
        let (year, month) = parts.ok_or("no month")?;
        let (year, month): (u32, u32) = number(year).zip(number(month)).ok_or("no month")?;
        let year = i32::try_from(year).map_err(|_| "no month")?;
        let is_there = YEARS.contains(&year) && (1..=12).contains(&month);
        if is_there { Ok(Self { year, month }) } else { Err("no month") }
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_month_is_read_until_two_weeks_after_it() {
        let november: Month = "2026-11".parse().unwrap();
        assert_eq!((november.first(), november.last()), (day(2026, 11, 1), day(2026, 11, 30)));
        assert_eq!(november.shown(), "11/2026");
        assert!(november.admits(day(2026, 11, 1)) && november.admits(day(2026, 12, 15)));
        assert!(!november.admits(day(2026, 10, 31)) && !november.admits(day(2026, 12, 16)));
        assert_eq!(november.read_on(day(2026, 11, 22)), day(2026, 11, 22));
        assert_eq!(november.read_on(day(2026, 12, 3)), day(2026, 11, 30));
        assert_eq!(november.read_on(day(2026, 10, 3)), day(2026, 11, 1));
    }

    #[test]
    fn what_is_no_month_is_refused() {
        for text in ["", "2026", "2026-13", "2026-00", "1999-12", "2201-01", "2026-1", "26-11", "2026-11-01", "+026-11"]
        {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
        assert_eq!(Month::of(NaiveDate::MIN).to_string(), "2000-01");
        assert_eq!(Month::of(NaiveDate::MAX).to_string(), "2200-12");
    }

    proptest! {
        #[test]
        fn months_follow_one_another(year in 2001i32..2200, month in 1u32..=12) {
            let this = Month { year, month };
            prop_assert_eq!(this.after().before(), this);
            prop_assert_eq!(days_later(this.last(), 1), this.after().first());
            prop_assert_eq!(this.to_string().parse::<Month>(), Ok(this));
            prop_assert_eq!(Month::of(this.last()), this);
            prop_assert!(this < this.after());
        }
    }
}
