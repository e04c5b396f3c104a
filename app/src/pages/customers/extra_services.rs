//! What a customer has beside spaces.

use domain::{
    customer::{CustomerDetail, Directory, Field, Named},
    extra_service::{ServiceFilter, ServicePage},
    permission::{Action, Resource as Subject},
};
use i18n::extra_services;
use leptos::prelude::*;

use crate::{
    api::extra_services::list_services,
    components::{Icon, WhenLoaded},
    pages::{
        extra_services::{Desk, DeskDialogs, Editing, Rows},
        meters::CustomerReadings,
    },
    state::{locale, on_change_of, viewer},
};

/// Whether the person may see extra services at all. A lead has none: it becomes a customer first.
pub fn may_see(detail: &CustomerDetail) -> bool {
    detail.directory != Directory::Leads
        && viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Services))
}

/// The extra services of a customer, and what may be done with them.
#[component]
pub fn ServicesTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let filter = ServiceFilter { customer: Some(detail.id), ..ServiceFilter::default() };
    let asked = filter.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let filter = asked.clone();
            async move { list_services(filter, None).await }
        },
    );
    on_change_of(Subject::Services, move || found.refetch());
    let desk = Desk::new(Callback::new(move |()| found.refetch()));
    let may_create =
        viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Create, Subject::Services, &detail.placement));
    let customer = Named { id: detail.id, name: detail.values.get(&Field::Name).cloned().unwrap_or_default() };
    let create = may_create.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| desk.editing.set(Some(Editing::New(Some(customer.clone()))))
            >
                <Icon name="plus" />
                {extra_services::create(locale)}
            </button>
        }
    });
    let show = Callback::new(move |page: ServicePage| {
        view! { <Rows page filter=filter.clone() desk empty=extra_services::empty(locale) /> }.into_any()
    });
    view! {
        <div class="tab-head">{create}</div>
        <WhenLoaded data=found show />
        <CustomerReadings customer=detail.id />
        <DeskDialogs desk />
    }
}
