//! The periods of a contract's rent: what each costs, when it is owed, and what is paid of it.

use domain::{
    contract::{ContractDetail, ContractStatus, RentPeriodRow, rent_periods},
    ledger::ChargeStatus,
    money::Vnd,
};
use i18n::{contracts, receipts};
use leptos::prelude::*;

use super::words::days;
use crate::{
    components::Icon,
    pages::receipts::words::{day, status},
    state::locale,
};

/// The periods of a contract; of a draft those that it will have.
pub fn of_contract(detail: &ContractDetail) -> Vec<RentPeriodRow> {
    let row = &detail.row;
    if row.status != ContractStatus::Draft {
        return detail.periods.clone();
    }
    // Whoever sees no amounts sees the days.
    let costs = rent_periods(row.starts_on, row.ends_on, row.rent.unwrap_or_default(), row.billed);
    costs
        .into_iter()
        .map(|rent| RentPeriodRow {
            number: rent.number,
            from: rent.period.from,
            to: rent.period.to,
            billing_on: rent.billing_on,
            status: ChargeStatus::Expected,
            amount: row.rent.map(|_| rent.amount),
            allocated: None,
            open: None,
        })
        .collect()
}

/// What they come to, as far as the reader sees amounts.
pub fn sum<'r>(
    rows: impl IntoIterator<Item = &'r RentPeriodRow>,
    amount: impl Fn(&RentPeriodRow) -> Option<Vnd>,
) -> Option<Vnd> {
    rows.into_iter().map(|row| amount(row).map(|amount| amount.0)).sum::<Option<i64>>().map(Vnd)
}

/// The table.
#[component]
pub fn Periods(
    /// The contract.
    detail: ContractDetail,
) -> impl IntoView {
    let locale = locale();
    let is_draft = detail.row.status == ContractStatus::Draft;
    let rows = of_contract(&detail);
    let amounts = rows.iter().all(|row| row.amount.is_some());
    let paid = rows.iter().all(|row| row.allocated.is_some());
    let heads = [
        Some(("cell--key", contracts::period(locale))),
        Some(("", contracts::billing_on(locale))),
        (!is_draft).then(|| ("", receipts::charge_status(locale))),
        amounts.then(|| ("cell--number", receipts::charge_amount(locale))),
        paid.then(|| ("cell--number", receipts::charge_paid(locale))),
        paid.then(|| ("cell--number", receipts::charge_open(locale))),
    ];
    let head = |(class, word): (&'static str, &'static str)| {
        view! {
            <th scope="col" class=class>
                {word}
            </th>
        }
    };
    // What is void is owed by nobody.
    let counted: Vec<_> = rows.iter().filter(|row| row.status != ChargeStatus::Void).copied().collect();
    let cell = |sum: Option<Vnd>| view! { <td class="cell--number">{sum.map(|sum| sum.to_string())}</td> };
    let total = amounts.then(|| {
        view! {
            <tfoot>
                <tr>
                    <th scope="row" class="cell--key">
                        {receipts::total(locale)}
                    </th>
                    <td></td>
                    {(!is_draft).then(|| view! { <td></td> })}
                    {cell(sum(&counted, |row| row.amount))}
                    {paid
                        .then(|| {
                            view! {
                                {cell(sum(&counted, |row| row.allocated))}
                                {cell(sum(&counted, |row| row.open))}
                            }
                        })}
                </tr>
            </tfoot>
        }
    });
    let shown = rows.into_iter().map(|row| view! { <Row row is_draft amounts paid /> });
    view! {
        // The table in it is a region by itself.
        <div class="section">
            <div class="section__head">
                <h2 class="section__title">{contracts::periods(locale)}</h2>
            </div>
            {is_draft.then(|| view! { <p class="quiet">{contracts::periods_expected(locale)}</p> })}
            <div class="list list--inline">
                <div class="list__scroll" tabindex="0" role="region" aria-label=contracts::periods(locale)>
                    <table class="table">
                        <thead>
                            <tr>{heads.into_iter().flatten().map(head).collect_view()}</tr>
                        </thead>
                        <tbody>{shown.collect_view()}</tbody>
                        {total}
                    </table>
                </div>
            </div>
        </div>
    }
}

#[component]
fn Row(row: RentPeriodRow, is_draft: bool, amounts: bool, paid: bool) -> impl IntoView {
    let locale = locale();
    let (class, icon, word) = status(locale, row.status);
    let owed = row.status == ChargeStatus::Earned && row.open.is_some_and(|open| open > Vnd(0));
    let number = move |amount: Option<Vnd>| amount.map(|amount| amount.to_string());
    view! {
        <tr>
            <th scope="row" class="cell--key">
                {format!("{}. {}", row.number, days(row.from, row.to))}
            </th>
            <td>{day(row.billing_on)}</td>
            {(!is_draft)
                .then(|| {
                    view! {
                        <td>
                            <span class=class>
                                <Icon name=icon />
                                {word}
                            </span>
                        </td>
                    }
                })}
            {amounts.then(|| view! { <td class="cell--number">{number(row.amount)}</td> })}
            {paid
                .then(|| {
                    view! {
                        <td class="cell--number">{number(row.allocated)}</td>
                        <td class="cell--number" class:cell--debt=owed>
                            {number(row.open)}
                        </td>
                    }
                })}
        </tr>
    }
}
