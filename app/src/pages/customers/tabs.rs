//! What hangs on a customer, each tab with an address of its own.

use domain::{
    customer::{CustomerDetail, Directory, Field},
    history::HistoryEntry,
    permission::Action,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    attachments::{self, AttachmentsTab},
    bookings::{BookingsTab, may as may_bookings},
    cells::label,
    charges::{self, ChargesTab},
    contracts::{self, ContractsTab},
    extra_services::{self, ServicesTab},
    history::History,
    invoices::{self, InvoicesTab},
    people::People,
    receipts::{self, ReceiptsTab},
};
use crate::state::locale;

/// A tab under the head of the page.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tab {
    /// Contact persons or members.
    People(Field),
    /// What the customer has booked.
    Bookings,
    /// What the customer has beside that.
    Services,
    /// What the customer was asked to pay.
    Invoices,
    /// The money that came in and went out.
    Receipts,
    /// What the customer owes.
    Charges,
    /// What the customer rents by contract.
    Contracts,
    /// The files of the customer.
    Attachments,
    /// Who changed what.
    History,
}

impl Tab {
    /// Its word in the address.
    const fn key(self) -> &'static str {
        match self {
            Self::People(field) => field.key(),
            Self::Bookings => "bookings",
            Self::Services => "services",
            Self::Invoices => "invoices",
            Self::Receipts => "receipts",
            Self::Charges => "charges",
            Self::Contracts => "contracts",
            Self::Attachments => "attachments",
            Self::History => "history",
        }
    }
}

/// The tabs, and what stands in the one that the address names.
#[component]
pub fn Tabs(
    /// The customer.
    detail: CustomerDetail,
    /// The newest entries of its history.
    history: Vec<HistoryEntry>,
    /// Something was changed.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let people = detail.kind.people().map(Tab::People);
    // A lead has booked nothing yet: a booking makes it a customer.
    let books = may_bookings(Action::View) && detail.directory != Directory::Leads;
    let bookings = books.then_some(Tab::Bookings);
    let services = extra_services::may_see(&detail).then_some(Tab::Services);
    let invoices = invoices::may_see(&detail).then_some(Tab::Invoices);
    let receipts = receipts::may_see().then_some(Tab::Receipts);
    let charges = charges::may_see(&detail).then_some(Tab::Charges);
    let contracts = contracts::may_see(&detail).then_some(Tab::Contracts);
    let attachments = attachments::may_see(&detail).then_some(Tab::Attachments);
    let hanging =
        [people, bookings, services, invoices, receipts, charges, contracts, attachments].into_iter().flatten();
    let tabs: Vec<Tab> = hanging.chain([Tab::History]).collect();
    let first = people.unwrap_or(Tab::History);
    let known = tabs.clone();
    let shown = Memo::new(move |_| {
        let asked = query.with(|query| query.get("tab"));
        known.iter().copied().find(|tab| asked.as_deref() == Some(tab.key())).unwrap_or(first)
    });
    let tab = move |tab: Tab| {
        let current = move || (shown.get() == tab).then_some("page");
        let word = match tab {
            Tab::People(field) => label(locale, field),
            Tab::Bookings => i18n::bookings::title(locale),
            Tab::Services => i18n::extra_services::title(locale),
            Tab::Invoices => i18n::invoices::title(locale),
            Tab::Receipts => i18n::receipts::tab_receipts(locale),
            Tab::Charges => i18n::receipts::tab_charges(locale),
            Tab::Contracts => i18n::contracts::title(locale),
            Tab::Attachments => i18n::attachments::title(locale),
            Tab::History => i18n::customers::history(locale),
        };
        view! {
            <a class="tabs__item" aria-current=current href=format!("?tab={}", tab.key())>
                {word}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=i18n::customers::tabs(locale)>
            {tabs.into_iter().map(tab).collect_view()}
        </nav>
        {move || match shown.get() {
            Tab::People(_) => {
                view! {
                    // The list in it is a region by itself.
                    <div>
                        <People detail=detail.clone() changed />
                    </div>
                }
                .into_any()
            }
            Tab::Bookings => {
                view! {
                    <div>
                        <BookingsTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Services => {
                view! {
                    <div>
                        <ServicesTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Invoices => {
                view! {
                    <div>
                        <InvoicesTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Receipts => {
                view! {
                    <div>
                        <ReceiptsTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Charges => {
                view! {
                    <div>
                        <ChargesTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Contracts => {
                view! {
                    <div>
                        <ContractsTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::Attachments => {
                view! {
                    <div>
                        <AttachmentsTab detail=detail.clone() />
                    </div>
                }
                .into_any()
            }
            Tab::History => {
                view! {
                    <section aria-label=i18n::customers::history(locale)>
                        <History detail=detail.clone() entries=history.clone() changed />
                    </section>
                }
                .into_any()
            }
        }}
    }
}
