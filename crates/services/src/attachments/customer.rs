//! What becomes of attachments when something becomes of their customer.

use chrono::{DateTime, Utc};
use domain::{history::Event, permission::Resource};
use entities::{attachment, contract, customer};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::objects;
use crate::{audit, authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The attachments that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// The attachments of a customer become those of another one.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = attachment::Entity::find().filter(attachment::Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(attachment::Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there, and those that came since for a contract that has gone back.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    let contracts = contract::Entity::find().filter(contract::Column::CustomerId.eq(to.id));
    let contracts = contracts.select_only().column(contract::Column::Id).into_query();
    let of_contracts = attachment::Entity::find()
        .filter(attachment::Column::CustomerId.eq(from.id))
        .filter(attachment::Column::ContractId.in_subquery(contracts));
    let of_contracts: Vec<Uuid> =
        of_contracts.select_only().column(attachment::Column::Id).into_tuple().all(unit.tx()).await?;
    let ids: Vec<Uuid> = moved.0.iter().copied().chain(of_contracts).collect();
    put(unit, &ids, from, to).await
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        attachment::Entity::update_many()
            .col_expr(attachment::Column::CustomerId, Expr::value(to.id))
            .filter(attachment::Column::Id.is_in(ids.iter().copied()))
            .filter(attachment::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    unit.hint(Hint::Operations(Resource::Attachments, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Removes the attachments of customers who are deleted for good; what they hold goes after the commit.
pub(crate) async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>, customers: &[Uuid]) -> Outcome<()> {
    let theirs = attachment::Entity::find()
        .filter(attachment::Column::CustomerId.is_in(customers.iter().copied()))
        .all(tx)
        .await?;
    remove(tx, now, theirs).await
}

/// Removes attachments for good: the entries of the trail keep who and when.
pub(super) async fn remove(tx: &impl ConnectionTrait, now: DateTime<Utc>, rows: Vec<attachment::Model>) -> Outcome<()> {
    for row in &rows {
        audit::erase(tx, row.id, Event::ALL).await?;
    }
    for rows in rows.chunks(AT_ONCE) {
        let ids = rows.iter().map(|row| row.id);
        attachment::Entity::delete_many().filter(attachment::Column::Id.is_in(ids)).exec(tx).await?;
        objects::let_go(tx, now, rows.iter().map(|row| row.object)).await?;
    }
    Ok(())
}
