//! Objects that no record names. Each is written down before it lies in the store, and the note goes with the record that names
//! it, in one transaction; what loses its record is written down in the transaction that takes the record. So whatever happens in
//! between, nothing lies there that nobody knows of, and no record names what is gone.

use chrono::{DateTime, TimeDelta, Utc};
use entities::loose_object::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use tokio::io::AsyncRead;
use uuid::Uuid;

use crate::{Services, failure::Outcome};

/// What is not settled by then never will be: whoever began it is gone.
const ON_ITS_WAY: TimeDelta = TimeDelta::days(1);
/// Objects that are removed in one go.
const AT_ONCE: u64 = 100;

/// Puts an object into the store that no record names yet; under which id it lies there.
///
/// # Errors
/// Database or store cannot be used; then nothing is left of it.
pub(crate) async fn put(services: &Services, content: &mut (impl AsyncRead + Unpin)) -> Outcome<Uuid> {
    let object = Uuid::now_v7();
    let due = services.clock().now() + ON_ITS_WAY;
    write_down(services.database().writer(), due, [object]).await?;
    match services.storage.put(object, content).await {
        Ok(()) => Ok(object),
        Err(failure) => {
            drop_now(services, object).await;
            Err(failure)
        }
    }
}

/// A record names it from now on.
pub(crate) async fn settle(tx: &impl ConnectionTrait, object: Uuid) -> Outcome<()> {
    Entity::delete_by_id(object).exec(tx).await?;
    Ok(())
}

/// No record names them from now on: they may go. [`clear`] takes them, after the commit.
pub(crate) async fn let_go(
    tx: &impl ConnectionTrait,
    now: DateTime<Utc>,
    objects: impl IntoIterator<Item = Uuid> + Send,
) -> Outcome<()> {
    write_down(tx, now, objects).await
}

/// Removes an object of which nothing came. What fails here the next sweep does.
pub(crate) async fn drop_now(services: &Services, object: Uuid) {
    let dropped = async {
        services.storage.remove(object).await?;
        settle(services.database().writer(), object).await
    };
    if let Err(failure) = dropped.await {
        tracing::warn!(%failure, "an object that nobody needs is still there");
    }
}

/// Removes the objects that may go.
pub(crate) async fn clear(services: &Services) -> Outcome<()> {
    loop {
        let tx = services.database().begin_read().await?;
        let due = Entity::find().filter(Column::DueAt.lte(services.clock().now())).order_by_asc(Column::DueAt);
        let due: Vec<Uuid> = due.select_only().column(Column::Object).limit(AT_ONCE).into_tuple().all(&tx).await?;
        tx.commit().await?;
        for object in &due {
            services.storage.remove(*object).await?;
            settle(services.database().writer(), *object).await?;
        }
        if (due.len() as u64) < AT_ONCE {
            return Ok(());
        }
    }
}

/// The same after something was done, whatever becomes of this: the next sweep takes what this one leaves.
pub(crate) async fn clear_behind(services: &Services) {
    if let Err(failure) = clear(services).await {
        tracing::warn!(%failure, "objects that nobody needs are still there");
    }
}

async fn write_down(
    tx: &impl ConnectionTrait,
    due: DateTime<Utc>,
    objects: impl IntoIterator<Item = Uuid> + Send,
) -> Outcome<()> {
    let rows: Vec<_> =
        objects.into_iter().map(|object| ActiveModel { object: Set(object), due_at: Set(due) }).collect();
    if !rows.is_empty() {
        let again = OnConflict::column(Column::Object).update_column(Column::DueAt).to_owned();
        Entity::insert_many(rows).on_conflict(again).exec_without_returning(tx).await?;
    }
    Ok(())
}
