//! Attachments that were deleted long ago, and files that never came to be.

use chrono::TimeDelta;
use domain::{
    history::{Changes, Event},
    permission::Resource,
};
use entities::attachment::{Column, Entity};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{customer::remove, incoming, objects};
use crate::{Services, audit, failure::Outcome, files, settings::trash_days};

/// Attachments that one transaction removes: others want to write too.
const AT_ONCE: u64 = 100;
/// A file that has not become an attachment by then is what a crash has left of one.
const UPLOAD: TimeDelta = TimeDelta::days(1);

/// Removes for good what was deleted so long ago as the trash keeps anything.
pub(crate) async fn remove_deleted(services: &Services) -> Outcome<()> {
    let now = services.clock().now();
    let tx = services.database().begin_read().await?;
    let kept = TimeDelta::days(trash_days(&tx).await?);
    tx.commit().await?;
    let old = || Entity::find().filter(Column::DeletedAt.is_not_null()).filter(Column::DeletedAt.lt(now - kept));
    loop {
        // Looking costs nothing; only who finds something queues for the writer.
        let tx = services.database().begin_read().await?;
        let none = old().one(&tx).await?.is_none();
        tx.commit().await?;
        if none {
            return objects::clear(services).await;
        }
        let tx = services.database().begin_write().await?;
        let rows = old().order_by_asc(Column::DeletedAt).limit(AT_ONCE).lock_exclusive().all(&tx).await?;
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        remove(&tx, now, rows).await?;
        for id in ids {
            let (event, resource) = (Event::Purged, Resource::Attachments);
            audit::write(&tx, None, now, event, resource, Some(id), &Changes::new()).await?;
        }
        tx.commit().await?;
    }
}

/// Removes files that were on their way in when the server went.
pub(crate) async fn remove_left_behind(services: &Services) -> Outcome<()> {
    let before = services.clock().now() - UPLOAD;
    for (_, path) in files::entries_before(&incoming::folder(services), before).await? {
        files::remove_file(&path).await?;
    }
    Ok(())
}
