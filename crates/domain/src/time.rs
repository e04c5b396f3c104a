//! The business time zone: "today", date filters and nightly runs go by it, never by the browser's clock.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

/// One time zone per installation. Viet Nam has had a fixed offset of seven hours since 1975 and no summer time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusinessZone {
    offset_seconds: i32,
}

impl Default for BusinessZone {
    /// Asia/Ho_Chi_Minh.
    fn default() -> Self {
        Self { offset_seconds: 7 * 3600 }
    }
}

impl BusinessZone {
    /// The day that an instant falls on.
    pub fn day_of(self, at: DateTime<Utc>) -> NaiveDate {
        (at + self.offset()).date_naive()
    }

    /// The instant at which a day begins.
    pub fn start_of(self, day: NaiveDate) -> DateTime<Utc> {
        day.and_time(NaiveTime::MIN).and_utc() - self.offset()
    }

    /// `05/01/2026 14:03`.
    pub fn show(self, at: DateTime<Utc>) -> String {
        (at + self.offset()).format("%d/%m/%Y %H:%M").to_string()
    }

    /// The wall clock of an instant.
    pub fn local(self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        (at + self.offset()).naive_utc()
    }

    fn offset(self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.offset_seconds))
    }
}

impl From<FixedOffset> for BusinessZone {
    fn from(offset: FixedOffset) -> Self {
        Self { offset_seconds: offset.local_minus_utc() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_seven_hours_before_utc() {
        let zone = BusinessZone::default();
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        assert_eq!(zone.start_of(day).to_rfc3339(), "2026-11-21T17:00:00+00:00");
        assert_eq!(zone.day_of(zone.start_of(day)), day);
        assert_eq!(zone.day_of(zone.start_of(day) - TimeDelta::seconds(1)), day.pred_opt().unwrap());
        assert_eq!(zone.show(zone.start_of(day)), "22/11/2026 00:00");
    }
}
