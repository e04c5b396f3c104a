//! What a customer was asked to pay.

use domain::{
    customer::{CustomerDetail, Directory, Field, Named},
    invoice::{InvoiceFilter, InvoicePage},
    permission::{Action, Resource as Subject},
};
use i18n::invoices;
use leptos::prelude::*;

use crate::{
    api::invoices::list_invoices,
    components::{Icon, WhenLoaded},
    pages::invoices::{Desk, DeskDialogs, Editing, Rows, follow},
    state::{locale, viewer},
};

/// Whether the person may see invoices at all. A lead has none: it becomes a customer first.
pub fn may_see(detail: &CustomerDetail) -> bool {
    detail.directory != Directory::Leads
        && viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Invoices))
}

/// The invoices of a customer, and what may be done with them.
#[component]
pub fn InvoicesTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let filter = InvoiceFilter { customer: Some(detail.id), ..InvoiceFilter::default() };
    let asked = filter.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let filter = asked.clone();
            async move { list_invoices(filter, None).await }
        },
    );
    follow(move || found.refetch());
    let changed = Callback::new(move |()| found.refetch());
    let desk = Desk::new(changed, changed);
    // Whoever sees no amounts cannot say what is to be paid.
    let may_create = viewer().is_some_and(|viewer| {
        let may_at = |action, resource| viewer.principal.may_at(action, resource, &detail.placement);
        may_at(Action::Create, Subject::Invoices) && may_at(Action::View, Subject::Amounts)
    });
    let customer = Named { id: detail.id, name: detail.values.get(&Field::Name).cloned().unwrap_or_default() };
    let create = may_create.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| desk.editing.set(Some(Editing::New(Some(customer.clone()))))
            >
                <Icon name="plus" />
                {invoices::create(locale)}
            </button>
        }
    });
    let show = Callback::new(move |page: InvoicePage| {
        view! { <Rows page filter=filter.clone() desk empty=invoices::empty(locale) /> }.into_any()
    });
    view! {
        <div class="tab-head">{create}</div>
        <WhenLoaded data=found show />
        <DeskDialogs desk />
    }
}
