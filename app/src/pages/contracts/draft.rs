//! What is typed into the form of a contract.

use chrono::{DateTime, Months, NaiveDate, Utc};
use domain::{
    AppError, CustomerId, FieldError, FieldErrors, SpaceId,
    contract::{Billed, ContractInput},
    customer::Named,
    money::Vnd,
    space::{amount_of, days_later},
    time::BusinessZone,
    value::day,
};
use leptos::prelude::*;

use super::sheet::{Fields, Filled};
use crate::{components::required_day, state::session};

/// What is typed; cheap to copy.
#[derive(Clone, Copy)]
pub struct Draft {
    /// Who is chosen.
    pub customer: RwSignal<Option<CustomerId>>,
    /// What stands in the box of the customer.
    pub name: RwSignal<String>,
    /// The id of the space.
    pub space: RwSignal<String>,
    /// The first day …
    pub starts_on: RwSignal<String>,
    /// … and the last.
    pub ends_on: RwSignal<String>,
    /// What each month costs.
    pub rent: RwSignal<String>,
    /// The key of when that is owed.
    pub billed: RwSignal<String>,
    /// The deposit that is agreed.
    pub deposit: RwSignal<String>,
    /// What is agreed, in words.
    pub text: RwSignal<String>,
    /// Whatever else is to be known.
    pub note: RwSignal<String>,
}

impl Draft {
    /// The form of a contract with this customer, or with one who is chosen there, as it begins.
    pub fn new(customer: Option<Named<CustomerId>>, began: &Filled) -> Self {
        let (customer, name) = customer.map_or((None, String::new()), |known| (Some(known.id), known.name));
        let empty = || RwSignal::new(String::new());
        let draft = Self {
            customer: RwSignal::new(customer),
            name: RwSignal::new(name),
            space: empty(),
            starts_on: empty(),
            ends_on: empty(),
            rent: empty(),
            billed: empty(),
            deposit: empty(),
            text: empty(),
            note: empty(),
        };
        draft.fill(began);
        draft
    }

    const fn fields(self) -> Fields<8> {
        [
            ("space", self.space),
            ("starts_on", self.starts_on),
            ("ends_on", self.ends_on),
            ("rent", self.rent),
            ("billed", self.billed),
            ("agreed_deposit", self.deposit),
            ("text", self.text),
            ("note", self.note),
        ]
    }

    /// What stands in the form. Whatever reacts hears of a change.
    pub fn filled(self) -> Filled {
        Filled::of_fields(self.fields())
    }

    /// Makes the form stand so.
    pub fn fill(self, filled: &Filled) {
        filled.fill(self.fields());
    }

    /// The space that is chosen. Whatever reacts hears of a change; what still asks when the form is gone is told of none.
    pub fn chosen_space(self) -> Option<SpaceId> {
        self.space.try_get()?.parse().ok()
    }

    /// The first and the last day, as far as they are filled in and go forward. Whatever reacts hears of a change; what still asks
    /// when the form is gone is told of none.
    pub fn term(self) -> Option<(NaiveDate, NaiveDate)> {
        let typed = |text: RwSignal<String>| text.try_get().and_then(|text| day(&text, session().today));
        let (from, to) = (typed(self.starts_on)?, typed(self.ends_on)?);
        (from <= to).then_some((from, to))
    }

    /// The space, and from when until when it is rented. Whatever reacts hears of a change.
    pub fn stay(self) -> Option<(SpaceId, DateTime<Utc>, DateTime<Utc>)> {
        let ((from, to), space) = (self.term()?, self.chosen_space()?);
        Some((space, start_of(from), start_of(days_later(to, 1))))
    }

    /// Has it go on for so many months.
    pub fn last(self, months: u32) {
        let from = day(&self.starts_on.get_untracked(), session().today);
        if let Some(next) = from.and_then(|from| from.checked_add_months(Months::new(months))) {
            self.ends_on.set(days_later(next, -1).to_string());
        }
    }

    /// What the form says. A rent that is not typed stays what it was, or is the price of the space; a deposit of a known draft that
    /// is emptied is agreed no more.
    ///
    /// # Errors
    /// Faults by field.
    pub fn input(self, known: Option<&ContractInput>) -> Result<ContractInput, AppError> {
        // The other fields stand in the form only when it is known who rents.
        let customer = self.customer.get_untracked().ok_or_else(|| AppError::field("customer", "choose_customer"))?;
        let mut faults = FieldErrors::default();
        let mut fault = |field: &str, code: &str| faults.0.push(FieldError::new(field, code));
        let mut days = |field: &str, typed: RwSignal<String>| {
            let typed = required_day(&typed.get_untracked());
            typed.map_err(|code| fault(field, code)).unwrap_or_default()
        };
        let (starts_on, ends_on) = (days("starts_on", self.starts_on), days("ends_on", self.ends_on));
        let mut amount = |field: &str, typed: RwSignal<String>| {
            let typed = amount_of(&typed.get_untracked());
            typed.map_err(|code| fault(field, code)).unwrap_or_default()
        };
        let (rent, deposit) = (amount("rent", self.rent), amount("agreed_deposit", self.deposit));
        faults.into_result()?;
        let none = known.and_then(|known| known.agreed_deposit).map(|_| Vnd(0));
        let input = ContractInput {
            customer,
            space: self.space.get_untracked().parse().ok(),
            starts_on,
            ends_on,
            rent,
            billed: Billed::from_key(&self.billed.get_untracked()).unwrap_or_default(),
            agreed_deposit: deposit.or(none),
            text: self.text.get_untracked(),
            note: self.note.get_untracked(),
        };
        input.normal(session().today).map_err(AppError::Invalid)
    }
}

/// When a day begins for the business.
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    BusinessZone::default().start_of(day)
}
