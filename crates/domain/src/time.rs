//! The business time zone: "today", date filters and nightly runs go by it, never by the browser's clock.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

use crate::value::date::year_first;

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
        let at = self.local(at);
        // By hand: what reads a format of chrono as it runs is some KiB of a first visit.
        format!("{:02}/{:02}/{:04} {:02}:{:02}", at.day(), at.month(), at.year(), at.hour(), at.minute())
    }

    /// The instant that somebody has typed as `05/01/2026 14:03`, or with `14h03`, `14h` or `14` behind the day.
    pub fn typed(self, text: &str) -> Option<DateTime<Utc>> {
        let (day, time) = text.trim().rsplit_once(' ')?;
        let day = crate::value::day(day, NaiveDate::MAX)?;
        let (hour, minute) = time.split_once([':', 'h', 'H', '.']).unwrap_or((time, ""));
        let number = |text: &str| match text {
            "" => Some(0),
            _ if text.len() <= 2 && text.bytes().all(|sign| sign.is_ascii_digit()) => text.parse().ok(),
            _ => None,
        };
        let time = NaiveTime::from_hms_opt(number(hour).filter(|_| !hour.is_empty())?, number(minute)?, 0)?;
        Some(self.instant_of(day.and_time(time)))
    }

    /// The wall clock of an instant.
    pub fn local(self, at: DateTime<Utc>) -> chrono::NaiveDateTime {
        (at + self.offset()).naive_utc()
    }

    /// The instant that a wall clock shows.
    pub fn instant_of(self, local: chrono::NaiveDateTime) -> DateTime<Utc> {
        local.and_utc() - self.offset()
    }

    fn offset(self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.offset_seconds))
    }
}

/// The instant, to the second, that `DateTime::to_rfc3339` has written. chrono's own reader knows every format there is, which
/// is more than a list needs.
pub fn written(text: &str) -> Option<DateTime<Utc>> {
    let (day, time) = text.split_once('T')?;
    let time = time.strip_suffix("+00:00").or_else(|| time.strip_suffix('Z'))?;
    let mut numbers = time.split(['.', ':']).map_while(|number| number.parse().ok());
    let time = NaiveTime::from_hms_opt(numbers.next()?, numbers.next()?, numbers.next()?)?;
    Some(year_first(day)?.and_time(time).and_utc())
}

/// A day on the wire, `2026-01-05`, without what reads every format: for `#[serde(with)]`.
pub mod iso_day {
    use chrono::NaiveDate;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::value::date::year_first;

    /// Writes it.
    pub fn serialize<S: Serializer>(day: &NaiveDate, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(day)
    }

    /// Reads it.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
        year_first(&String::deserialize(from)?).ok_or_else(|| D::Error::custom("no day"))
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

    #[test]
    fn moments_are_typed_as_they_are_shown() {
        let zone = BusinessZone::default();
        let at = |hour, minute| {
            let day = NaiveDate::from_ymd_opt(2026, 4, 21).unwrap();
            Some(zone.instant_of(day.and_hms_opt(hour, minute, 0).unwrap()))
        };
        for (typed, expected) in [
            ("21/04/2026 14:00", at(14, 0)),
            (" 21/4/26  9:05 ", at(9, 5)),
            ("21042026 14h", at(14, 0)),
            ("2026-04-21 14h30", at(14, 30)),
            ("21/04/2026 7", at(7, 0)),
            ("21/04/2026", None),
            ("31/04/2026 14:00", None),
            ("21/04/2026 24:00", None),
            ("21/04/2026 14:60", None),
            ("21/04/2026 :30", None),
            ("14:00", None),
            ("", None),
        ] {
            assert_eq!(zone.typed(typed), expected, "{typed}");
        }
        let shown = zone.show(at(14, 30).unwrap());
        assert_eq!(zone.typed(&shown), at(14, 30));
    }

    #[test]
    fn what_was_written_is_read_again() {
        let at = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap().and_hms_opt(7, 3, 59).unwrap().and_utc();
        assert_eq!(written(&at.to_rfc3339()), Some(at));
        assert_eq!(written(&(at + TimeDelta::microseconds(5)).to_rfc3339()), Some(at));
        assert_eq!(written("2026-01-05T07:03:59Z"), Some(at));
        for other in ["", "2026-01-05", "2026-01-05T07:03:59+07:00", "2026-13-05T07:03:59Z", "2026-01-05T25:03:59Z"] {
            assert_eq!(written(other), None, "{other}");
        }
    }
}
