//! Such an act as its user sees it.

use chrono::TimeDelta;
use domain::{
    AppError, BulkId,
    bulk::{BulkCounts, BulkRequest, BulkState, BulkStatus},
    permission::verb,
};
use entities::bulk::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::Bulk;
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
};

/// So long an act can be taken back; after that it is forgotten what it wrote.
pub(super) const KEPT: TimeDelta = TimeDelta::days(7);

impl Bulk<'_> {
    /// How an act stands.
    ///
    /// # Errors
    /// Forbidden; not found if it is somebody else's.
    pub async fn state(&self, actor: &Actor, id: BulkId) -> Outcome<BulkState> {
        let unit = self.services.read(actor).await?;
        let row = own(&unit, id).await?;
        let undoable = is_undoable(&unit, &row).await?;
        state_of(row, undoable)
    }
}

/// The actor's own act, on a list that the actor may still see.
///
/// # Errors
/// Forbidden; not found.
pub(super) async fn own(unit: &Unit, id: BulkId) -> Outcome<bulk::Model> {
    unit.permit_anywhere::<verb::View>()?;
    let found = bulk::Entity::find_by_id(id.0).filter(Column::UserId.eq(unit.actor().user.0)).one(unit.tx()).await?;
    allowed(unit, found)
}

/// The same, to be changed: nobody else changes it before the unit ends.
///
/// # Errors
/// Forbidden; not found.
pub(super) async fn own_locked(unit: &Unit, id: BulkId) -> Outcome<bulk::Model> {
    unit.permit_anywhere::<verb::View>()?;
    let found = bulk::Entity::find_by_id(id.0).filter(Column::UserId.eq(unit.actor().user.0)).lock_exclusive();
    allowed(unit, found.one(unit.tx()).await?)
}

fn allowed(unit: &Unit, found: Option<bulk::Model>) -> Outcome<bulk::Model> {
    let row = found.ok_or(AppError::NotFound)?;
    unit.permit_in::<verb::View>(request_of(&row)?.directory)?;
    Ok(row)
}

/// Where it stands.
pub(super) fn status_of(row: &bulk::Model) -> Outcome<BulkStatus> {
    BulkStatus::from_key(&row.status).ok_or_else(|| Failure::fault(format!("a bulk act has the status {}", row.status)))
}

/// What was asked for.
pub(super) fn request_of(row: &bulk::Model) -> Outcome<BulkRequest> {
    Ok(serde_json::from_str(&row.request_json)?)
}

/// What became of its records so far.
pub(super) fn counts_of(row: &bulk::Model) -> Outcome<BulkCounts> {
    Ok(serde_json::from_str(&row.counts_json)?)
}

/// Whether what it wrote can be taken back: it is over, has written something, is no undo itself and was not undone.
pub(super) async fn is_undoable(unit: &Unit, row: &bulk::Model) -> Outcome<bool> {
    let over = !status_of(row)?.is_busy() && row.undoes.is_none() && unit.now() < row.updated_at + KEPT;
    if !over || counts_of(row)?.done == 0 {
        return Ok(false);
    }
    Ok(bulk::Entity::find().filter(Column::Undoes.eq(row.id)).count(unit.tx()).await? == 0)
}

/// What crosses the wire.
pub(super) fn state_of(row: bulk::Model, undoable: bool) -> Outcome<BulkState> {
    let request = request_of(&row)?;
    Ok(BulkState {
        id: BulkId(row.id),
        directory: request.directory,
        act: request.act,
        is_undo: row.undoes.is_some(),
        status: status_of(&row)?,
        counts: counts_of(&row)?,
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        rows_done: row.rows_done.unsigned_abs(),
        rows_total: row.rows_total.unsigned_abs(),
        undoable,
    })
}
