//! The totals of customers: kept in step by differences, and computed anew to prove it.

use domain::{
    contract::ContractStatus,
    ledger::{Balance, Bookings, Expected, Money, Totals},
    money::Vnd,
};
use entities::{booking, contract, customer_total};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::read;
use crate::{bookings::status_of, failure::Outcome};

/// The totals that are kept of a customer.
pub(crate) async fn kept(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Totals> {
    let Some(row) = customer_total::Entity::find_by_id(customer).one(tx).await? else { return Ok(Totals::default()) };
    let bookings = Bookings {
        all: row.bookings,
        completed: row.bookings_done,
        cancelled: row.bookings_cancelled,
        no_show: row.bookings_missed,
    };
    let expected = Expected {
        rooms: Vnd(row.revenue_rooms),
        services: Vnd(row.revenue_services),
        other: Vnd(row.revenue_other),
        deposit: Vnd(row.deposit_agreed),
    };
    let balance = Balance {
        debts: Vnd(row.debts),
        billed: Vnd(row.billed),
        credit: Vnd(row.credit),
        deposit_received: Vnd(row.deposit_received),
        deposit_applied: Vnd(row.deposit_applied),
        deposit_refunded: Vnd(row.deposit_refunded),
    };
    Ok(Totals { bookings, money: Money { expected, balance } })
}

/// Adds a difference to what is kept of a customer.
pub(crate) async fn apply(tx: &impl ConnectionTrait, customer: Uuid, difference: &Totals) -> Outcome<()> {
    if *difference == Totals::default() {
        return Ok(());
    }
    use customer_total::Column::{
        Billed, Bookings, BookingsCancelled, BookingsDone, BookingsMissed, Credit, Debts, DepositAgreed,
        DepositApplied, DepositReceived, DepositRefunded, RevenueOther, RevenueRooms, RevenueServices,
    };
    let sums = [
        (Bookings, "bookings"),
        (BookingsDone, "bookings_done"),
        (BookingsCancelled, "bookings_cancelled"),
        (BookingsMissed, "bookings_missed"),
        (Debts, "debts"),
        (Billed, "billed"),
        (RevenueRooms, "revenue_rooms"),
        (RevenueServices, "revenue_services"),
        (RevenueOther, "revenue_other"),
        (DepositAgreed, "deposit_agreed"),
        (Credit, "credit"),
        (DepositReceived, "deposit_received"),
        (DepositApplied, "deposit_applied"),
        (DepositRefunded, "deposit_refunded"),
    ];
    let mut added = OnConflict::column(customer_total::Column::CustomerId);
    for (column, name) in sums {
        added.value(column, Expr::cust(format!("\"customer_total\".\"{name}\" + \"excluded\".\"{name}\"")));
    }
    let row = row_of(customer, difference);
    customer_total::Entity::insert(row).on_conflict(added).exec_without_returning(tx).await?;
    Ok(())
}

/// Keeps what the bookings, contracts, charges and receipts of a customer make, whatever was kept before.
pub(crate) async fn renew(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<()> {
    let totals = recomputed(tx, customer).await?;
    customer_total::Entity::delete_by_id(customer).exec(tx).await?;
    customer_total::Entity::insert(row_of(customer, &totals)).exec_without_returning(tx).await?;
    Ok(())
}

fn row_of(customer: Uuid, totals: &Totals) -> customer_total::ActiveModel {
    let Totals { bookings, money: Money { expected, balance } } = totals;
    customer_total::ActiveModel {
        customer_id: Set(customer),
        bookings: Set(bookings.all),
        bookings_done: Set(bookings.completed),
        bookings_cancelled: Set(bookings.cancelled),
        bookings_missed: Set(bookings.no_show),
        debts: Set(balance.debts.0),
        billed: Set(balance.billed.0),
        revenue_rooms: Set(expected.rooms.0),
        revenue_services: Set(expected.services.0),
        revenue_other: Set(expected.other.0),
        deposit_agreed: Set(expected.deposit.0),
        credit: Set(balance.credit.0),
        deposit_received: Set(balance.deposit_received.0),
        deposit_applied: Set(balance.deposit_applied.0),
        deposit_refunded: Set(balance.deposit_refunded.0),
    }
}

/// What bookings, contracts, charges and receipts of a customer make.
pub(crate) async fn recomputed(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Totals> {
    let bookings = booking::Entity::find().filter(booking::Column::CustomerId.eq(customer)).all(tx).await?;
    let bookings: Totals = bookings.iter().map(|row| Totals::of_booking(status_of(row), Vnd(row.agreed_deposit))).sum();
    Ok(bookings + agreed(tx, customer).await? + read(tx, customer).await?.totals())
}

/// What the contracts of a customer add, beside their bookings and charges.
async fn agreed(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Totals> {
    let contracts = contract::Entity::find()
        .select_only()
        .columns([contract::Column::Status, contract::Column::AgreedDeposit])
        .filter(contract::Column::CustomerId.eq(customer));
    let contracts: Vec<(String, i64)> = contracts.into_tuple().all(tx).await?;
    let part = |(status, deposit): (String, i64)| {
        ContractStatus::from_key(&status).map(|status| Totals::of_contract(status, Vnd(deposit)))
    };
    Ok(contracts.into_iter().filter_map(part).sum())
}
