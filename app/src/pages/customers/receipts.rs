//! The money of a customer: its receipts and vouchers, and what may be done with it.

use domain::{
    customer::{CustomerDetail, Field},
    ledger::Purpose,
    permission::{Action, Resource as Subject},
    receipt::{ReceiptFilter, ReceiptPage},
};
use i18n::receipts;
use leptos::prelude::*;

use crate::{
    api::receipts::list_receipts,
    components::{Icon, WhenLoaded},
    pages::receipts::{Act, Asked, Payer, Rows, SOURCES, Till, TillDialogs},
    state::{locale, on_change_of, viewer},
};

/// Whether the person may see receipts at all.
pub fn may_see() -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(Action::View, Subject::Receipts))
}

/// The receipts of a customer, and what may be done with its money.
#[component]
pub fn ReceiptsTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let filter = ReceiptFilter { customer: Some(detail.id), ..ReceiptFilter::default() };
    let asked = filter.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let filter = asked.clone();
            async move { list_receipts(filter, None).await }
        },
    );
    on_change_of(Subject::Receipts, move || found.refetch());
    // What is earned takes money that was free.
    SOURCES.into_iter().for_each(|source| on_change_of(source, move || found.refetch()));
    let till = Till::new(Callback::new(move |()| found.refetch()));
    let show = Callback::new(move |page: ReceiptPage| {
        view! { <Rows page filter=filter.clone() till empty=receipts::empty(locale) /> }.into_any()
    });
    view! {
        <div class="tab-head">{acts(&detail, till)}</div>
        <WhenLoaded data=found show />
        <TillDialogs till />
    }
}

/// What may be done, for those who may make receipts of this customer and see their amounts.
fn acts(detail: &CustomerDetail, till: Till) -> Option<AnyView> {
    let locale = locale();
    let viewer = viewer()?;
    let may_at = |action, resource| viewer.principal.may_at(action, resource, &detail.placement);
    if !may_at(Action::Create, Subject::Receipts) || !may_at(Action::View, Subject::Amounts) {
        return None;
    }
    let payer = Payer { id: detail.id, name: detail.values.get(&Field::Name).cloned().unwrap_or_default() };
    let button = |class: &'static str, icon: Option<&'static str>, word: &'static str, act: Act| {
        let asked = Asked::Of(payer.clone(), act);
        view! {
            <button type="button" class=class on:click=move |_| till.asked.set(Some(asked.clone()))>
                {icon.map(|name| view! { <Icon name /> })}
                {word}
            </button>
        }
    };
    let plain = |word, act| button("button", None, word, act);
    // Whoever sees no charges cannot say which of them a deposit pays.
    let shows = |source| detail.directory.shows(&viewer.principal, source, &detail.placement);
    let applies = SOURCES.into_iter().any(shows);
    let acts = view! {
        <div class="buttons">
            {button("button button--primary", Some("plus"), receipts::take(locale), Act::Take(Purpose::Payment))}
            {plain(receipts::take_deposit(locale), Act::Take(Purpose::Deposit))}
            {plain(receipts::give_back(locale), Act::GiveBack)}
            {applies.then(|| plain(receipts::apply(locale), Act::Apply))}
            {plain(receipts::take_other(locale), Act::Take(Purpose::Other))}
        </div>
    };
    Some(acts.into_any())
}
