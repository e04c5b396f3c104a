//! Such an act as its user sees it.

use std::collections::HashSet;

use chrono::TimeDelta;
use domain::{
    AppError, BulkId,
    bulk::{BulkCounts, BulkRequest, BulkState, BulkStatus},
    permission::{Action, verb},
};
use entities::bulk::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Bulk;
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
};

/// So long an act can be taken back; after that it is forgotten what it wrote.
pub(super) const KEPT: TimeDelta = TimeDelta::days(7);

/// So many acts are told at most.
const TOLD: u64 = 50;

impl Bulk<'_> {
    /// How an act stands.
    ///
    /// # Errors
    /// Forbidden; not found if it is somebody else's.
    pub async fn state(&self, actor: &Actor, id: BulkId) -> Outcome<BulkState> {
        let unit = self.services.read(actor).await?;
        let row = own(&unit, id).await?;
        let undone = is_undone(&unit, &row).await?;
        state_of(&unit, row, undone)
    }

    /// The actor's own acts as long as they are remembered, the latest first, on lists that the actor may still see.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<BulkState>> {
        let unit = self.services.read(actor).await?;
        unit.permit_anywhere::<verb::View>()?;
        let rows = bulk::Entity::find()
            .filter(unit.own(Column::UserId))
            .filter(Column::UpdatedAt.gt(unit.now() - KEPT))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(TOLD)
            .all(unit.tx())
            .await?;
        let undone = undone(&unit, rows.iter().map(|row| row.id)).await?;
        let mut acts = Vec::with_capacity(rows.len());
        for row in rows {
            if unit.may(Action::View, request_of(&row)?.directory.resource()) {
                let undone = undone.contains(&row.id);
                acts.push(state_of(&unit, row, undone)?);
            }
        }
        Ok(acts)
    }
}

/// The actor's own act, on a list that the actor may still see.
///
/// # Errors
/// Forbidden; not found.
pub(super) async fn own(unit: &Unit, id: BulkId) -> Outcome<bulk::Model> {
    unit.permit_anywhere::<verb::View>()?;
    let found = bulk::Entity::find_by_id(id.0).filter(unit.own(Column::UserId)).one(unit.tx()).await?;
    allowed(unit, found)
}

/// The same, to be changed: nobody else changes it before the unit ends.
///
/// # Errors
/// Forbidden; not found.
pub(super) async fn own_locked(unit: &Unit, id: BulkId) -> Outcome<bulk::Model> {
    let found = bulk::Entity::find_by_id(id.0).filter(unit.own(Column::UserId)).lock_exclusive();
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

/// Whether another act has taken it back, or is at it.
pub(super) async fn is_undone(unit: &Unit, row: &bulk::Model) -> Outcome<bool> {
    Ok(!undone(unit, [row.id]).await?.is_empty())
}

/// Those of these acts that others have taken back.
async fn undone(unit: &Unit, ids: impl IntoIterator<Item = Uuid>) -> Outcome<HashSet<Uuid>> {
    let undone = bulk::Entity::find().select_only().column(Column::Undoes).filter(Column::Undoes.is_in(ids));
    let undone: Vec<Option<Uuid>> = undone.into_tuple().all(unit.tx()).await?;
    Ok(undone.into_iter().flatten().collect())
}

/// Whether what it wrote can be taken back: it is over, has written something, is no undo itself and was not undone.
pub(super) fn is_undoable(unit: &Unit, row: &bulk::Model, undone: bool) -> Outcome<bool> {
    let over = !status_of(row)?.is_busy() && row.undoes.is_none() && unit.now() < row.updated_at + KEPT;
    Ok(over && !undone && counts_of(row)?.done > 0)
}

/// What crosses the wire.
pub(super) fn state_of(unit: &Unit, row: bulk::Model, undone: bool) -> Outcome<BulkState> {
    let undoable = is_undoable(unit, &row, undone)?;
    let request = request_of(&row)?;
    Ok(BulkState {
        id: BulkId(row.id),
        directory: request.directory,
        act: request.act,
        asked_at: row.created_at,
        is_undo: row.undoes.is_some(),
        is_undone: undone,
        status: status_of(&row)?,
        counts: counts_of(&row)?,
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        rows_done: row.rows_done.unsigned_abs(),
        rows_total: row.rows_total.unsigned_abs(),
        undoable,
    })
}
