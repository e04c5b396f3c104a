//! What is typed into the form of an extra service.

use domain::{
    AppError, BookingId, CatalogValueId, CustomerId, FieldError, FieldErrors,
    customer::Named,
    draft::{Typed, filled, text},
    extra_service::{ServiceInput, ServiceRow, amount_of as amount_of_all},
    money::Vnd,
    quantity::Quantity,
    space::{amount_of, typed_amount, written_amount},
};
use leptos::prelude::*;

use crate::{
    components::{required_day, written_day},
    state::session,
};

/// The word of what is ticked.
const TICKED: &str = "1";

/// What is typed.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Who is chosen.
    pub customer: RwSignal<Option<CustomerId>>,
    /// What stands in the box of the customer.
    pub name: RwSignal<String>,
    /// The id of the service.
    pub service: RwSignal<String>,
    /// The id of the stay to which it belongs.
    pub booking: RwSignal<String>,
    /// How much of it.
    pub quantity: RwSignal<String>,
    /// What one costs.
    pub unit_price: RwSignal<String>,
    /// The day for which it counts.
    pub used_on: RwSignal<String>,
    /// Whatever else is to be known.
    pub note: RwSignal<String>,
    /// The customer has it already.
    pub delivered: RwSignal<bool>,
    /// The customer is known from the beginning, and stays.
    pub fixed: bool,
}

impl Draft {
    /// As a new form begins: one of something, today.
    pub fn new(customer: Option<Named<CustomerId>>) -> Self {
        let draft = Self::empty(customer);
        draft.quantity.set(Quantity::whole(1).to_string());
        draft.used_on.set(session().today.to_string());
        draft
    }

    /// As the form of a known one begins.
    pub fn of(row: &ServiceRow) -> Self {
        let draft = Self::empty(Some(Named { id: row.customer.id, name: row.customer.name.clone() }));
        draft.fill(&typed_of(row));
        draft
    }

    fn empty(customer: Option<Named<CustomerId>>) -> Self {
        let fixed = customer.is_some();
        let (customer, name) = customer.map_or((None, String::new()), |known| (Some(known.id), known.name));
        let empty = || RwSignal::new(String::new());
        Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            service: empty(),
            booking: empty(),
            quantity: empty(),
            unit_price: empty(),
            used_on: empty(),
            note: empty(),
            delivered: RwSignal::new(false),
            fixed,
        }
    }

    /// What stands in it, by key, each text in the one way in which it is written. Whatever reacts hears of a change.
    pub fn typed(self) -> Typed {
        let chosen = self.customer.get().filter(|_| !self.fixed);
        let name = if self.fixed { String::new() } else { self.name.get() };
        let quantity = self.quantity.get();
        filled([
            ("customer", chosen.map(|id| id.to_string()).unwrap_or_default()),
            ("customer_name", name),
            ("service", self.service.get()),
            ("booking", self.booking.get()),
            ("quantity", Quantity::of_text(&quantity).map_or(quantity, |quantity| quantity.to_string())),
            ("unit_price", written_amount(&self.unit_price.get())),
            ("used_on", self.used_on.with(|typed| written_day(typed))),
            ("note", self.note.get()),
            ("delivered", if self.delivered.get() { TICKED.to_owned() } else { String::new() }),
        ])
    }

    /// Makes it stand so.
    pub fn fill(self, typed: &Typed) {
        if !self.fixed {
            self.name.set(text(typed, "customer_name"));
            self.customer.set(text(typed, "customer").parse().ok());
        }
        self.service.set(text(typed, "service"));
        self.booking.set(text(typed, "booking"));
        self.quantity.set(text(typed, "quantity"));
        self.unit_price.set(text(typed, "unit_price"));
        self.used_on.set(text(typed, "used_on"));
        self.note.set(text(typed, "note"));
        self.delivered.set(typed.contains_key("delivered"));
    }

    /// What all of it costs, as far as it is filled in. Whatever reacts hears of a change.
    pub fn total(self) -> Option<Vnd> {
        let quantity = Quantity::of_text(&self.quantity.get()).ok()?;
        amount_of_all(quantity, amount_of(&self.unit_price.get()).ok()??)
    }

    /// What the form says; of a known one the customer stays, and a price that is not typed.
    ///
    /// # Errors
    /// Faults by field.
    pub fn input(self, known: Option<&ServiceInput>) -> Result<ServiceInput, AppError> {
        // The other fields stand in the form only when it is known who has the service.
        let customer = self.customer.get_untracked().ok_or_else(|| AppError::field("customer", "choose_customer"))?;
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let service: Option<CatalogValueId> = self.service.get_untracked().parse().ok();
        if service.is_none() {
            fault("service", "required");
        }
        let quantity = self.quantity.get_untracked();
        let quantity = match quantity.trim() {
            "" => Err("required"),
            text => Quantity::of_text(text),
        };
        let quantity = quantity.map_err(|code| fault("quantity", code)).unwrap_or_default();
        let unit_price = amount_of(&self.unit_price.get_untracked());
        let unit_price = unit_price.map_err(|code| fault("unit_price", code)).unwrap_or_default();
        let used_on = required_day(&self.used_on.get_untracked());
        let used_on = used_on.map_err(|code| fault("used_on", code)).unwrap_or_default();
        let (Some(service), true) = (service, faults.0.is_empty()) else {
            return Err(AppError::Invalid(faults));
        };
        let booking: Option<BookingId> = self.booking.get_untracked().parse().ok();
        let unit_price = unit_price.or(known.and_then(|known| known.unit_price));
        Ok(ServiceInput { customer, service, booking, quantity, unit_price, used_on, note: self.note.get_untracked() })
    }
}

/// An extra service as its form has it.
pub fn typed_of(row: &ServiceRow) -> Typed {
    filled([
        ("service", row.service.to_string()),
        ("booking", row.booking.as_ref().map(|booking| booking.id.to_string()).unwrap_or_default()),
        ("quantity", row.quantity.to_string()),
        ("unit_price", typed_amount(row.unit_price)),
        ("used_on", row.used_on.to_string()),
        ("note", row.note.clone()),
    ])
}
