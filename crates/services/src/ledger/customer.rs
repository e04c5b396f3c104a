//! What becomes of the money of customers when two become one, or one goes.

use std::collections::{BTreeMap, HashSet};

use domain::{AppError, FieldError, history::Event, money::Vnd};
use entities::{allocation, charge, customer, receipt, refund};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Book, announce, ids_of, sees_balance, totals};
use crate::{audit, authz::Unit, failure::Outcome, query::scope::place_of};

/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The receipts that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// Why a customer may not go to the trash yet: money is owed or held. What money it is, for those who may see it.
pub(crate) async fn hindrances(unit: &Unit, row: &customer::Model) -> Outcome<Vec<FieldError>> {
    let balance = totals::kept(unit.tx(), row.id).await?.money.balance;
    let money = [
        ("debts", "has_debts", balance.debts),
        ("credit", "has_credit", balance.credit),
        ("deposit", "has_deposit", balance.deposit()),
    ];
    let money = money.into_iter().filter(|(.., amount)| *amount != Vnd(0));
    let money: Vec<_> = money.map(|(field, code, _)| FieldError::new(field, code)).collect();
    match money.is_empty() || sees_balance(unit, &place_of(row)) {
        true => Ok(money),
        false => Ok(vec![FieldError::new("money", "has_money")]),
    }
}

/// The money of a customer becomes that of another one; its charges have moved with what they come from. What was free on one
/// side pays what the other one owes.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let ids: Vec<Uuid> = {
        let theirs = receipt::Entity::find().filter(receipt::Column::CustomerId.eq(from.id));
        theirs.select_only().column(receipt::Column::Id).into_tuple().all(unit.tx()).await?
    };
    put(unit, &ids, from, to).await?;
    let mut book = Book::open(unit, to.id).await?;
    book.ledger.settle();
    book.close(unit).await?;
    renew(unit, [from, to], &ids).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there; charges have gone back already.
///
/// # Errors
/// Money of one side pays, or was given back for, something of the other one.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    let mut ids = moved.0.clone();
    // What was taken back meanwhile goes with what takes it back.
    for these in moved.0.chunks(AT_ONCE) {
        let counters = receipt::Entity::find()
            .filter(receipt::Column::Counters.is_in(these.iter().copied()))
            .filter(receipt::Column::CustomerId.eq(from.id));
        let found: Vec<Uuid> = counters.select_only().column(receipt::Column::Id).into_tuple().all(unit.tx()).await?;
        ids.extend(found);
    }
    check_apart(unit, &ids, from, to).await?;
    put(unit, &ids, from, to).await?;
    renew(unit, [from, to], &ids).await
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    for ids in ids.chunks(AT_ONCE) {
        receipt::Entity::update_many()
            .col_expr(receipt::Column::CustomerId, Expr::value(to.id))
            .filter(receipt::Column::Id.is_in(ids.iter().copied()))
            .filter(receipt::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    Ok(())
}

/// The totals of both; open pages hear of it if money has moved.
async fn renew(unit: &Unit, customers: [&customer::Model; 2], moved: &[Uuid]) -> Outcome<()> {
    for customer in customers {
        totals::renew(unit.tx(), customer.id).await?;
        if !moved.is_empty() {
            announce(unit, customer).await?;
        }
    }
    Ok(())
}

/// The receipts are still with the survivor, the charges back with the other one: none may pay for the other side.
async fn check_apart(unit: &Unit, moved: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    let tx = unit.tx();
    let goes: HashSet<Uuid> = moved.iter().copied().collect();
    let charges = charge::Entity::find().filter(charge::Column::CustomerId.eq(to.id));
    let charges: Vec<Uuid> = charges.select_only().column(charge::Column::Id).into_tuple().all(tx).await?;
    let charges: HashSet<Uuid> = charges.into_iter().collect();
    let mut paid: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
    let of_survivor = Condition::all().add(allocation::Column::ReceiptId.in_subquery(ids_of(from.id)));
    for row in allocation::Entity::find().filter(of_survivor).all(tx).await? {
        *paid.entry((row.receipt_id, row.charge_id)).or_default() += row.amount;
    }
    let across = paid
        .iter()
        .any(|((receipt, charge), amount)| *amount != 0 && goes.contains(receipt) != charges.contains(charge));
    let mut given: BTreeMap<(Uuid, Uuid), i64> = BTreeMap::new();
    for row in refund::Entity::find().filter(refund::Column::ReceiptId.in_subquery(ids_of(from.id))).all(tx).await? {
        *given.entry((row.receipt_id, row.voucher_id)).or_default() += row.amount;
    }
    let given_across = given
        .iter()
        .any(|((receipt, voucher), amount)| *amount != 0 && goes.contains(receipt) != goes.contains(voucher));
    if across || given_across { Err(AppError::field("receipts", "paid_across").into()) } else { Ok(()) }
}

/// Takes out of receipts what may name a customer who is deleted for good. Amounts and days stay.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let of = || receipt::Column::CustomerId.is_in(customers.iter().copied());
    let ids = receipt::Entity::find().filter(of()).select_only().column(receipt::Column::Id);
    let ids: Vec<Uuid> = ids.into_tuple().all(tx).await?;
    for id in &ids {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    receipt::Entity::update_many().col_expr(receipt::Column::Note, Expr::value("")).filter(of()).exec(tx).await?;
    Ok(())
}
