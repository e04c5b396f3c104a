//! How bookings are called, and their times.

use chrono::{DateTime, Utc};
use domain::{booking::BookingStatus, time::BusinessZone};
use i18n::{Locale, bookings};

/// Class, icon and word of a status.
pub fn status(locale: Locale, status: BookingStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        BookingStatus::Reserved => ("badge badge--accent", "clock", bookings::status_reserved(locale)),
        BookingStatus::CheckedIn => ("badge badge--good", "key-round", bookings::status_checked_in(locale)),
        BookingStatus::Completed => ("badge", "check", bookings::status_completed(locale)),
        BookingStatus::Cancelled => ("badge", "ban", bookings::status_cancelled(locale)),
        BookingStatus::NoShow => ("badge badge--warn", "circle-x", bookings::status_no_show(locale)),
    }
}

/// `14:00` of an instant on the wall clock of the business.
pub fn hour(at: DateTime<Utc>) -> String {
    BusinessZone::default().local(at).format("%H:%M").to_string()
}

/// `01/03 14:00`
pub fn short(at: DateTime<Utc>) -> String {
    BusinessZone::default().local(at).format("%d/%m %H:%M").to_string()
}
