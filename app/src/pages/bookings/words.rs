//! How bookings are called, and their times.

use chrono::{DateTime, Utc};
use domain::{
    booking::{BookingRow, BookingStatus},
    time::BusinessZone,
};
use i18n::{Locale, bookings};
use leptos::prelude::*;

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

/// That a booking belongs to a contract, and the way there for those who may see that.
pub fn contract(locale: Locale, row: &BookingRow) -> Option<AnyView> {
    row.of_contract.then(|| match row.contract.clone() {
        Some(contract) => {
            let word = bookings::of_contract_code(locale, &contract.name);
            view! { <a href=format!("/contracts/{}", contract.id)>{word}</a> }.into_any()
        }
        None => view! { <span class="quiet">{bookings::of_contract(locale)}</span> }.into_any(),
    })
}

/// `14:00` of an instant on the wall clock of the business.
pub fn hour(at: DateTime<Utc>) -> String {
    BusinessZone::default().local(at).format("%H:%M").to_string()
}

/// `01/03 14:00`
pub fn short(at: DateTime<Utc>) -> String {
    BusinessZone::default().local(at).format("%d/%m %H:%M").to_string()
}
