//! How much lies in the store of objects.

use domain::{UserId, attachment::Stored};
use entities::attachment::{Column, Entity};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select, sea_query::Expr};

use crate::failure::Outcome;

/// What somebody has uploaded, and what all have; what was deleted lies there until it is gone for good.
pub(crate) async fn stored(tx: &impl ConnectionTrait, person: UserId) -> Outcome<Stored> {
    let own = Entity::find().filter(Column::CreatedBy.eq(person.0));
    Ok(Stored { by_person: bytes(tx, own).await?, by_all: bytes(tx, Entity::find()).await? })
}

async fn bytes(tx: &impl ConnectionTrait, files: Select<Entity>) -> Outcome<u64> {
    // PostgreSQL's sum of whole numbers is one of any length.
    let sum = files.select_only().expr(Expr::cust("CAST(coalesce(sum(size), 0) AS BIGINT)"));
    Ok(sum.into_tuple::<i64>().one(tx).await?.unwrap_or_default().unsigned_abs())
}
