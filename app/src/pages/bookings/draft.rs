//! What is typed into the form of a booking.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    AppError, CustomerId, FieldError, FieldErrors, SpaceId,
    booking::{BookingInput, BookingRow},
    draft::{Typed, filled, text},
    money::Vnd,
    space::{amount_of, days_later, typed_amount, written_amount},
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
    /// The customer is known from the beginning, and stays.
    pub fixed: bool,
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
        let draft = Self::empty(wish.customer);
        draft.space.set(wish.space.map(|space| space.to_string()).unwrap_or_default());
        draft.starts_at.set(at(day, 14));
        draft.ends_at.set(at(days_later(day, 1), 12));
        draft
    }

    /// As the form of a known booking begins.
    pub fn of(row: &BookingRow) -> Self {
        let draft = Self::empty(Some((row.guest.id, row.guest.name.clone())));
        draft.fill(&typed_of(row));
        draft
    }

    fn empty(customer: Option<(CustomerId, String)>) -> Self {
        let fixed = customer.is_some();
        let (customer, name) = customer.map_or((None, String::new()), |(id, name)| (Some(id), name));
        let empty = || RwSignal::new(String::new());
        Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            space: empty(),
            starts_at: empty(),
            ends_at: empty(),
            guests: empty(),
            price: empty(),
            deposit: empty(),
            note: empty(),
            fixed,
        }
    }

    /// What stands in it, by key, each text in the one way in which it is written. Whatever reacts hears of a change.
    pub fn typed(self) -> Typed {
        let chosen = self.customer.get().filter(|_| !self.fixed);
        let name = if self.fixed { String::new() } else { self.name.get() };
        filled([
            ("customer", chosen.map(|id| id.to_string()).unwrap_or_default()),
            ("customer_name", name),
            ("space", self.space.get()),
            ("starts_at", written_moment(&self.starts_at.get())),
            ("ends_at", written_moment(&self.ends_at.get())),
            ("guests", self.guests.get().trim().to_owned()),
            ("price", written_amount(&self.price.get())),
            ("agreed_deposit", written_amount(&self.deposit.get())),
            ("note", self.note.get()),
        ])
    }

    /// Makes it stand so.
    pub fn fill(self, typed: &Typed) {
        if !self.fixed {
            self.name.set(text(typed, "customer_name"));
            self.customer.set(text(typed, "customer").parse().ok());
        }
        self.space.set(text(typed, "space"));
        self.starts_at.set(text(typed, "starts_at"));
        self.ends_at.set(text(typed, "ends_at"));
        self.guests.set(text(typed, "guests"));
        self.price.set(text(typed, "price"));
        self.deposit.set(text(typed, "agreed_deposit"));
        self.note.set(text(typed, "note"));
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

/// A booking as its form has it.
pub fn typed_of(row: &BookingRow) -> Typed {
    let zone = BusinessZone::default();
    filled([
        ("space", row.space.to_string()),
        ("starts_at", zone.show(row.starts_at)),
        ("ends_at", zone.show(row.ends_at)),
        ("guests", row.guests.map(|guests| guests.to_string()).unwrap_or_default()),
        ("price", typed_amount(row.price)),
        ("agreed_deposit", typed_amount(row.agreed_deposit.filter(|deposit| deposit.0 > 0))),
        ("note", row.note.clone()),
    ])
}

/// A moment in the one way in which it is written; what is none stays as it is typed.
fn written_moment(typed: &str) -> String {
    let zone = BusinessZone::default();
    zone.typed(typed).map_or_else(|| typed.trim().to_owned(), |at| zone.show(at))
}
