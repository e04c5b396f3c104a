//! Extra services as rows of a list.

use std::sync::Arc;

use domain::extra_service::{ServiceAct, ServiceFilter, ServicePage, ServiceRow, ServiceStatus};
use i18n::extra_services;
use leptos::prelude::*;

use super::{
    desk::{Desk, Editing},
    words::{naming, status},
};
use crate::{
    api::extra_services::list_services,
    components::{CustomerCell, Icon, MoreRows, RowAct, ShortList},
    pages::receipts::words::day,
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: ServicePage,
    /// What it is a page of.
    filter: ServiceFilter,
    /// Where things are done.
    desk: Desk,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let of_customer = filter.customer.is_some();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_services(filter.clone(), last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![("cell--key", extra_services::code(locale)), ("", extra_services::used_on(locale))];
        if !of_customer {
            heads.push(("", extra_services::customer(locale)));
        }
        heads.extend([("", extra_services::service(locale)), ("cell--number", extra_services::quantity(locale))]);
        if amounts {
            heads.extend([
                ("cell--number", extra_services::unit_price(locale)),
                ("cell--number", extra_services::amount(locale)),
            ]);
        }
        heads.extend([
            ("", extra_services::booking(locale)),
            ("", extra_services::status(locale)),
            ("cell--text", extra_services::note(locale)),
            ("", extra_services::made_by(locale)),
        ]);
        heads
    };
    view! {
        {move || {
            let found = rows.get();
            let amounts = found.iter().any(|row| row.amount.is_some());
            let acts = found.iter().any(|row| row.may_edit && row.status != ServiceStatus::Cancelled);
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => extra_services::count_shown(locale, count),
                None => extra_services::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of_customer amounts acts desk /> }.into_any());
            let shown = shown.collect();
            view! {
                <ShortList label=extra_services::title(locale) heads=heads(amounts) acts rows=shown empty count />
            }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: ServiceRow, of_customer: bool, amounts: bool, acts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = status(locale, row.status);
    let customer = (!of_customer).then(|| view! { <CustomerCell customer=row.customer.clone() /> });
    let amounts = amounts.then(|| {
        view! {
            <td class="cell--number">{row.unit_price.map(|price| price.to_string())}</td>
            <td class="cell--number">{row.amount.map(|amount| amount.to_string())}</td>
        }
    });
    let booking = row.booking.as_ref().map(|booking| {
        view! { <a href=format!("/bookings/list?code={}", booking.name)>{booking.name.clone()}</a> }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {row.code.clone()}
            </th>
            <td>{day(row.used_on)}</td>
            {customer}
            <td>{row.service_name.clone()}</td>
            <td class="cell--number">{row.quantity.to_string()}</td>
            {amounts}
            <td>{booking}</td>
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
            </td>
            <td class="cell--text">{row.note.clone()}</td>
            <td>{row.made_by.clone()}</td>
            {acts
                .then(|| {
                    view! {
                        <td class="cell--actions">
                            <div class="row-actions">
                                <Acts row desk />
                            </div>
                        </td>
                    }
                })}
        </tr>
    }
}

/// What may be done with it.
#[component]
fn Acts(row: ServiceRow, desk: Desk) -> impl IntoView {
    let locale = locale();
    if !row.may_edit {
        return ().into_any();
    }
    let (status, row) = (row.status, Arc::new(row));
    let button = |icon, text, danger, act| {
        let (label, row) = (naming(locale, &row, text), Arc::clone(&row));
        view! { <RowAct icon label danger press=Arc::new(move || desk.act(&row, act)) /> }
    };
    let edited = Arc::clone(&row);
    let edit = Arc::new(move || desk.editing.set(Some(Editing::Service(Box::new((*edited).clone())))));
    let edit = view! { <RowAct icon="pencil" label=extra_services::edit(locale, &row.code) danger=false press=edit /> };
    match status {
        ServiceStatus::Ordered => view! {
            {button("check", extra_services::deliver_of, false, ServiceAct::Deliver)}
            {edit}
            {button("ban", extra_services::cancel_of, true, ServiceAct::Cancel)}
        }
        .into_any(),
        ServiceStatus::Delivered => view! {
            {edit}
            {button("rotate-ccw", extra_services::undo_of, false, ServiceAct::Undo)}
        }
        .into_any(),
        ServiceStatus::Cancelled => ().into_any(),
    }
}
