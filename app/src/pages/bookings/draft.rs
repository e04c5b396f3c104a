//! What is typed into the form of a booking.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    AppError, CustomerId, FieldError, FieldErrors, SpaceId,
    booking::{BookingInput, BookingRow},
    money::{Vnd, grouped},
    space::{amount_of, days_later},
    time::BusinessZone,
};
use leptos::prelude::*;

use crate::state::session;

/// What is known of a new booking.
#[derive(Clone, Default)]
pub struct Wish {
    /// For whom, with the name.
    pub customer: Option<(CustomerId, String)>,
    /// What.
    pub space: Option<SpaceId>,
    /// From which day on; else from today on.
    pub day: Option<chrono::NaiveDate>,
}

/// What is typed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Who is chosen.
    pub customer: RwSignal<Option<CustomerId>>,
    /// What stands in the box of the customer.
    pub name: RwSignal<String>,
    /// The id of the space.
    pub space: RwSignal<String>,
    /// From when …
    pub starts_at: RwSignal<String>,
    /// … until when, as people write it.
    pub ends_at: RwSignal<String>,
    /// How many people come.
    pub guests: RwSignal<String>,
    /// What it costs.
    pub price: RwSignal<String>,
    /// The deposit that is agreed.
    pub deposit: RwSignal<String>,
    /// Whatever else is to be known.
    pub note: RwSignal<String>,
}

impl Draft {
    /// As a new form begins.
    pub fn new(wish: Wish) -> Self {
        let day = wish.day.unwrap_or(session().today);
        let at = |day: chrono::NaiveDate, hour| {
            let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
            let zone = BusinessZone::default();
            zone.show(zone.instant_of(day.and_time(time)))
        };
        let (customer, name) = wish.customer.map_or((None, String::new()), |(id, name)| (Some(id), name));
        let empty = || RwSignal::new(String::new());
        Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            space: RwSignal::new(wish.space.map(|space| space.to_string()).unwrap_or_default()),
            starts_at: RwSignal::new(at(day, 14)),
            ends_at: RwSignal::new(at(days_later(day, 1), 12)),
            guests: empty(),
            price: empty(),
            deposit: empty(),
            note: empty(),
        }
    }

    /// As the form of a known booking begins.
    pub fn of(row: &BookingRow) -> Self {
        let amount = |amount: Option<Vnd>| {
            RwSignal::new(amount.map(|amount| grouped(amount.0.unsigned_abs())).unwrap_or_default())
        };
        Self {
            customer: RwSignal::new(Some(row.guest.id)),
            name: RwSignal::new(row.guest.name.clone()),
            space: RwSignal::new(row.space.to_string()),
            starts_at: RwSignal::new(BusinessZone::default().show(row.starts_at)),
            ends_at: RwSignal::new(BusinessZone::default().show(row.ends_at)),
            guests: RwSignal::new(row.guests.map(|guests| guests.to_string()).unwrap_or_default()),
            price: amount(row.price),
            deposit: amount(row.agreed_deposit.filter(|deposit| deposit.0 > 0)),
            note: RwSignal::new(row.note.clone()),
        }
    }

    /// The space and the times, as far as they are filled in and go forward. Whatever reacts hears of a change; what still asks
    /// when the form is gone is told of none.
    pub fn stay(self) -> Option<(SpaceId, DateTime<Utc>, DateTime<Utc>)> {
        let space = self.space.try_get()?.parse().ok()?;
        let zone = BusinessZone::default();
        let (from, to) = (zone.typed(&self.starts_at.try_get()?)?, zone.typed(&self.ends_at.try_get()?)?);
        (from < to).then_some((space, from, to))
    }

    /// What the form says; of a known booking the customer stays, and amounts that are not typed.
    ///
    /// # Errors
    /// Faults by field.
    pub fn input(self, known: Option<&BookingInput>) -> Result<BookingInput, AppError> {
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let (customer, space) = (self.customer.get_untracked(), self.space.get_untracked().parse().ok());
        if customer.is_none() {
            fault("customer", "choose_customer");
        }
        if space.is_none() {
            fault("space", "required");
        }
        let mut moment = |field: &str, typed: RwSignal<String>| {
            let typed = typed.get_untracked();
            let at = BusinessZone::default().typed(&typed);
            if at.is_none() {
                fault(field, if typed.trim().is_empty() { "required" } else { "invalid_moment" });
            }
            at.unwrap_or_default()
        };
        let (starts_at, ends_at) = (moment("starts_at", self.starts_at), moment("ends_at", self.ends_at));
        let guests = self.guests.get_untracked();
        let guests = match guests.trim() {
            "" => None,
            text => text.parse().map_err(|_| faults.0.push(FieldError::new("guests", "invalid_number"))).ok(),
        };
        let mut amount =
            |field: &str, typed: RwSignal<String>, before: Option<Vnd>| match amount_of(&typed.get_untracked()) {
                Ok(typed) => typed.or(before),
                Err(code) => {
                    faults.0.push(FieldError::new(field, code));
                    None
                }
            };
        let price = amount("price", self.price, known.and_then(|known| known.price));
        // What is emptied is agreed no more.
        let none = known.and_then(|known| known.agreed_deposit).map(|_| Vnd(0));
        let agreed_deposit = amount("agreed_deposit", self.deposit, none);
        let (Some(customer), Some(space), true) = (customer, space, faults.0.is_empty()) else {
            return Err(AppError::Invalid(faults));
        };
        let note = self.note.get_untracked();
        Ok(BookingInput { customer, space, starts_at, ends_at, price, agreed_deposit, guests, note })
    }
}
