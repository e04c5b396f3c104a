//! Files that nobody may download any more.

use domain::{ExportId, export::ExportStatus};
use entities::export::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::download::{path, unfinished};
use crate::{Services, failure::Outcome, files::remove_file};

/// Exports that are cleared away in one sweep.
const AT_ONCE: u64 = 100;

/// Removes the files of expired exports; that there was an export stays.
pub(crate) async fn remove_expired(services: &Services) -> Outcome<()> {
    let left = [ExportStatus::Waiting, ExportStatus::Running, ExportStatus::Expired].map(ExportStatus::key);
    let tx = services.database().begin_read().await?;
    let expired: Vec<Uuid> = export::Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::ExpiresAt.lte(services.clock().now()))
        .filter(Column::Status.is_not_in(left))
        .limit(AT_ONCE)
        .into_tuple()
        .all(&tx)
        .await?;
    tx.commit().await?;
    for id in expired.into_iter().map(ExportId) {
        remove_file(&path(services, id.0)).await?;
        remove_file(&unfinished(services, id.0)).await?;
        export::Entity::update_many()
            .col_expr(Column::Status, Expr::value(ExportStatus::Expired.key()))
            .filter(Column::Id.eq(id.0))
            .exec(services.database().writer())
            .await?;
    }
    Ok(())
}
