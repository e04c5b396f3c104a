//! Two people in the form of one booking, and under which name it is kept while it is not saved.

use std::collections::BTreeMap;

use domain::{
    AppError, BookingId,
    booking::{BookingChange, BookingFilter, BookingInput, BookingRow},
};
use i18n::bookings;
use leptos::prelude::*;

use super::draft::{Draft, typed_of};
use crate::{
    api::{
        ApiError,
        bookings::{change_booking, list_bookings},
    },
    components::{SheetForm, Wording},
    state::locale,
};

/// What spaces are called, by their ids.
pub type Names = BTreeMap<String, String>;

/// A form that may find that somebody else was faster; cheap to copy.
#[derive(Clone, Copy)]
pub struct Overtaking {
    /// What is typed.
    pub draft: Draft,
    /// What stood there when typing began, or when the person heard of it.
    pub was: StoredValue<Option<BookingInput>>,
    /// Brings both together.
    pub form: SheetForm,
    /// What is called by name where both stand.
    pub names: StoredValue<Names>,
}

impl Overtaking {
    /// Saves; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
    ///
    /// # Errors
    /// Faults by field; out of reach by now.
    pub async fn save(self, id: BookingId, code: &str) -> Result<bool, ApiError> {
        let Self { draft, was, form, names } = self;
        let read = || async {
            let now = read(id, code).await?;
            names.try_update_value(|names| names.insert(now.space.to_string(), now.space_name.clone()));
            Ok((now.input(), typed_of(&now)))
        };
        let send = |was, becomes| change_booking(id, BookingChange { was, becomes });
        form.save_over(was, |was| draft.input(Some(was)), send, read).await
    }
}

/// How it stands now.
async fn read(id: BookingId, code: &str) -> Result<BookingRow, ApiError> {
    let filter = BookingFilter { code: code.to_owned(), ..BookingFilter::default() };
    let rows = list_bookings(filter, None).await?.rows;
    rows.into_iter().find(|row| row.id == id).ok_or(ApiError(AppError::NotFound))
}

/// The name of the form: what is typed for one customer is not offered for another.
pub fn name_of(draft: Draft, known: Option<BookingId>) -> String {
    let customer = draft.customer.get_untracked().filter(|_| draft.fixed);
    match (customer, known) {
        (Some(customer), Some(id)) => format!("bookings/{customer}/{id}"),
        (Some(customer), None) => format!("bookings/{customer}/new"),
        (None, _) => "bookings/new".to_owned(),
    }
}

/// How fields are told when two people have changed them.
pub fn wording(names: StoredValue<Names>) -> Wording {
    let locale = locale();
    let label = move |key: String| {
        match key.as_str() {
            "space" => bookings::space(locale),
            "starts_at" => bookings::starts_at(locale),
            "ends_at" => bookings::ends_at(locale),
            "guests" => bookings::guests(locale),
            "price" => bookings::price(locale),
            "agreed_deposit" => bookings::agreed_deposit(locale),
            _ => bookings::note(locale),
        }
        .to_owned()
    };
    let shown = move |(key, text): (String, String)| match key.as_str() {
        "space" => {
            let known = names.with_value(|names| names.get(&text).cloned());
            known.unwrap_or_else(|| i18n::app::unknown(locale).to_owned())
        }
        _ => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}
