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
    pages::bookings::{
        Desk, DeskDialogs, Rows,
        form::{Editing, Wish},
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
    on_change_of(Subject::Bookings, move || found.refetch());
    let show = Callback::new(move |totals: CustomerTotals| view! { <Totals totals /> }.into_any());
    view! { <WhenLoaded data=found show /> }.into_any()
}

#[component]
fn Totals(totals: CustomerTotals) -> impl IntoView {
    let locale = locale();
    let number = |number: i64| number.unsigned_abs();
    let CustomerTotals { bookings: count, money } = totals;
    let apart = [
        (count.cancelled > 0).then(|| bookings::cancelled_count(locale, number(count.cancelled))),
        (count.no_show > 0).then(|| bookings::no_show_count(locale, number(count.no_show))),
    ];
    let apart = apart.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let figure = |word: &'static str, value: String, note: String, class: &'static str| {
        view! {
            <div class="figures__item">
                <dt>{word}</dt>
                <dd>
                    <a class=class href="?tab=bookings">
                        {value}
                    </a>
                    {(!note.is_empty()).then(|| view! { <span class="figures__note">{note}</span> })}
                </dd>
            </div>
        }
    };
    let money = money.map(|money| {
        let agreed = if money.deposit_agreed > Vnd(0) {
            bookings::agreed(locale, &money.deposit_agreed.to_string())
        } else {
            String::new()
        };
        let debt = if money.debts > Vnd(0) { "figures__value figures__value--debt" } else { "figures__value" };
        view! {
            {figure(bookings::total_debts(locale), money.debts.to_string(), String::new(), debt)}
            {figure(bookings::total_revenue(locale), money.revenue().to_string(), agreed, "figures__value")}
        }
    });
    view! {
        <section aria-label=bookings::totals(locale)>
        <dl class="figures">
            {figure(bookings::total_bookings(locale), i18n::grouped(number(count.all)), apart, "figures__value")}
            {figure(
                bookings::total_completed(locale),
                i18n::grouped(number(count.completed)),
                String::new(),
                "figures__value",
            )}
            {money}
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

/// Why a customer cannot go to the trash, in words.
pub fn why_not(locale: Locale, faults: &domain::FieldErrors) -> Option<String> {
    let open = faults.0.iter().filter(|fault| fault.code == "open_booking");
    let codes: Vec<&str> = open.map(|fault| fault.field.as_str()).collect();
    let mut reasons = Vec::new();
    match codes.as_slice() {
        [] => {}
        // Who may not see bookings is told of none.
        ["booking", ..] => reasons.push(bookings::reason_open(locale).to_owned()),
        codes => reasons.push(bookings::reason_bookings(locale, &codes.join(", "))),
    }
    if faults.0.iter().any(|fault| fault.code == "has_debts") {
        reasons.push(bookings::reason_debts(locale).to_owned());
    }
    (!reasons.is_empty()).then(|| bookings::cannot_trash(locale, &reasons.join("; ")))
}
