//! What people are shown of it: the totals of a customer, and what the rows of the lists come to.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use domain::{
    booking::{BookingRow, BookingStatus, CustomerTotals},
    ledger::{Balance, Bookings, ChargeStatus, Earner, Expected, Money, Purpose, Totals},
    money::Vnd,
    receipt::{ChargeRow, CustomerAccount, ReceiptRow},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    hand::{Hand, Page},
    house::LIST,
};

/// Of how many customers the totals are shown otherwise than they are, and of how many the lists come to something else.
pub async fn differ(hand: &mut Hand, totals: &BTreeMap<Uuid, Totals>) -> Result<(usize, usize)> {
    let (mut dashboards, mut lists) = (0, 0);
    for customer in hand.house.clone().customers.iter() {
        let expected = totals.get(&customer.0).copied().unwrap_or_default();
        let asked = json!({ "directory": LIST, "id": customer });
        let shown: CustomerTotals = hand.look("bookings/totals", &asked).await?.context("no totals are shown")?;
        let (bookings, whole) = (shown.bookings, shown.expected.context("no revenue is shown")?);
        let money = Money { expected: whole, balance: shown.balance.context("no debts are shown")? };
        let shown = Totals { bookings, money };
        if shown != expected {
            eprintln!("{customer} is shown with {shown:?}, and has {expected:?}");
            dashboards += 1;
        }
        let listed = listed(hand, json!(customer)).await?;
        if listed != as_listed(expected) {
            eprintln!("the lists of {customer} come to {listed:?}, of {:?}", as_listed(expected));
            lists += 1;
        }
    }
    Ok((dashboards, lists))
}

/// What the lists of a customer's bookings, charges and receipts come to, as far as they tell.
async fn listed(hand: &mut Hand, customer: Value) -> Result<Totals> {
    let mut sum = Totals::default();
    for row in all::<BookingRow>(hand, "bookings/list", json!({ "customer": customer })).await? {
        let Bookings { all, completed, cancelled, no_show } = &mut sum.bookings;
        *all += 1;
        match row.status {
            BookingStatus::Completed => *completed += 1,
            BookingStatus::Cancelled => *cancelled += 1,
            BookingStatus::NoShow => *no_show += 1,
            BookingStatus::Reserved | BookingStatus::CheckedIn => {}
        }
    }
    let Money { expected: Expected { rooms, services, other, .. }, balance } = &mut sum.money;
    for row in all::<ChargeRow>(hand, "receipts/charges", json!({ "customer": customer, "open": false })).await? {
        if row.status == ChargeStatus::Void {
            continue;
        }
        match row.source.earner() {
            Earner::Rooms => rooms.0 += row.amount.0,
            Earner::Services => services.0 += row.amount.0,
            Earner::Other => other.0 += row.amount.0,
        }
        match row.status {
            ChargeStatus::Earned => balance.debts.0 += row.open().0,
            ChargeStatus::Expected if row.invoice.is_some() => balance.billed.0 += row.open().0,
            ChargeStatus::Expected | ChargeStatus::Void => {}
        }
    }
    for row in all::<ReceiptRow>(hand, "receipts/list", json!({ "customer": customer })).await? {
        let free = row.free.context("no amount is shown")?.0;
        match row.purpose {
            Purpose::Payment => balance.credit.0 += free,
            Purpose::Deposit => balance.deposit_received.0 += free,
            Purpose::RefundOfCredit | Purpose::RefundOfDeposit | Purpose::Other => {}
        }
    }
    // The form of a receipt says the same of what is free.
    let account: CustomerAccount =
        hand.look("receipts/account", &json!({ "customer": customer })).await?.context("no account is shown")?;
    if (account.credit, account.deposit) != (balance.credit, balance.deposit_received) {
        eprintln!("the form says {:?} and {:?} of {customer}", account.credit, account.deposit);
        balance.credit = Vnd(-1);
    }
    Ok(sum)
}

/// The totals as far as lists tell of them: of deposits what is held, and nothing of what is agreed.
fn as_listed(Totals { bookings, money: Money { expected, balance } }: Totals) -> Totals {
    let held = balance.deposit();
    let balance = Balance { deposit_received: held, deposit_applied: Vnd(0), deposit_refunded: Vnd(0), ..balance };
    Totals { bookings, money: Money { expected: Expected { deposit: Vnd(0), ..expected }, balance } }
}

/// All rows of a list, page after page.
async fn all<T: DeserializeOwned>(hand: &mut Hand, list: &str, filter: Value) -> Result<Vec<T>> {
    let (mut rows, mut after) = (Vec::new(), Value::Null);
    loop {
        let asked = json!({ "filter": filter, "after": after });
        let page: Page<T> = hand.look(list, &asked).await?.context("a list is not shown")?;
        rows.extend(page.rows);
        after = page.after;
        if after.is_null() {
            return Ok(rows);
        }
    }
}
