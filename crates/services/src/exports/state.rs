//! An export as its user sees it.

use domain::{
    AppError, ExportId,
    export::{ExportRequest, ExportState, ExportStatus},
    permission::{Action, Reach, verb},
    time::BusinessZone,
};
use entities::export::{self, Column};
use i18n::Locale;
use sea_orm::{EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::Exports;
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    files::dated_name,
    words::{directory_name, language_of},
};

/// Exports in the list of the latest.
const LATEST: u64 = 50;

impl Exports<'_> {
    /// The actor's latest exports, newest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<ExportState>> {
        let unit = self.services.read(actor).await?;
        unit.permit_anywhere::<verb::Export>()?;
        let rows = export::Entity::find()
            .filter(unit.own(Column::UserId))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::Id)
            .limit(LATEST)
            .all(unit.tx())
            .await?;
        let locale = language_of(unit.tx(), actor.user).await?;
        rows.into_iter().map(|row| state_of(row, locale, self.services.clock().zone)).collect()
    }

    /// How an export stands.
    ///
    /// # Errors
    /// Forbidden; not found if it is somebody else's.
    pub async fn state(&self, actor: &Actor, id: ExportId) -> Outcome<ExportState> {
        let unit = self.services.read(actor).await?;
        let row = own(&unit, id).await?;
        state_of(row, language_of(unit.tx(), actor.user).await?, self.services.clock().zone)
    }
}

/// The actor's own export.
///
/// # Errors
/// Forbidden without the right to export; not found.
pub(super) async fn own(unit: &Unit, id: ExportId) -> Outcome<export::Model> {
    unit.permit_anywhere::<verb::Export>()?;
    let found = export::Entity::find_by_id(id.0).filter(unit.own(Column::UserId)).one(unit.tx()).await?;
    allowed(unit, found)
}

/// The same, to be changed: nobody else changes it before the unit ends.
///
/// # Errors
/// Forbidden without the right to export; not found.
pub(super) async fn own_locked(unit: &Unit, id: ExportId) -> Outcome<export::Model> {
    let found = export::Entity::find_by_id(id.0).filter(unit.own(Column::UserId)).lock_exclusive();
    allowed(unit, found.one(unit.tx()).await?)
}

/// An export of a list that its user may still export.
fn allowed(unit: &Unit, found: Option<export::Model>) -> Outcome<export::Model> {
    let row = found.ok_or(AppError::NotFound)?;
    unit.permit_in::<verb::Export>(request_of(&row)?.state.directory)?;
    Ok(row)
}

/// Where it stands.
pub(super) fn status_of(row: &export::Model) -> Outcome<ExportStatus> {
    ExportStatus::from_key(&row.status)
        .ok_or_else(|| Failure::fault(format!("an export has the status {}", row.status)))
}

/// What was asked for.
pub(super) fn request_of(row: &export::Model) -> Outcome<ExportRequest> {
    Ok(serde_json::from_str(&row.request_json)?)
}

/// The request as it is kept once the file is begun: with the records that it covers, to be exported and to be seen.
#[derive(Serialize)]
struct Begun<'a> {
    #[serde(flatten)]
    request: &'a ExportRequest,
    reach: [&'a Reach; 2],
}

/// What is kept of them.
#[derive(Deserialize)]
struct Covered {
    reach: Option<[Reach; 2]>,
}

/// Keeps with the request which records the file may hold.
pub(super) fn begun(unit: &Unit, request: &ExportRequest) -> Outcome<String> {
    let nothing = Reach::default();
    let of = |action| unit.principal().grants.get(&request.state.directory.cell(action)).unwrap_or(&nothing);
    Ok(serde_json::to_string(&Begun { request, reach: [of(Action::Export), of(Action::View)] })?)
}

/// A file outlives the reach that it was made with: refuses one that may hold what is out of reach by now.
///
/// # Errors
/// Forbidden without the right to export; not found.
pub(super) fn check_reach(unit: &Unit, row: &export::Model) -> Outcome<()> {
    let directory = request_of(row)?.state.directory;
    let export = unit.permit_in::<verb::Export>(directory)?;
    let view = unit.permit_in::<verb::View>(directory)?;
    let covered: Covered = serde_json::from_str(&row.request_json)?;
    let covers = |[exported, seen]: &[Reach; 2]| export.reach().contains(exported) && view.reach().contains(seen);
    if covered.reach.as_ref().is_some_and(covers) { Ok(()) } else { Err(AppError::NotFound.into()) }
}

/// What crosses the wire.
pub(super) fn state_of(row: export::Model, locale: Locale, zone: BusinessZone) -> Outcome<ExportState> {
    let request = request_of(&row)?;
    let words = directory_name(request.state.directory, locale);
    Ok(ExportState {
        id: ExportId(row.id),
        status: status_of(&row)?,
        reason: Some(row.reason).filter(|reason| !reason.is_empty()),
        format: request.format,
        file_name: dated_name(words, zone.local(row.created_at), request.format.extension()),
        unmasked: request.unmasked,
        rows_done: row.rows_done.unsigned_abs(),
        rows_total: row.rows_total.unsigned_abs(),
        created_at: row.created_at,
        expires_at: row.expires_at,
    })
}
