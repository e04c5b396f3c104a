//! Acts that can no longer be taken back.

use domain::bulk::BulkStatus;
use entities::{bulk, bulk_row};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::state::KEPT;
use crate::{Services, failure::Outcome};

/// Acts that are removed in one sweep.
const AT_ONCE: u64 = 10;
/// Rows that are removed at once: they may be very many, and others want to write too.
const ROWS_AT_ONCE: i64 = 2_000;

/// Forgets what they wrote; history and audit trail keep it.
pub(crate) async fn remove_old(services: &Services) -> Outcome<()> {
    let busy = [BulkStatus::Waiting, BulkStatus::Running].map(BulkStatus::key);
    let tx = services.database().begin_read().await?;
    let over: Vec<Uuid> = bulk::Entity::find()
        .select_only()
        .column(bulk::Column::Id)
        .filter(bulk::Column::UpdatedAt.lt(services.clock().now() - KEPT))
        .filter(bulk::Column::Status.is_not_in(busy))
        .limit(AT_ONCE)
        .into_tuple()
        .all(&tx)
        .await?;
    tx.commit().await?;
    for id in over {
        remove_rows(services, id).await?;
        bulk::Entity::delete_by_id(id).exec(services.database().writer()).await?;
    }
    Ok(())
}

async fn remove_rows(services: &Services, id: Uuid) -> Outcome<()> {
    loop {
        let tx = services.database().begin_write().await?;
        let first: Option<Option<i64>> = bulk_row::Entity::find()
            .select_only()
            .expr(Expr::col(bulk_row::Column::Place).min())
            .filter(bulk_row::Column::BulkId.eq(id))
            .into_tuple()
            .one(&tx)
            .await?;
        let Some(first) = first.flatten() else { return Ok(()) };
        bulk_row::Entity::delete_many()
            .filter(bulk_row::Column::BulkId.eq(id))
            .filter(bulk_row::Column::Place.lt(first + ROWS_AT_ONCE))
            .exec(&tx)
            .await?;
        tx.commit().await?;
    }
}
