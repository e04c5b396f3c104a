//! Bookings as rows of a list.

use domain::{
    booking::{BookingFilter, BookingPage, BookingRow},
    space::nights,
    time::BusinessZone,
};
use i18n::bookings;
use leptos::prelude::*;

use super::{
    acts::{Desk, FurtherActs, NextAct},
    words,
};
use crate::{
    api::bookings::list_bookings,
    components::{CustomerCell, Icon, MoreRows, ShortList},
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: BookingPage,
    /// What it is a page of.
    filter: BookingFilter,
    /// Where things are done.
    desk: Desk,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let of_customer = filter.customer.is_some();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_bookings(filter.clone(), last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![("cell--key", bookings::code(locale))];
        if !of_customer {
            heads.push(("", bookings::customer(locale)));
        }
        heads.extend([
            ("", bookings::space(locale)),
            ("", bookings::starts_at(locale)),
            ("", bookings::ends_at(locale)),
            ("", bookings::status(locale)),
        ]);
        if amounts {
            heads.push(("cell--number", bookings::price(locale)));
        }
        heads
    };
    view! {
        {move || {
            let found = rows.get();
            let amounts = found.iter().any(|row| row.price.is_some());
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => bookings::count_shown(locale, count),
                None => bookings::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of_customer amounts desk /> }.into_any());
            let shown = shown.collect();
            view! { <ShortList label=bookings::title(locale) heads=heads(amounts) acts=true rows=shown empty count /> }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: BookingRow, of_customer: bool, amounts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = words::status(locale, row.status);
    let zone = BusinessZone::default();
    let nights = u64::from(nights(zone.day_of(row.starts_at), zone.day_of(row.ends_at)));
    let nights = (nights > 0).then(|| bookings::nights(locale, nights));
    let price = row.price.filter(|_| !row.of_contract).map(|price| price.to_string());
    let guest = (!of_customer).then(|| view! { <CustomerCell customer=row.guest.clone() /> });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {row.code.clone()}
            </th>
            {guest}
            <td>{row.space_name.clone()}</td>
            <td>{zone.show(row.starts_at)}</td>
            <td>
                {zone.show(row.ends_at)}
                {nights.map(|nights| view! { <span class="quiet">{format!(" · {nights}")}</span> })}
            </td>
            <td>
                <span class="buttons">
                    <span class=class>
                        <Icon name=icon />
                        {word}
                    </span>
                    {words::contract(locale, &row)}
                </span>
            </td>
            {amounts.then(|| view! { <td class="cell--number">{price}</td> })}
            <td class="cell--actions">
                <div class="row-actions">
                    <NextAct row=row.clone() desk quiet=true />
                    <FurtherActs row desk />
                </div>
            </td>
        </tr>
    }
}
