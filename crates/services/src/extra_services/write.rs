//! Writing an extra service: the row, its charge and the totals of its customer, the audit entry and the hint.

use domain::{
    extra_service::amount_of,
    history::Event,
    ledger::{Charge, Source},
    money::Vnd,
    permission::Resource,
};
use entities::{charge, customer, extra_service};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{Standing, day_of, kept, quantity_of, status_of};
use crate::{
    authz::Unit,
    customers::directory_of,
    failure::Outcome,
    ledger::{Book, SourceId},
    live::Hint,
    query::scope::place_of,
};

/// Writes a new extra service.
pub(super) async fn insert(unit: &Unit, row: extra_service::Model, customer: &customer::Model) -> Outcome<()> {
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = NotSet;
    extra_service::Entity::insert(active).exec_without_returning(unit.tx()).await?;
    settle(unit, &row).await?;
    told(unit, Event::Created, None, &row, customer).await
}

/// Writes what has become of an extra service.
pub(super) async fn update(
    unit: &Unit,
    event: Event,
    before: &extra_service::Model,
    mut row: extra_service::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await?;
    settle(unit, &row).await?;
    told(unit, event, Some(before), &row, customer).await
}

/// Keeps charge and totals in step with the extra service.
async fn settle(unit: &Unit, row: &extra_service::Model) -> Outcome<()> {
    let live = charge::Entity::find().filter(charge::Column::ExtraServiceId.eq(row.id)).one(unit.tx()).await?;
    let charge = Charge {
        id: live.map_or_else(Uuid::now_v7, |live| live.id).into(),
        source: Source::Service,
        amount: amount_of(quantity_of(row), Vnd(row.unit_price)).unwrap_or_default(),
        service_on: day_of(row)?,
        status: status_of(row).charge(),
    };
    let mut book = Book::open(unit, row.customer_id).await?;
    book.keep(charge, SourceId::Service(row.id))?;
    book.close(unit).await
}

/// Writes down what was done, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    before: Option<&extra_service::Model>,
    row: &extra_service::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    let standing = |row: &extra_service::Model| -> Outcome<Standing> {
        Ok(Standing { input: kept(row)?, status: status_of(row) })
    };
    let details = (before.map(standing).transpose()?, Some(standing(row)?));
    unit.record_details(event, Resource::Services, Some(row.id), &details).await?;
    unit.announce(Resource::Services.key(), row.id).await?;
    let (directory, places) = (directory_of(customer), vec![place_of(customer)]);
    // What is owed by now may have taken money that was free.
    unit.hint(Hint::Operations(Resource::Receipts, directory, places.clone())).await?;
    unit.hint(Hint::Operations(Resource::Services, directory, places)).await
}
