//! `/invoices/{id}`: one invoice whole, as it is shown and as it is printed.

use domain::{
    AppError, InvoiceId,
    invoice::InvoiceDetail,
    permission::{Action, Resource as Subject},
};
use i18n::invoices;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    LazyRoute,
    hooks::{use_navigate, use_params_map},
    lazy_route,
};

use super::{
    acts::PageActs,
    desk::{Desk, follow},
    dialogs::DeskDialogs,
    paper::Paper,
    words::{heading, payment, status},
};
use crate::{
    api::invoices::read_invoice,
    components::{Icon, WhenLoaded},
    pages::forbidden,
    state::locale,
};

/// One invoice.
pub struct InvoicePage;

#[lazy_route]
impl LazyRoute for InvoicePage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Invoices)).unwrap_or_else(|| view! { <Detail /> }.into_any())
    }
}

#[component]
fn Detail() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").and_then(|id| id.parse::<InvoiceId>().ok()));
    let found =
        Resource::new_blocking(move || id.get(), |id| async move { read_invoice(id.ok_or(AppError::NotFound)?).await });
    let navigate = StoredValue::new(use_navigate());
    let gone = Callback::new(move |()| navigate.with_value(|go| go("/invoices", Default::default())));
    let desk = Desk::new(Callback::new(move |()| found.refetch()), gone);
    follow(move || {
        if !desk.discards() {
            found.refetch();
        }
    });
    view! {
        // Until it is there, and if it is not: a document always has a title.
        <Title text=invoices::title(locale()) />
        <main class="page invoice-page" id="main">
            <WhenLoaded
                data=found
                whole=true
                show=Callback::new(move |detail| view! { <Whole detail desk /> }.into_any())
            />
            <DeskDialogs desk />
        </main>
    }
}

#[component]
fn Whole(detail: InvoiceDetail, desk: Desk) -> impl IntoView {
    let locale = locale();
    let row = detail.row.clone();
    let heading = heading(locale, &row);
    let stands = row.payment.map(|stands| payment(locale, stands));
    let badges = [Some(status(locale, row.status)), stands].into_iter().flatten().map(|(class, icon, word)| {
        view! {
            <span class=class>
                <Icon name=icon />
                {word}
            </span>
        }
    });
    let badges = badges.collect_view();
    let void = row.void_reason.as_ref().map(|reason| {
        view! {
            <div class="banner banner--warn" role="status">
                <Icon name="ban" />
                <div class="banner__text">{invoices::void_because(locale, reason)}</div>
            </div>
        }
    });
    let print = move |_| {
        // Without a printer there is nothing to be told.
        let _ = window().print();
    };
    view! {
        <Title text=heading.clone() />
        <div class="page__head">
            <h1 class="page__title">{heading}</h1>
            {badges}
            <div class="page__actions">
                <PageActs row desk />
                <button type="button" class="button" on:click=print>
                    <Icon name="printer" />
                    {invoices::print(locale)}
                </button>
            </div>
        </div>
        {void}
        <Paper detail />
    }
}
