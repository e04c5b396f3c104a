//! `/receipts`

use domain::{
    ledger::Purpose,
    permission::{Action, Resource as Subject},
    receipt::{ReceiptFilter, ReceiptPage},
};
use i18n::receipts;
use leptos::prelude::*;
use leptos_router::{LazyRoute, hooks::use_query_map, lazy_route, params::ParamsMap};

use super::{dialogs::TillDialogs, rows::Rows, till::Till, words};
use crate::{
    api::{ApiError, receipts::list_receipts},
    components::{CUSTOMER, FilterControl, FilterField, FilterForm, TitledPage, WhenLoaded, Whose},
    pages::forbidden,
    state::{locale, on_change_of},
};

/// Where the list is.
const ADDRESS: &str = "/receipts";

/// Filter and page that belong together.
type Found = (ReceiptFilter, ReceiptPage);

/// All receipts and vouchers, by what they are filtered by.
pub struct ReceiptsPage;

#[lazy_route]
impl LazyRoute for ReceiptsPage {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        forbidden((Action::View, Subject::Receipts)).unwrap_or_else(|| view! { <List /> }.into_any())
    }
}

/// What an address says.
fn read_filter(query: &ParamsMap) -> ReceiptFilter {
    let text = |key: &str| query.get(key).unwrap_or_default();
    ReceiptFilter {
        code: text("code"),
        customer: text(CUSTOMER).parse().ok(),
        purpose: Purpose::from_key(&text("purpose")),
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
            let page = list_receipts(filter.clone(), None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    on_change_of(Subject::Receipts, move || found.refetch());
    let till = Till::new(Callback::new(move |()| found.refetch()));
    let purposes = Purpose::ALL.iter();
    let purposes = purposes.map(|purpose| (purpose.key().to_owned(), words::purpose(locale, *purpose).to_owned()));
    let field = |key, label, control| FilterField { key, label, control };
    let fields = vec![
        field("code", receipts::code(locale), FilterControl::Text),
        field("purpose", receipts::purpose(locale), FilterControl::Choice(purposes.collect())),
        field("from", receipts::from(locale), FilterControl::Day),
        field("to", receipts::to(locale), FilterControl::Day),
    ];
    let show = Callback::new(move |(filter, page): Found| {
        let empty = match filter == ReceiptFilter::default() {
            true => receipts::empty(locale),
            false => receipts::empty_filtered(locale),
        };
        let customer = page.customer.clone();
        view! {
            <Whose customer address=ADDRESS />
            <Rows page filter till empty />
        }
        .into_any()
    });
    view! {
        <TitledPage title=receipts::title(locale)>
            <FilterForm address=ADDRESS fields keeps=&[CUSTOMER] />
            <WhenLoaded data=found show />
            <TillDialogs till />
        </TitledPage>
    }
}
