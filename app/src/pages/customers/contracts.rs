//! What a customer rents by contract.

use domain::{
    contract::{ContractFilter, ContractPage},
    customer::{CustomerDetail, Directory, Field, Named},
    permission::{Action, Resource as Subject},
};
use i18n::contracts;
use leptos::prelude::*;

use crate::{
    api::contracts::list_contracts,
    components::{Icon, WhenLoaded},
    pages::contracts::{Desk, DeskDialogs, Editing, Rows},
    state::{locale, on_change_of, viewer},
};

/// Whether the person may see contracts at all. A lead has none: a contract makes it a customer.
pub fn may_see(detail: &CustomerDetail) -> bool {
    detail.directory != Directory::Leads
        && viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Contracts))
}

/// The contracts of a customer, and what may be done with them.
#[component]
pub fn ContractsTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let filter = ContractFilter { customer: Some(detail.id), ..ContractFilter::default() };
    let asked = filter.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let filter = asked.clone();
            async move { list_contracts(filter, None).await }
        },
    );
    on_change_of(Subject::Contracts, move || found.refetch());
    let changed = Callback::new(move |()| found.refetch());
    let desk = Desk::new(changed, changed);
    let may_create =
        viewer().is_some_and(|viewer| viewer.principal.may_at(Action::Create, Subject::Contracts, &detail.placement));
    let customer = Named { id: detail.id, name: detail.values.get(&Field::Name).cloned().unwrap_or_default() };
    let create = may_create.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| desk.editing.set(Some(Editing::New(Some(customer.clone()))))
            >
                <Icon name="plus" />
                {contracts::create(locale)}
            </button>
        }
    });
    let show = Callback::new(move |page: ContractPage| {
        view! { <Rows page filter=filter.clone() desk empty=contracts::empty(locale) /> }.into_any()
    });
    view! {
        <div class="tab-head">{create}</div>
        <WhenLoaded data=found show />
        <DeskDialogs desk />
    }
}
