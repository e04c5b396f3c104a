//! Receipts and vouchers as rows of a list.

use domain::{
    ledger::Direction,
    money::Vnd,
    receipt::{ReceiptFilter, ReceiptPage, ReceiptRow},
};
use i18n::receipts;
use leptos::prelude::*;

use super::{
    till::{Asked, Till},
    words,
};
use crate::{
    api::receipts::list_receipts,
    components::{CustomerCell, Icon, MoreRows, RowButton, ShortList},
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: ReceiptPage,
    /// What it is a page of.
    filter: ReceiptFilter,
    /// Where things are done.
    till: Till,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let of_customer = filter.customer.is_some();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_receipts(filter.clone(), last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![("cell--key", receipts::code(locale)), ("", receipts::paid_on(locale))];
        if !of_customer {
            heads.push(("", receipts::customer(locale)));
        }
        heads.push(("", receipts::purpose(locale)));
        if amounts {
            heads.extend([("cell--number", receipts::amount(locale)), ("cell--number", receipts::free(locale))]);
        }
        heads.extend([
            ("", receipts::method(locale)),
            ("", receipts::made_by(locale)),
            ("cell--text", receipts::note(locale)),
        ]);
        heads
    };
    view! {
        {move || {
            let found = rows.get();
            let amounts = found.iter().any(|row| row.amount.is_some());
            let acts = found.iter().any(|row| row.may_reverse);
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => receipts::count_shown(locale, count),
                None => receipts::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of_customer amounts acts till /> }.into_any());
            let shown = shown.collect();
            view! { <ShortList label=receipts::title(locale) heads=heads(amounts) acts rows=shown empty count /> }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: ReceiptRow, of_customer: bool, amounts: bool, acts: bool, till: Till) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = words::direction(locale, row.direction);
    let customer = (!of_customer).then(|| view! { <CustomerCell customer=row.customer.clone() /> });
    let signed = row.amount.map(|amount| match row.direction {
        Direction::In => amount.to_string(),
        Direction::Out => Vnd(-amount.0).to_string(),
    });
    let free = row.free.filter(|free| *free > Vnd(0)).map(|free| free.to_string());
    let other = match (&row.counters, &row.countered_by) {
        (Some(code), _) => Some((code.clone(), receipts::counters(locale, code))),
        (None, Some(code)) => Some((code.clone(), receipts::countered_by(locale, code))),
        (None, None) => None,
    };
    let other = other.map(|(code, words)| view! { <a href=format!("/receipts?code={code}")>{words}</a> " " });
    let reverse = row.may_reverse.then(|| {
        let reversed = row.clone();
        let press = Callback::new(move |()| till.asked.set(Some(Asked::Reverse(Box::new(reversed.clone())))));
        view! { <RowButton icon="ban" label=receipts::reverse_of(locale, &row.code) danger=true on_press=press /> }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {row.code.clone()}
            </th>
            <td>{words::day(row.paid_on)}</td>
            {customer}
            <td>
                <span class=class>
                    <Icon name=icon />
                    {word}
                </span>
                " "
                {words::purpose(locale, row.purpose)}
            </td>
            {amounts
                .then(|| {
                    view! {
                        <td class="cell--number">{signed}</td>
                        <td class="cell--number">{free}</td>
                    }
                })}
            <td>{row.method.clone()}</td>
            <td>{row.made_by.clone()}</td>
            <td class="cell--text">
                {other}
                {row.note.clone()}
            </td>
            {acts
                .then(|| {
                    view! {
                        <td class="cell--actions">
                            <div class="row-actions">{reverse}</div>
                        </td>
                    }
                })}
        </tr>
    }
}
