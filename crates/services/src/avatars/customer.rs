//! What becomes of a picture when something becomes of its customer.

use chrono::{DateTime, Utc};
use entities::{avatar, customer};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{attachments::objects, authz::Unit, failure::Outcome};

/// The picture that has moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Option<Uuid>);

/// The picture of a customer becomes that of another one who has none.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let of = |customer: Uuid| avatar::Entity::find_by_id(customer).one(unit.tx());
    let (Some(avatar), None) = (of(from.id).await?, of(to.id).await?) else { return Ok(Moved::default()) };
    put(unit, avatar.object, from, to).await?;
    Ok(Moved(Some(avatar.object)))
}

/// Gives it back, if it is still there.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    match moved.0 {
        Some(object) => put(unit, object, from, to).await,
        None => Ok(()),
    }
}

async fn put(unit: &Unit, object: Uuid, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    avatar::Entity::update_many()
        .col_expr(avatar::Column::CustomerId, Expr::value(to.id))
        .filter(avatar::Column::CustomerId.eq(from.id))
        .filter(avatar::Column::Object.eq(object))
        .exec(unit.tx())
        .await?;
    Ok(())
}

/// Removes the pictures of customers who are deleted for good; what they show goes after the commit.
pub(crate) async fn forget(tx: &impl ConnectionTrait, now: DateTime<Utc>, customers: &[Uuid]) -> Outcome<()> {
    let theirs = || avatar::Column::CustomerId.is_in(customers.iter().copied());
    let found = avatar::Entity::find().filter(theirs()).all(tx).await?;
    avatar::Entity::delete_many().filter(theirs()).exec(tx).await?;
    objects::let_go(tx, now, found.into_iter().map(|avatar| avatar.object)).await
}
