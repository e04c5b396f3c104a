//! Invoices as rows of a list.

use domain::invoice::{InvoiceFilter, InvoicePage, InvoiceRow, InvoiceStatus};
use i18n::invoices;
use leptos::prelude::*;

use super::{
    acts::RowActs,
    desk::Desk,
    words::{called, payment, status},
};
use crate::{
    api::invoices::list_invoices,
    components::{CustomerCell, Icon, MoreRows, RowLink, ShortList},
    pages::receipts::words::day,
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: InvoicePage,
    /// What it is a page of.
    filter: InvoiceFilter,
    /// Where things are done.
    desk: Desk,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let of_customer = filter.customer.is_some();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_invoices(filter.clone(), last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![("cell--key", invoices::code(locale))];
        if !of_customer {
            heads.push(("", invoices::customer(locale)));
        }
        heads.extend([("", invoices::issued_on(locale)), ("", invoices::due_on(locale))]);
        if amounts {
            heads.extend([
                ("cell--number", invoices::total(locale)),
                ("cell--number", invoices::open(locale)),
                ("", invoices::payment(locale)),
            ]);
        }
        heads.extend([("", invoices::status(locale)), ("cell--text", invoices::note(locale))]);
        heads
    };
    view! {
        {move || {
            let found = rows.get();
            let amounts = found.iter().any(|row| row.total.is_some());
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => invoices::count_shown(locale, count),
                None => invoices::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of_customer amounts desk /> }.into_any());
            let shown = shown.collect();
            view! { <ShortList label=invoices::title(locale) heads=heads(amounts) acts=true rows=shown empty count /> }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: InvoiceRow, of_customer: bool, amounts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let address = format!("/invoices/{}", row.id);
    let code = row.code.clone().unwrap_or_else(|| invoices::status_draft(locale).to_owned());
    let customer = (!of_customer).then(|| view! { <CustomerCell customer=row.customer.clone() /> });
    let badge = |(class, icon, word): (&'static str, &'static str, &'static str)| {
        view! {
            <span class=class>
                <Icon name=icon />
                {word}
            </span>
        }
    };
    // What is void is paid by nobody.
    let open = row.open.filter(|_| row.status == InvoiceStatus::Issued).map(|open| open.to_string());
    let stands = row.payment.map(|stands| badge(payment(locale, stands)));
    let amounts = amounts.then(|| {
        view! {
            <td class="cell--number">{row.total.map(|total| total.to_string())}</td>
            <td class="cell--number">{open}</td>
            <td>{stands}</td>
        }
    });
    let because = row.void_reason.as_ref().map(|reason| invoices::void_because(locale, reason));
    let note = because.into_iter().chain([row.note.clone()]).filter(|text| !text.is_empty()).collect::<Vec<_>>();
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=address.clone()>{code}</a>
            </th>
            {customer}
            <td>{row.issued_on.map(day)}</td>
            <td>{row.due_on.map(day)}</td>
            {amounts}
            <td>{badge(status(locale, row.status))}</td>
            <td class="cell--text">{note.join(" · ")}</td>
            <td class="cell--actions">
                <div class="row-actions">
                    <RowLink icon="eye" label=invoices::view_of(locale, &called(locale, &row)) href=address />
                    <RowActs row desk />
                </div>
            </td>
        </tr>
    }
}
