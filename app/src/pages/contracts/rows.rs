//! Contracts as rows of a list.

use domain::contract::{ContractFilter, ContractPage, ContractRow};
use i18n::contracts;
use leptos::prelude::*;

use super::{
    acts::RowActs,
    desk::Desk,
    words::{address, badges, days},
};
use crate::{
    api::contracts::list_contracts,
    components::{CustomerCell, MoreRows, RowLink, ShortList},
    state::locale,
};

/// The rows of a page, and of those that are asked for after it.
#[component]
pub fn Rows(
    /// The first page.
    page: ContractPage,
    /// What it is a page of.
    filter: ContractFilter,
    /// Where things are done.
    desk: Desk,
    /// What is said when there are none.
    empty: &'static str,
) -> impl IntoView {
    let locale = locale();
    let of_customer = filter.customer.is_some();
    let (rows, after) = (RwSignal::new(page.rows), RwSignal::new(page.after));
    let next = move |last| {
        let page = list_contracts(filter.clone(), last);
        async move { page.await.map(|page| (page.rows, page.after)) }
    };
    let heads = move |amounts: bool| {
        let mut heads = vec![("cell--key", contracts::code(locale))];
        if !of_customer {
            heads.push(("", contracts::customer(locale)));
        }
        heads.extend([("", contracts::space(locale)), ("", contracts::term(locale))]);
        if amounts {
            heads.extend([
                ("cell--number", contracts::rent(locale)),
                ("cell--number", contracts::agreed_deposit(locale)),
            ]);
        }
        heads.push(("", contracts::status(locale)));
        heads
    };
    view! {
        {move || {
            let found = rows.get();
            let amounts = found.iter().any(|row| row.rent.is_some());
            let count = found.len() as u64;
            let count = match after.get() {
                Some(_) => contracts::count_shown(locale, count),
                None => contracts::count(locale, count),
            };
            let shown = found.into_iter().map(|row| view! { <Row row of_customer amounts desk /> }.into_any());
            let shown = shown.collect();
            view! { <ShortList label=contracts::title(locale) heads=heads(amounts) acts=true rows=shown empty count /> }
        }}
        <MoreRows rows after next />
    }
}

#[component]
fn Row(row: ContractRow, of_customer: bool, amounts: bool, desk: Desk) -> impl IntoView {
    let locale = locale();
    let href = address(row.id);
    let customer = (!of_customer).then(|| view! { <CustomerCell customer=row.customer.clone() /> });
    let amounts = amounts.then(|| {
        view! {
            <td class="cell--number">{row.rent.map(|rent| rent.to_string())}</td>
            <td class="cell--number">{row.agreed_deposit.map(|deposit| deposit.to_string())}</td>
        }
    });
    view! {
        <tr>
            <th scope="row" class="cell--key">
                <a href=href.clone()>{row.code.clone()}</a>
            </th>
            {customer}
            <td>{row.space.as_ref().map(|space| space.name.clone())}</td>
            <td>{days(row.starts_on, row.ends_on)}</td>
            {amounts}
            <td>
                <span class="buttons">{badges(locale, &row)}</span>
            </td>
            <td class="cell--actions">
                <div class="row-actions">
                    <RowLink icon="eye" label=contracts::view_of(locale, &row.code) href />
                    <RowActs row desk />
                </div>
            </td>
        </tr>
    }
}
