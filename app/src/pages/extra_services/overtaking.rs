//! Two people in the form of one extra service, and under which name it is kept while it is not saved.

use std::collections::BTreeMap;

use domain::{
    AppError, ExtraServiceId,
    extra_service::{ServiceChange, ServiceFilter, ServiceInput, ServiceOffer, ServiceRow},
    value::typed_day,
};
use i18n::extra_services;
use leptos::prelude::*;

use super::draft::{Draft, typed_of};
use crate::{
    api::{
        ApiError,
        extra_services::{change_service, list_services},
    },
    components::{SheetForm, Wording},
    state::locale,
};

/// What services and stays are called, by their ids.
pub type Names = BTreeMap<String, String>;

/// A form that may find that somebody else was faster; cheap to copy.
#[derive(Clone, Copy)]
pub struct Overtaking {
    /// What is typed.
    pub draft: Draft,
    /// What stood there when typing began, or when the person heard of it.
    pub was: StoredValue<Option<ServiceInput>>,
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
    pub async fn save(self, id: ExtraServiceId, code: &str) -> Result<bool, ApiError> {
        let Self { draft, was, form, names } = self;
        let read = || async {
            let now = read(id, code).await?;
            names.try_update_value(|names| names.extend(names_in(&now)));
            Ok((now.input(), typed_of(&now)))
        };
        let send = |was, becomes| change_service(id, ServiceChange { was, becomes });
        form.save_over(was, |was| draft.input(Some(was)), send, read).await
    }
}

/// How it stands now.
async fn read(id: ExtraServiceId, code: &str) -> Result<ServiceRow, ApiError> {
    let filter = ServiceFilter { code: code.to_owned(), ..ServiceFilter::default() };
    let rows = list_services(filter, None).await?.rows;
    rows.into_iter().find(|row| row.id == id).ok_or(ApiError(AppError::NotFound))
}

/// The name of the form: what is typed for one customer is not offered for another.
pub fn name_of(draft: Draft, known: Option<&ServiceRow>) -> String {
    let customer = draft.customer.get_untracked().filter(|_| draft.fixed);
    match (customer, known) {
        (Some(customer), Some(row)) => format!("services/{customer}/{}", row.id),
        (Some(customer), None) => format!("services/{customer}/new"),
        (None, _) => "services/new".to_owned(),
    }
}

/// What a service and its stay are called.
pub fn names_in(row: &ServiceRow) -> Names {
    let stay = row.booking.as_ref().map(|booking| (booking.id.to_string(), booking.name.clone()));
    std::iter::once((row.service.to_string(), row.service_name.clone())).chain(stay).collect()
}

/// What all is called that may be chosen.
pub fn names_offered(offer: &ServiceOffer) -> Names {
    let services = offer.services.iter().map(|offered| (offered.service.id.to_string(), offered.service.name.clone()));
    services.chain(offer.bookings.iter().map(|stay| (stay.id.to_string(), stay.name.clone()))).collect()
}

/// How fields are told when two people have changed them.
pub fn wording(names: StoredValue<Names>) -> Wording {
    let locale = locale();
    let label = move |key: String| {
        match key.as_str() {
            "service" => extra_services::service(locale),
            "booking" => extra_services::booking(locale),
            "quantity" => extra_services::quantity(locale),
            "unit_price" => extra_services::unit_price(locale),
            "used_on" => extra_services::used_on(locale),
            _ => extra_services::note(locale),
        }
        .to_owned()
    };
    let shown = move |(key, text): (String, String)| match key.as_str() {
        "service" | "booking" => {
            let known = names.with_value(|names| names.get(&text).cloned());
            known.unwrap_or_else(|| i18n::app::unknown(locale).to_owned())
        }
        "used_on" => typed_day(&text),
        _ => text,
    };
    Wording { label: Callback::new(label), shown: Callback::new(shown) }
}
