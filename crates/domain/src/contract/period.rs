//! The periods of a contract: months counted from its first day, and what each of them costs.

use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::MOST_PERIODS;
use crate::{
    money::Vnd,
    space::{MOST_MONEY, days_later, nights},
};

/// When the rent of a period is owed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Billed {
    /// On its first day.
    #[default]
    Start,
    /// On its last day.
    End,
}

impl Billed {
    /// Every way.
    pub const ALL: &[Self] = &[Self::Start, Self::End];

    /// The word in the database and the translation files.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::End => "end",
        }
    }

    /// The way with this key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|billed| billed.key() == key)
    }
}

/// Days of a contract, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// The last day of the whole month that it is, or of which it is the beginning.
    pub whole_to: NaiveDate,
}

impl Period {
    /// How many days it has.
    pub fn days(self) -> u32 {
        days(self.from, self.to)
    }

    /// The part of a month's rent that it costs, rounded half up.
    pub fn part_of(self, rent: Vnd) -> Vnd {
        let (part, whole) = (i128::from(self.days()), i128::from(days(self.from, self.whole_to).max(1)));
        let exact = (i128::from(rent.0) * part * 2 + whole) / (whole * 2);
        Vnd(i64::try_from(exact).unwrap_or(MOST_MONEY.0))
    }

    /// The day from which on it is owed.
    pub const fn billing_on(self, billed: Billed) -> NaiveDate {
        match billed {
            Billed::Start => self.from,
            Billed::End => self.to,
        }
    }
}

/// What is owed for a period, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RentPeriod {
    /// The how many-th it is, from one.
    pub number: u32,
    /// Its days.
    pub period: Period,
    /// What it costs.
    pub amount: Vnd,
    /// From when on it is owed.
    pub billing_on: NaiveDate,
}

/// The periods from the first day to the last: months counted from the first day, so that what begins on the 31st goes on with
/// the last day of a shorter month and with the 31st again. The last one may be short.
pub fn periods(starts_on: NaiveDate, ends_on: NaiveDate) -> Vec<Period> {
    let month = |number: u32| {
        let (from, next) = (months_later(starts_on, number), months_later(starts_on, number + 1));
        let whole_to = days_later(next, -1);
        Period { from, to: whole_to.min(ends_on), whole_to }
    };
    (0..MOST_PERIODS).map(month).take_while(|period| period.from <= ends_on).collect()
}

/// The periods of a contract with what each costs.
pub fn rent_periods(starts_on: NaiveDate, ends_on: NaiveDate, rent: Vnd, billed: Billed) -> Vec<RentPeriod> {
    (1..)
        .zip(periods(starts_on, ends_on))
        .map(|(number, period)| RentPeriod {
            number,
            period,
            amount: period.part_of(rent),
            billing_on: period.billing_on(billed),
        })
        .collect()
}

/// The days of a contract that continues one with these days: it begins the day after, and is as long: so many months, or else so
/// many days.
pub fn next_term(starts_on: NaiveDate, ends_on: NaiveDate) -> (NaiveDate, NaiveDate) {
    let from = days_later(ends_on, 1);
    let known = periods(starts_on, ends_on);
    let to = match known.last() {
        Some(last) if last.to == last.whole_to => {
            days_later(months_later(from, known.len().try_into().unwrap_or(MOST_PERIODS)), -1)
        }
        _ => days_later(from, i64::from(nights(starts_on, ends_on))),
    };
    (from, to)
}

/// Whether it would have more periods than a contract may have.
pub(super) fn is_too_long(starts_on: NaiveDate, ends_on: NaiveDate) -> bool {
    months_later(starts_on, MOST_PERIODS) <= ends_on
}

fn months_later(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

fn days(from: NaiveDate, to: NaiveDate) -> u32 {
    nights(from, to).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn shown(periods: &[Period]) -> Vec<(String, String)> {
        periods.iter().map(|period| (period.from.to_string(), period.to.to_string())).collect()
    }

    #[test]
    fn months_are_counted_from_the_first_day() {
        let two = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        assert_eq!(
            shown(&periods(day(2026, 1, 31), day(2026, 5, 1))),
            [
                two("2026-01-31", "2026-02-27"),
                two("2026-02-28", "2026-03-30"),
                two("2026-03-31", "2026-04-29"),
                two("2026-04-30", "2026-05-01"),
            ]
        );
        assert_eq!(
            shown(&periods(day(2026, 3, 1), day(2026, 4, 30))),
            [two("2026-03-01", "2026-03-31"), two("2026-04-01", "2026-04-30")]
        );
        assert_eq!(shown(&periods(day(2026, 3, 5), day(2026, 3, 5))), [two("2026-03-05", "2026-03-05")]);
    }

    #[test]
    fn a_short_period_costs_its_days() {
        let rent = Vnd(3_100_000);
        let of = |ends_on| rent_periods(day(2026, 3, 1), ends_on, rent, Billed::Start).pop().unwrap().amount;
        assert_eq!(of(day(2026, 3, 31)), rent);
        assert_eq!(of(day(2026, 3, 10)), Vnd(1_000_000));
        // 3,100,000 × 1 ÷ 30 is 103,333 and a third; × 2 it is 206,666 and two thirds.
        assert_eq!(of(day(2026, 4, 1)), Vnd(103_333));
        assert_eq!(of(day(2026, 4, 2)), Vnd(206_667));
        let half = Period { from: day(2026, 4, 1), to: day(2026, 4, 15), whole_to: day(2026, 4, 30) };
        assert_eq!(half.part_of(Vnd(1)), Vnd(1));
    }

    #[test]
    fn rent_is_owed_on_the_first_day_or_on_the_last() {
        let days = |billed| {
            let periods = rent_periods(day(2026, 3, 10), day(2026, 4, 20), Vnd(1), billed);
            periods.iter().map(|period| period.billing_on).collect::<Vec<_>>()
        };
        assert_eq!(days(Billed::Start), [day(2026, 3, 10), day(2026, 4, 10)]);
        assert_eq!(days(Billed::End), [day(2026, 4, 9), day(2026, 4, 20)]);
    }

    #[test]
    fn what_continues_is_as_long() {
        assert_eq!(next_term(day(2026, 1, 1), day(2026, 12, 31)), (day(2027, 1, 1), day(2027, 12, 31)));
        assert_eq!(next_term(day(2026, 2, 10), day(2026, 5, 9)), (day(2026, 5, 10), day(2026, 8, 9)));
        assert_eq!(next_term(day(2026, 2, 1), day(2026, 2, 10)), (day(2026, 2, 11), day(2026, 2, 20)));
    }

    proptest! {
        #[test]
        fn periods_cover_a_contract_without_gap_or_overlap(start in 0_i64..20_000, length in 0_i64..3_700, rent in 0_i64..1_000_000_000) {
            let starts_on = days_later(day(2000, 1, 1), start);
            let ends_on = days_later(starts_on, length);
            prop_assume!(!is_too_long(starts_on, ends_on));
            let found = rent_periods(starts_on, ends_on, Vnd(rent), Billed::End);
            prop_assert_eq!(found.first().map(|first| first.period.from), Some(starts_on));
            prop_assert_eq!(found.last().map(|last| last.period.to), Some(ends_on));
            for pair in found.windows(2) {
                prop_assert_eq!(days_later(pair[0].period.to, 1), pair[1].period.from);
                prop_assert_eq!(pair[0].amount, Vnd(rent));
            }
            let all: i64 = found.iter().map(|found| i64::from(found.period.days())).sum();
            prop_assert_eq!(all, length + 1);
            for RentPeriod { period, amount, billing_on, .. } in found {
                prop_assert!(period.from <= period.to && period.to <= period.whole_to);
                prop_assert!(Vnd(0) <= amount && amount <= Vnd(rent));
                prop_assert_eq!(billing_on, period.to);
            }
        }
    }
}
