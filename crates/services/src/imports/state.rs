//! An import as its user sees it.

use domain::{
    AppError, ImportId,
    import::wizard::{ImportCounts, ImportState, ImportStatus},
    permission::{noun, verb},
};
use entities::import::{self, Column};
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::{Imports, plan::StoredPlan};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
};

/// Imports in the list of the latest.
const LATEST: u64 = 50;

impl Imports<'_> {
    /// The actor's latest imports, newest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<ImportState>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Import, noun::Individuals>()?;
        let rows = import::Entity::find()
            .filter(unit.own(Column::UserId))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(LATEST)
            .all(unit.tx())
            .await?;
        rows.into_iter().map(state_of).collect()
    }

    /// How an import stands.
    ///
    /// # Errors
    /// Forbidden; not found if it is somebody else's.
    pub async fn state(&self, actor: &Actor, id: ImportId) -> Outcome<ImportState> {
        let unit = self.services.read(actor).await?;
        state_of(own(&unit, id).await?)
    }
}

/// The actor's own import.
///
/// # Errors
/// Forbidden without the right to import; not found.
pub(super) async fn own(unit: &Unit, id: ImportId) -> Outcome<import::Model> {
    Ok(mine(unit, id)?.one(unit.tx()).await?.ok_or(AppError::NotFound)?)
}

/// The same, to be changed: nobody else changes it before the unit ends.
///
/// # Errors
/// Forbidden without the right to import; not found.
pub(super) async fn own_locked(unit: &Unit, id: ImportId) -> Outcome<import::Model> {
    Ok(mine(unit, id)?.lock_exclusive().one(unit.tx()).await?.ok_or(AppError::NotFound)?)
}

/// It, if it is the actor's own.
fn mine(unit: &Unit, id: ImportId) -> Outcome<Select<import::Entity>> {
    unit.permit::<verb::Import, noun::Individuals>()?;
    Ok(import::Entity::find_by_id(id.0).filter(unit.own(Column::UserId)))
}

/// Where it stands.
pub(super) fn status_of(row: &import::Model) -> Outcome<ImportStatus> {
    ImportStatus::from_key(&row.status)
        .ok_or_else(|| Failure::fault(format!("an import has the status {}", row.status)))
}

/// What crosses the wire.
pub(super) fn state_of(row: import::Model) -> Outcome<ImportState> {
    let status = status_of(&row)?;
    let plan = if row.plan_json.is_empty() { None } else { Some(StoredPlan::of(&row)?.input) };
    Ok(ImportState {
        id: ImportId(row.id),
        file_name: row.file_name,
        file_size: count(row.file_size),
        status,
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        plan,
        written: row.written,
        counts: ImportCounts {
            created: count(row.created),
            changed: count(row.changed),
            unchanged: count(row.unchanged),
            skipped: count(row.skipped),
            errors: count(row.errors),
            warned: count(row.warned),
        },
        rows_done: count(row.rows_done),
        rows_total: count(row.rows_total),
        rows_per_second: count(row.rows_per_second),
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// Counts are never negative.
fn count(number: i64) -> u64 {
    number.unsigned_abs()
}
