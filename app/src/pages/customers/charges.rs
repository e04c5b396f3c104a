//! What a customer owes and will owe, with what is paid of it.

use domain::{
    customer::{CustomerDetail, Directory},
    ledger::{ChargeStatus, Source},
    money::Vnd,
    permission::{Action, Principal, Resource as Subject},
    receipt::{ChargeFilter, ChargePage, ChargeRow},
};
use i18n::receipts;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{ApiError, receipts::list_charges},
    components::{Icon, MoreRows, WhenLoaded},
    pages::receipts::{SOURCES, words},
    state::{locale, on_change_of, viewer},
};

/// Filter and page that belong together.
type Found = (ChargeFilter, ChargePage);

/// Whether the person may see what the customer owes: it comes from something, and receipts pay it. A lead owes nothing yet.
pub fn may_see(detail: &CustomerDetail) -> bool {
    let Some(viewer) = viewer() else { return false };
    let (who, at) = (&viewer.principal, &detail.placement);
    let shows = |operation| detail.directory.shows(who, operation, at);
    detail.directory != Directory::Leads
        && SOURCES.into_iter().any(shows)
        && shows(Subject::Receipts)
        && who.may_at(Action::View, Subject::Amounts, at)
}

/// Whether the person sees everything from which charges of the customer come.
fn sees_every_source(who: &Principal, detail: &CustomerDetail) -> bool {
    SOURCES.into_iter().all(|source| detail.directory.shows(who, source, &detail.placement))
}

/// The charges of a customer, those that are not paid whole or all of them.
#[component]
pub fn ChargesTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let customer = detail.id;
    // The expected revenue leads to all of them.
    let query = use_query_map();
    let only_open = move || query.with(|query| query.get("charges").as_deref() != Some("all"));
    let open = RwSignal::new(untrack(only_open));
    Effect::new(move || open.set(only_open()));
    let sees_all = viewer().is_some_and(|viewer| sees_every_source(&viewer.principal, &detail));
    let found = Resource::new_blocking(
        move || ChargeFilter { customer, open: open.get() },
        |filter| async move {
            let page = list_charges(filter, None).await?;
            Ok::<_, ApiError>((filter, page))
        },
    );
    on_change_of(Subject::Receipts, move || found.refetch());
    SOURCES.into_iter().for_each(|source| on_change_of(source, move || found.refetch()));
    let choice = move |which: bool, word: &'static str| {
        view! {
            <label class="segments__item">
                <input
                    type="radio"
                    name="charges"
                    checked=open.get_untracked() == which
                    prop:checked=move || open.get() == which
                    on:change=move |_| open.set(which)
                />
                {word}
            </label>
        }
    };
    let show = Callback::new(move |(filter, page): Found| view! { <Rows filter page sees_all /> }.into_any());
    view! {
        <div class="tab-head">
            <fieldset class="segments">
                <legend class="visually-hidden">{receipts::which_charges(locale)}</legend>
                {choice(true, receipts::only_open(locale))}
                {choice(false, receipts::all_charges(locale))}
            </fieldset>
        </div>
        <WhenLoaded data=found show />
    }
}

/// The rows of a page, and of those that are asked for after it, with what they come to.
#[component]
fn Rows(filter: ChargeFilter, page: ChargePage, sees_all: bool) -> impl IntoView {
    let locale = locale();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_charges(filter, last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    // Whoever does not see all of it is not told that there is none.
    let empty = match (sees_all, filter.open) {
        (false, _) => receipts::none_seen(locale),
        (true, true) => receipts::no_debts(locale),
        (true, false) => receipts::no_charges(locale),
    };
    view! {
        {move || {
            let found = rows.get();
            if found.is_empty() {
                return view! { <p class="quiet">{empty}</p> }.into_any();
            }
            view! { <Table found whole=sees_all && after.with(Option::is_none) /> }.into_any()
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Table(found: Vec<ChargeRow>, whole: bool) -> impl IntoView {
    let locale = locale();
    let heads = [
        ("cell--key", receipts::charge_source(locale)),
        ("", receipts::charge_day(locale)),
        ("", receipts::charge_status(locale)),
        ("", i18n::invoices::one(locale)),
        ("cell--number", receipts::charge_amount(locale)),
        ("cell--number", receipts::charge_paid(locale)),
        ("cell--number", receipts::charge_open(locale)),
    ];
    let heads = heads.map(|(class, word)| {
        view! {
            <th scope="col" class=class>
                {word}
            </th>
        }
    });
    // What is void is owed by nobody.
    let counts = |row: &&ChargeRow| row.status != ChargeStatus::Void;
    let sum = |of: fn(&ChargeRow) -> Vnd| Vnd(found.iter().filter(counts).map(|row| of(row).0).sum()).to_string();
    let (amount, paid, open) = (sum(|row| row.amount), sum(|row| row.allocated), sum(ChargeRow::open));
    let total = if whole { receipts::total(locale) } else { receipts::total_shown(locale) };
    view! {
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=receipts::tab_charges(locale)>
                <table class="table">
                    <thead>
                        <tr>{heads.into_iter().collect_view()}</tr>
                    </thead>
                    <tbody>{found.into_iter().map(|row| view! { <Row row /> }).collect_view()}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row" class="cell--key">
                                {total}
                            </th>
                            <td></td>
                            <td></td>
                            <td></td>
                            <td class="cell--number">{amount}</td>
                            <td class="cell--number">{paid}</td>
                            <td class="cell--number">{open}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
        </div>
    }
}

#[component]
fn Row(row: ChargeRow) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = words::status(locale, row.status);
    let open = row.open();
    let owed = row.status == ChargeStatus::Earned && open > Vnd(0);
    let called = words::called(locale, &row);
    let called = match row.source {
        Source::Booking if !row.code.is_empty() => {
            view! { <a href=format!("/bookings/list?code={}", row.code)>{called}</a> }.into_any()
        }
        Source::Service if !row.code.is_empty() => {
            view! { <a href=format!("/services?code={}", row.code)>{called}</a> }.into_any()
        }
        Source::RentPeriod if !row.code.is_empty() => {
            view! { <a href=format!("/contracts?code={}", row.code)>{called}</a> }.into_any()
        }
        _ => called.into_any(),
    };
    let about = (!row.about.is_empty()).then(|| view! { <span class="quiet">{format!(" · {}", row.about)}</span> });
    let invoice = row.invoice.map(|invoice| view! { <a href=format!("/invoices/{}", invoice.id)>{invoice.name}</a> });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {called}
                {about}
            </th>
            <td>{words::day(row.service_on)}</td>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            <td>{invoice}</td>
            <td class="cell--number">{row.amount.to_string()}</td>
            <td class="cell--number">{row.allocated.to_string()}</td>
            <td class="cell--number" class:cell--debt=owed>
                {open.to_string()}
            </td>
        </tr>
    }
}
