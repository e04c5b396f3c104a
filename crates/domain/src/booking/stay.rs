//! What becomes of a stay when its guest comes, goes, or does neither.

use chrono::{DateTime, TimeDelta, Utc};

use super::BookingStatus;
use crate::{money::Vnd, space::minute_of};

/// When a space is taken, and for how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// How far it has come.
    pub status: BookingStatus,
    /// From here on the guest may be there.
    pub starts_at: DateTime<Utc>,
    /// From here on the guest may not be there any more.
    pub ends_at: DateTime<Utc>,
    /// From here on this space is taken: later than the beginning if the guest has moved here since.
    pub held_from: DateTime<Utc>,
    /// What it costs.
    pub price: Vnd,
}

impl Stay {
    /// After the guest has come. Who comes early takes the space from then on.
    ///
    /// # Errors
    /// It is not expected any more.
    pub fn checked_in(self, now: DateTime<Utc>) -> Result<Self, &'static str> {
        let now = minute_of(now);
        if self.status != BookingStatus::Reserved {
            return Err("booking_status");
        }
        if now >= self.ends_at {
            return Err("booking_over");
        }
        let starts_at = self.starts_at.min(now);
        Ok(Self { status: BookingStatus::CheckedIn, starts_at, held_from: starts_at, ..self })
    }

    /// After the guest has left. Who leaves early frees the space; who leaves late has taken it until then, or until the
    /// next one was to have it.
    ///
    /// # Errors
    /// The guest is not there.
    pub fn checked_out(
        self,
        now: DateTime<Utc>,
        price: Option<Vnd>,
        next: Option<DateTime<Utc>>,
    ) -> Result<Self, &'static str> {
        let now = minute_of(now);
        if self.status != BookingStatus::CheckedIn {
            return Err("booking_status");
        }
        let ends_at = match next {
            _ if now <= self.ends_at => now.max(self.held_from + TimeDelta::minutes(1)),
            Some(next) => now.min(next).max(self.ends_at),
            None => now,
        };
        Ok(Self { status: BookingStatus::Completed, ends_at, price: price.unwrap_or(self.price), ..self })
    }

    /// After it was called off.
    ///
    /// # Errors
    /// It is not expected any more.
    pub fn cancelled(self) -> Result<Self, &'static str> {
        match self.status {
            BookingStatus::Reserved => Ok(Self { status: BookingStatus::Cancelled, ..self }),
            _ => Err("booking_status"),
        }
    }

    /// After nobody came.
    ///
    /// # Errors
    /// It is not expected any more, or not yet.
    pub fn missed(self, now: DateTime<Utc>) -> Result<Self, &'static str> {
        match self.status {
            BookingStatus::Reserved if now < self.starts_at => Err("booking_not_yet"),
            BookingStatus::Reserved => Ok(Self { status: BookingStatus::NoShow, ..self }),
            _ => Err("booking_status"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::BusinessZone;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        BusinessZone::default().instant_of(day.and_hms_opt(hour, 0, 0).unwrap())
    }

    fn reserved() -> Stay {
        let (starts_at, ends_at) = (at(1, 14), at(3, 12));
        Stay { status: BookingStatus::Reserved, starts_at, ends_at, held_from: starts_at, price: Vnd(1_000) }
    }

    #[test]
    fn who_comes_early_takes_the_space_from_then_on() {
        let early = reserved().checked_in(at(1, 9) + TimeDelta::seconds(59)).unwrap();
        assert_eq!((early.starts_at, early.ends_at, early.status), (at(1, 9), at(3, 12), BookingStatus::CheckedIn));
        let late = reserved().checked_in(at(2, 9)).unwrap();
        assert_eq!(late.starts_at, at(1, 14));
        assert_eq!(reserved().checked_in(at(3, 12)), Err("booking_over"));
        assert_eq!(early.checked_in(at(1, 10)), Err("booking_status"));
    }

    #[test]
    fn who_leaves_early_frees_the_space_and_who_leaves_late_never_takes_it_from_the_next_one() {
        let here = reserved().checked_in(at(1, 14)).unwrap();
        let early = here.checked_out(at(2, 8), Some(Vnd(500)), None).unwrap();
        assert_eq!((early.ends_at, early.price, early.status), (at(2, 8), Vnd(500), BookingStatus::Completed));
        let at_once = here.checked_out(at(1, 14), None, None).unwrap();
        assert!(at_once.ends_at > at_once.starts_at);
        assert_eq!(here.checked_out(at(3, 16), None, None).unwrap().ends_at, at(3, 16));
        assert_eq!(here.checked_out(at(3, 16), None, Some(at(3, 14))).unwrap().ends_at, at(3, 14));
        assert_eq!(here.checked_out(at(3, 16), None, Some(at(3, 12))).unwrap().ends_at, at(3, 12));
        assert_eq!(reserved().checked_out(at(3, 12), None, None), Err("booking_status"));
    }

    #[test]
    fn only_who_is_expected_can_be_called_off_or_missed() {
        let here = reserved().checked_in(at(1, 14)).unwrap();
        assert_eq!(reserved().cancelled().unwrap().status, BookingStatus::Cancelled);
        assert_eq!(here.cancelled(), Err("booking_status"));
        assert_eq!(reserved().missed(at(1, 13)), Err("booking_not_yet"));
        assert_eq!(reserved().missed(at(1, 14)).unwrap().status, BookingStatus::NoShow);
        assert_eq!(here.missed(at(1, 20)), Err("booking_status"));
    }
}
