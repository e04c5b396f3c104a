//! What a customer has booked: the totals, and the tab.

use domain::{
    booking::{BookingFilter, BookingPage, CustomerTotals},
    customer::{CustomerDetail, Directory, Field},
    money::Vnd,
    permission::{Action, Resource as Subject},
};
use i18n::{Locale, bookings};
use leptos::prelude::*;

use crate::{
    api::bookings::{list_bookings, read_totals},
    components::{Icon, WhenLoaded},
    pages::{
        bookings::{Desk, DeskDialogs, Rows, draft::Wish, form::Editing},
        receipts::SOURCES,
    },
    state::{locale, on_change_of, viewer},
};

/// Whether the person may do something to bookings at all.
pub fn may(action: Action) -> bool {
    viewer().is_some_and(|viewer| viewer.principal.may(action, Subject::Bookings))
}

/// The totals as one ruled row of figures; each leads to what it is made of.
#[component]
pub fn Figures(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    // A lead has booked nothing yet: a booking makes it a customer.
    if !may(Action::View) || detail.directory == Directory::Leads {
        return ().into_any();
    }
    let (directory, id) = (detail.directory, detail.id);
    let found = Resource::new_blocking(|| (), move |()| read_totals(directory, id));
    SOURCES.into_iter().chain([Subject::Receipts]).for_each(|made_of| on_change_of(made_of, move || found.refetch()));
    let show = Callback::new(move |totals: CustomerTotals| view! { <Totals totals /> }.into_any());
    view! { <WhenLoaded data=found show /> }.into_any()
}

#[component]
fn Totals(totals: CustomerTotals) -> impl IntoView {
    let locale = locale();
    let number = |number: i64| i18n::grouped(number.unsigned_abs());
    let CustomerTotals { bookings: count, expected, balance } = totals;
    let note = |parts: &[Option<String>]| parts.iter().flatten().cloned().collect::<Vec<_>>().join(" · ");
    let counted =
        |number: i64, words: fn(Locale, u64) -> String| (number > 0).then(|| words(locale, number.unsigned_abs()));
    let part =
        |amount: Vnd, words: fn(Locale, &str) -> String| (amount > Vnd(0)).then(|| words(locale, &amount.to_string()));
    let figure = |word: &'static str, value: String, note: String, class: &'static str, tab: &'static str| {
        view! {
            <div class="figures__item">
                <dt>{word}</dt>
                <dd>
                    <a class=class href=format!("?tab={tab}")>
                        {value}
                    </a>
                    {(!note.is_empty()).then(|| view! { <span class="figures__note">{note}</span> })}
                </dd>
            </div>
        }
    };
    let plain = |word, value, note, tab| figure(word, value, note, "figures__value", tab);
    let apart =
        note(&[counted(count.cancelled, bookings::cancelled_count), counted(count.no_show, bookings::no_show_count)]);
    let agreed = expected.and_then(|expected| part(expected.deposit, bookings::agreed));
    let debts = balance.map(|balance| {
        let class = if balance.debts > Vnd(0) { "figures__value figures__value--debt" } else { "figures__value" };
        let beside = note(&[part(balance.credit, bookings::credit_of), part(balance.billed, bookings::billed_of)]);
        figure(bookings::total_debts(locale), balance.debts.to_string(), beside, class, "charges")
    });
    let revenue = expected.map(|expected| {
        // Without receipts nothing is known of what is held.
        let agreed = if balance.is_none() { agreed.clone() } else { None };
        let parts = [part(expected.services, bookings::of_services), part(expected.other, bookings::of_other), agreed];
        let note = note(&parts);
        // Whoever sees what is owed sees all that it is made of.
        let tab = if balance.is_some() { "charges&charges=all" } else { "bookings" };
        plain(bookings::total_revenue(locale), expected.revenue().to_string(), note, tab)
    });
    let deposit = balance.map(|balance| {
        let note = note(&[
            part(balance.deposit_received, bookings::deposit_received),
            part(balance.deposit_applied, bookings::deposit_applied),
            part(balance.deposit_refunded, bookings::deposit_refunded),
            agreed.clone(),
        ]);
        plain(bookings::total_deposit(locale), balance.deposit().to_string(), note, "receipts")
    });
    view! {
        <section aria-label=bookings::totals(locale)>
            <dl class="figures">
                {plain(bookings::total_bookings(locale), number(count.all), apart, "bookings")}
                {plain(
                    bookings::total_completed(locale),
                    number(count.completed),
                    String::new(),
                    "bookings",
                )}
                {debts}
                {revenue}
                {deposit}
            </dl>
        </section>
    }
}

/// The bookings of a customer, and what may be done with them.
#[component]
pub fn BookingsTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let locale = locale();
    let filter = BookingFilter { customer: Some(detail.id), ..BookingFilter::default() };
    let asked = filter.clone();
    let found = Resource::new_blocking(
        || (),
        move |()| {
            let filter = asked.clone();
            async move { list_bookings(filter, None).await }
        },
    );
    on_change_of(Subject::Bookings, move || found.refetch());
    let desk = Desk::new(Callback::new(move |()| found.refetch()));
    let may_book = viewer().is_some_and(|viewer| {
        viewer.principal.may_at(Action::Create, Subject::Bookings, &detail.placement)
            && viewer.principal.may(Action::View, Subject::Spaces)
    });
    let wish = Wish {
        customer: Some((detail.id, detail.values.get(&Field::Name).cloned().unwrap_or_default())),
        ..Wish::default()
    };
    let book = may_book.then(|| {
        view! {
            <button
                type="button"
                class="button button--primary"
                on:click=move |_| desk.editing.set(Some(Editing::New(wish.clone())))
            >
                <Icon name="plus" />
                {bookings::create(locale)}
            </button>
        }
    });
    let show = Callback::new(move |page: BookingPage| {
        view! { <Rows page filter=filter.clone() desk empty=bookings::empty(locale) /> }.into_any()
    });
    view! {
        <div class="tab-head">{book}</div>
        <WhenLoaded data=found show />
        <DeskDialogs desk />
    }
}

/// A text that names what hinders.
type Naming = fn(Locale, &str) -> String;

/// Why a customer cannot go to the trash, in words.
pub fn why_not(locale: Locale, faults: &domain::FieldErrors) -> Option<String> {
    let named: [(_, _, _, Naming); 2] = [
        ("open_booking", "booking", bookings::reason_open(locale), bookings::reason_bookings),
        ("open_contract", "contract", bookings::reason_contract(locale), bookings::reason_contracts),
    ];
    let open = named.into_iter().filter_map(|(code, hidden, some, these)| {
        let open = faults.0.iter().filter(|fault| fault.code == code);
        let codes: Vec<&str> = open.map(|fault| fault.field.as_str()).collect();
        match codes.as_slice() {
            [] => None,
            // Who may not see them is told of none.
            [first, ..] if *first == hidden => Some(some.to_owned()),
            codes => Some(these(locale, &codes.join(", "))),
        }
    });
    let mut reasons: Vec<String> = open.collect();
    let others = [
        ("open_service", bookings::reason_services(locale)),
        ("open_invoice", bookings::reason_invoices(locale)),
        ("has_debts", bookings::reason_debts(locale)),
        ("has_credit", bookings::reason_credit(locale)),
        ("has_deposit", bookings::reason_deposit(locale)),
        ("has_money", bookings::reason_money(locale)),
    ];
    let told = others.iter().filter(|(code, _)| faults.0.iter().any(|fault| fault.code == *code));
    reasons.extend(told.map(|(_, reason)| (*reason).to_owned()));
    (!reasons.is_empty()).then(|| bookings::cannot_trash(locale, &reasons.join("; ")))
}
