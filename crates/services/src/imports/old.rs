//! Imports that are over for long, and uploads that never came to be.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{ImportId, import::wizard::ImportStatus};
use entities::import;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    folder::{Folder, all},
    run::remove_rows,
};
use crate::{Services, failure::Outcome, files};

/// Files and verdicts are people's data: they are kept for as long as an import may have to be looked into.
const KEPT: TimeDelta = TimeDelta::days(30);
/// A folder without an import is an upload under way, or what a crash has left of one.
const UPLOAD: TimeDelta = TimeDelta::days(1);
/// Imports that are removed in one sweep.
const AT_ONCE: u64 = 10;

/// Folders that are looked up at once.
const LOOKED_UP: usize = 500;

/// Removes what is older than that; the audit trail keeps that it was.
pub(crate) async fn remove_old(services: &Services) -> Outcome<()> {
    let now = services.clock().now();
    let busy = [ImportStatus::Checking, ImportStatus::Waiting, ImportStatus::Running].map(ImportStatus::key);
    let tx = services.database().begin_read().await?;
    let over: Vec<Uuid> = import::Entity::find()
        .select_only()
        .column(import::Column::Id)
        .filter(import::Column::UpdatedAt.lt(now - KEPT))
        .filter(import::Column::Status.is_not_in(busy))
        .limit(AT_ONCE)
        .into_tuple()
        .all(&tx)
        .await?;
    tx.commit().await?;
    for id in over {
        files::remove_folder(Folder::of(services, ImportId(id)).path()).await?;
        remove_rows(services, id, i64::MAX).await?;
        import::Entity::delete_by_id(id).exec(services.database().writer()).await?;
    }
    remove_left_behind(services, now - UPLOAD).await
}

async fn remove_left_behind(services: &Services, before: DateTime<Utc>) -> Outcome<()> {
    for old in files::entries_before(&all(services), before).await?.chunks(LOOKED_UP) {
        let tx = services.database().begin_read().await?;
        let known: Vec<Uuid> = import::Entity::find()
            .select_only()
            .column(import::Column::Id)
            .filter(import::Column::Id.is_in(old.iter().map(|(id, _)| *id)))
            .into_tuple()
            .all(&tx)
            .await?;
        tx.commit().await?;
        let known: HashSet<Uuid> = known.into_iter().collect();
        for (_, path) in old.iter().filter(|(id, _)| !known.contains(id)) {
            files::remove_folder(path).await?;
        }
    }
    Ok(())
}
