//! What becomes of extra services when something becomes of their customer.

use domain::{FieldError, extra_service::ServiceStatus, history::Event, permission::Resource};
use entities::{booking, charge, customer, extra_service};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{audit, authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The extra services that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// Why a customer may not go to the trash yet: something that was ordered is still to come.
pub(crate) async fn hindrances(tx: &impl ConnectionTrait, customer: Uuid) -> Outcome<Vec<FieldError>> {
    let ordered = extra_service::Entity::find()
        .filter(extra_service::Column::CustomerId.eq(customer))
        .filter(extra_service::Column::Status.eq(ServiceStatus::Ordered.key()));
    let some = ordered.count(tx).await? > 0;
    Ok(some.then(|| FieldError::new("service", "open_service")).into_iter().collect())
}

/// The extra services of a customer, and what is owed for them, become those of another one. The totals follow with the money.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = extra_service::Entity::find().filter(extra_service::Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(extra_service::Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there, and those that were ordered since for a stay that has gone back.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    let stays = booking::Entity::find().filter(booking::Column::CustomerId.eq(to.id));
    let stays = stays.select_only().column(booking::Column::Id).into_query();
    let of_stays = extra_service::Entity::find()
        .filter(extra_service::Column::CustomerId.eq(from.id))
        .filter(extra_service::Column::BookingId.in_subquery(stays));
    let of_stays: Vec<Uuid> =
        of_stays.select_only().column(extra_service::Column::Id).into_tuple().all(unit.tx()).await?;
    let ids: Vec<Uuid> = moved.0.iter().copied().chain(of_stays).collect();
    put(unit, &ids, from, to).await?;
    // One that was put to a stay of the other side meanwhile belongs to none any more.
    let theirs = booking::Entity::find().filter(booking::Column::CustomerId.eq(to.id));
    let theirs = theirs.select_only().column(booking::Column::Id).into_query();
    extra_service::Entity::update_many()
        .col_expr(extra_service::Column::BookingId, Expr::value(None::<Uuid>))
        .filter(extra_service::Column::CustomerId.eq(to.id))
        .filter(extra_service::Column::BookingId.not_in_subquery(theirs))
        .exec(unit.tx())
        .await?;
    Ok(())
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        extra_service::Entity::update_many()
            .col_expr(extra_service::Column::CustomerId, Expr::value(to.id))
            .filter(extra_service::Column::Id.is_in(ids.iter().copied()))
            .filter(extra_service::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        charge::Entity::update_many()
            .col_expr(charge::Column::CustomerId, Expr::value(to.id))
            .filter(charge::Column::ExtraServiceId.is_in(ids.iter().copied()))
            .filter(charge::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    unit.hint(Hint::Operations(Resource::Services, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Takes out of extra services what may name a customer who is deleted for good. Days and amounts stay.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let of = || extra_service::Column::CustomerId.is_in(customers.iter().copied());
    let ids = extra_service::Entity::find().filter(of()).select_only().column(extra_service::Column::Id);
    let ids: Vec<Uuid> = ids.into_tuple().all(tx).await?;
    for id in &ids {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    let emptied = extra_service::Entity::update_many().col_expr(extra_service::Column::Note, Expr::value(""));
    emptied.filter(of()).exec(tx).await?;
    Ok(())
}
