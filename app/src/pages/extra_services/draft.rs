//! What is typed into the form of an extra service.

use domain::{
    AppError, BookingId, CatalogValueId, CustomerId, FieldError, FieldErrors,
    customer::Named,
    extra_service::{ServiceInput, ServiceRow, amount_of as amount_of_all},
    money::{Vnd, grouped},
    quantity::Quantity,
    space::amount_of,
};
use leptos::prelude::*;

use crate::{components::required_day, state::session};

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
}

impl Draft {
    /// As a new form begins: one of something, today.
    pub fn new(customer: Option<Named<CustomerId>>) -> Self {
        let (customer, name) = customer.map_or((None, String::new()), |known| (Some(known.id), known.name));
        let empty = || RwSignal::new(String::new());
        Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            service: empty(),
            booking: empty(),
            quantity: RwSignal::new(typed_quantity(Quantity::whole(1))),
            unit_price: empty(),
            used_on: RwSignal::new(session().today.to_string()),
            note: empty(),
            delivered: RwSignal::new(false),
        }
    }

    /// As the form of a known one begins.
    pub fn of(row: &ServiceRow) -> Self {
        Self {
            customer: RwSignal::new(Some(row.customer.id)),
            name: RwSignal::new(row.customer.name.clone()),
            service: RwSignal::new(row.service.to_string()),
            booking: RwSignal::new(row.booking.as_ref().map(|booking| booking.id.to_string()).unwrap_or_default()),
            quantity: RwSignal::new(typed_quantity(row.quantity)),
            unit_price: RwSignal::new(typed_price(row.unit_price)),
            used_on: RwSignal::new(row.used_on.to_string()),
            note: RwSignal::new(row.note.clone()),
            delivered: RwSignal::new(false),
        }
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

/// A price as it stands in the form.
pub fn typed_price(price: Option<Vnd>) -> String {
    price.map(|price| grouped(price.0.unsigned_abs())).unwrap_or_default()
}

/// A quantity as it stands in the form: there a dot is read as a comma, so that none stands between thousands.
fn typed_quantity(quantity: Quantity) -> String {
    quantity.to_string().replace('.', "")
}
