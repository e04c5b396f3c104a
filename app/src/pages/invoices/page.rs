//! `/invoices`

use domain::{
    invoice::{InvoiceFilter, InvoicePage, InvoiceStatus},
    permission::{Action, Resource as Subject},
};
use i18n::invoices;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route, params::ParamsMap};

use super::{
    desk::{Desk, Editing, follow},
    dialogs::DeskDialogs,
    rows::Rows,
    words,
};
use crate::{
    api::{ApiError, invoices::list_invoices},
    components::{CUSTOMER, FilterControl, FilterField, FilterForm, Icon, TitledPage, WhenLoaded, Whose},
    pages::{forbidden, receipts::SOURCES},
    state::{locale, viewer},
};

/// Filter and page that belong together.
type Found = (InvoiceFilter, InvoicePage);
/// Where the list is.
const ADDRESS: &str = "/invoices";
/// How the address says that something is to be paid.
const OPEN: &str = "1";

/// All invoices, by what they are filtered by.
pub struct InvoiceListPage;

#[lazy_route]
impl LazyRoute for InvoiceListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Invoices)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

fn may(action: Action, resource: Subject) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, resource))
}

/// What an address says.
fn read_filter(query: &ParamsMap) -> InvoiceFilter {
    let text = |key: &str| query.get(key).unwrap_or_default();
    InvoiceFilter {
        code: text("code"),
        customer: text(CUSTOMER).parse().ok(),
        status: InvoiceStatus::from_key(&text("status")),
        open: text("open") == OPEN,
        from: text("from").parse().ok(),
        to: text("to").parse().ok(),
    }
}

#[component]
fn List() -> impl IntoView {
    let locale = locale();
    let query = use_query_map();
    let filter = Memo::new(move |_| query.with(read_filter));
    let found = Resource::new_blocking(
        move || filter.get(),
        |filter| async move {
            let page = list_invoices(filter.clone(), None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    follow(move || found.refetch());
    let changed = Callback::new(move |()| found.refetch());
    let desk = Desk::new(changed, changed);
    // Whoever sees no amounts cannot say what is to be paid.
    let creates = may(Action::Create, Subject::Invoices) && may(Action::View, Subject::Amounts);
    let action = creates.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| desk.editing.set(Some(Editing::New(None)))
            >
                <Icon name="plus" />
                {invoices::create(locale)}
            </button>
        }
        .into_any()
    });
    let show = Callback::new(move |(filter, page): Found| {
        let empty = match filter == InvoiceFilter::default() {
            true => invoices::empty(locale),
            false => invoices::empty_filtered(locale),
        };
        let customer = page.customer.clone();
        view! {
            <Whose customer address=ADDRESS />
            <Rows page filter desk empty />
        }
        .into_any()
    });
    view! {
        <TitledPage title=invoices::title(locale) action>
            <FilterForm address=ADDRESS fields=fields() keeps=&[CUSTOMER] />
            <WhenLoaded data=found show />
            <DeskDialogs desk />
        </TitledPage>
    }
}

/// What the list is narrowed by.
fn fields() -> Vec<FilterField> {
    let locale = locale();
    let statuses = InvoiceStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.key().to_owned(), words::status(locale, *status).2.to_owned()));
    let field = |key, label, control| FilterField { key, label, control };
    let mut fields = vec![
        field("code", invoices::code(locale), FilterControl::Text),
        field("status", invoices::status(locale), FilterControl::Choice(statuses.collect())),
        field("from", invoices::from(locale), FilterControl::Day),
        field("to", invoices::to(locale), FilterControl::Day),
    ];
    // What is to be paid is told to those who see all that it is made of.
    let mut made_of = SOURCES.into_iter().chain([Subject::Receipts, Subject::Amounts]);
    if made_of.all(|resource| may(Action::View, resource)) {
        let open = vec![(OPEN.to_owned(), invoices::only_open(locale).to_owned())];
        fields.insert(2, field("open", invoices::payment(locale), FilterControl::Choice(open)));
    }
    fields
}
