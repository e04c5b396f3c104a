//! `/contracts`

use domain::{
    contract::{ContractFilter, ContractPage, ContractStatus},
    permission::{Action, Resource as Subject},
};
use i18n::contracts;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route, params::ParamsMap};

use super::{
    desk::{Desk, Editing},
    dialogs::DeskDialogs,
    rows::Rows,
    words,
};
use crate::{
    api::{ApiError, contracts::list_contracts},
    components::{CUSTOMER, FilterControl, FilterField, FilterForm, Icon, TitledPage, WhenLoaded, Whose},
    pages::forbidden,
    state::{locale, on_change_of, viewer},
};

/// Filter and page that belong together.
type Found = (ContractFilter, ContractPage);
/// The space in an address.
const SPACE: &str = "space";
/// Where the list is.
const ADDRESS: &str = "/contracts";
/// How soon a contract ends, in days.
const WITHIN: [u32; 3] = [30, 15, 7];

/// All contracts, by what they are filtered by.
pub struct ContractListPage;

#[lazy_route]
impl LazyRoute for ContractListPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Contracts)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

/// What an address says.
fn read_filter(query: &ParamsMap) -> ContractFilter {
    let text = |key: &str| query.get(key).unwrap_or_default();
    let day = |key: &str| text(key).parse().ok();
    ContractFilter {
        code: text("code"),
        customer: text(CUSTOMER).parse().ok(),
        space: text(SPACE).parse().ok(),
        status: ContractStatus::from_key(&text("status")),
        expiring: text("expiring").parse().ok(),
        starts_from: day("starts_from"),
        starts_to: day("starts_to"),
        ends_from: day("ends_from"),
        ends_to: day("ends_to"),
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
            let page = list_contracts(filter.clone(), None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    on_change_of(Subject::Contracts, move || found.refetch());
    let changed = Callback::new(move |()| found.refetch());
    let desk = Desk::new(changed, changed);
    let creates = viewer().is_some_and(|viewer| viewer.principal.may(Action::Create, Subject::Contracts));
    let action = creates.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                aria-keyshortcuts="n"
                on:click=move |_| desk.editing.set(Some(Editing::New(None)))
            >
                <Icon name="plus" />
                {contracts::create(locale)}
            </button>
        }
        .into_any()
    });
    let show = Callback::new(move |(filter, page): Found| {
        let empty = match filter == ContractFilter::default() {
            true => contracts::empty(locale),
            false => contracts::empty_filtered(locale),
        };
        let customer = page.customer.clone();
        view! {
            <Whose customer address=ADDRESS />
            <Rows page filter desk empty />
        }
        .into_any()
    });
    view! {
        <TitledPage title=contracts::title(locale) action>
            <FilterForm address=ADDRESS fields=fields() keeps=&[CUSTOMER, SPACE] />
            <WhenLoaded data=found show />
            <DeskDialogs desk />
        </TitledPage>
    }
}

/// What the list is narrowed by.
fn fields() -> Vec<FilterField> {
    let locale = locale();
    let statuses = ContractStatus::ALL.iter();
    let statuses = statuses.map(|status| (status.key().to_owned(), words::status(locale, *status).2.to_owned()));
    let soon = WITHIN.map(|days| (days.to_string(), contracts::within(locale, days.into())));
    let field = |key, label, control| FilterField { key, label, control };
    vec![
        field("code", contracts::code(locale), FilterControl::Text),
        field("status", contracts::status(locale), FilterControl::Choice(statuses.collect())),
        field("expiring", contracts::expiring(locale), FilterControl::Choice(soon.into())),
        field("starts_from", contracts::starts_from(locale), FilterControl::Day),
        field("starts_to", contracts::starts_to(locale), FilterControl::Day),
        field("ends_from", contracts::ends_from(locale), FilterControl::Day),
        field("ends_to", contracts::ends_to(locale), FilterControl::Day),
    ]
}
