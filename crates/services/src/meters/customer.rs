//! What becomes of readings when something becomes of their customer.

use domain::{history::Event, permission::Resource};
use entities::{booking, charge, customer, meter_reading, meter_reading::Column};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{audit, authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The readings that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// The readings of a customer, and what is owed for them, become those of another one. The totals follow with the money.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = meter_reading::Entity::find().filter(Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that moved, and those that were read since for a stay that has gone back.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    let stays = booking::Entity::find().filter(booking::Column::CustomerId.eq(to.id));
    let stays = stays.select_only().column(booking::Column::Id).into_query();
    let since = meter_reading::Entity::find()
        .filter(Column::CustomerId.eq(from.id))
        .filter(Column::BookingId.in_subquery(stays));
    let since: Vec<Uuid> = since.select_only().column(Column::Id).into_tuple().all(unit.tx()).await?;
    let ids: Vec<Uuid> = moved.0.iter().copied().chain(since).collect();
    put(unit, &ids, from, to).await
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        meter_reading::Entity::update_many()
            .col_expr(Column::CustomerId, Expr::value(to.id))
            .filter(Column::Id.is_in(ids.iter().copied()))
            .filter(Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        charge::Entity::update_many()
            .col_expr(charge::Column::CustomerId, Expr::value(to.id))
            .filter(charge::Column::MeterReadingId.is_in(ids.iter().copied()))
            .filter(charge::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    unit.hint(Hint::Operations(Resource::Services, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Takes out of the history what tells of a customer who is deleted for good. Days and amounts stay.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let theirs = meter_reading::Entity::find().filter(Column::CustomerId.is_in(customers.iter().copied()));
    let ids: Vec<Uuid> = theirs.select_only().column(Column::Id).into_tuple().all(tx).await?;
    for id in &ids {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    Ok(())
}
