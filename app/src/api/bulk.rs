//! Acts on many customers at once. They run in the background: the answer tells how far one is.

use domain::{
    BulkId, IdempotencyKey,
    bulk::{BulkRequest, BulkState, CellsRequest, RowVerdict},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// Changes many records.
#[server(endpoint = "bulk/change", protocol = Json)]
pub async fn change_many(
    /// Made when the act was chosen.
    key: IdempotencyKey,
    /// Which records, and what of them.
    request: BulkRequest,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    let change = async move { services.bulk().change(&actor, key, request).await };
    answer(Services::to_its_end(change).await)
}

/// Moves many records to the trash.
#[server(endpoint = "bulk/trash", protocol = Json)]
pub async fn trash_many(
    /// Made when the act was chosen.
    key: IdempotencyKey,
    /// Which records.
    request: BulkRequest,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    let trash = async move { services.bulk().trash(&actor, key, request).await };
    answer(Services::to_its_end(trash).await)
}

/// What would become of the cells of some rows; nothing is written.
#[server(endpoint = "bulk/check_cells", protocol = Json)]
pub async fn check_cells(
    /// The cells, and what shall stand there.
    request: CellsRequest,
) -> Result<Vec<RowVerdict>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bulk().check_cells(&actor, &request).await)
}

/// Writes cells of some rows as one act.
#[server(endpoint = "bulk/write_cells", protocol = Json)]
pub async fn write_cells(
    /// Made when they were pasted.
    key: IdempotencyKey,
    /// The cells, and what shall stand there.
    request: CellsRequest,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    let write = async move { services.bulk().write_cells(&actor, key, &request).await };
    answer(Services::to_its_end(write).await)
}

/// How far an act is.
#[server(endpoint = "bulk/state", protocol = Json)]
pub async fn read_bulk(
    /// The act.
    id: BulkId,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bulk().state(&actor, id).await)
}

/// The acts of the last days, the latest first.
#[server(endpoint = "bulk/list", protocol = Json)]
pub async fn list_bulk() -> Result<Vec<BulkState>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.bulk().list(&actor).await)
}

/// Stops an act; what was written stays.
#[server(endpoint = "bulk/cancel", protocol = Json)]
pub async fn cancel_bulk(
    /// The act.
    id: BulkId,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    let cancel = async move { services.bulk().cancel(&actor, id).await };
    answer(Services::to_its_end(cancel).await)
}

/// Takes back what an act has written.
#[server(endpoint = "bulk/undo", protocol = Json)]
pub async fn undo_bulk(
    /// The act.
    id: BulkId,
) -> Result<BulkState, ApiError> {
    let (services, actor) = signed_in()?;
    let undo = async move { services.bulk().undo(&actor, id).await };
    answer(Services::to_its_end(undo).await)
}
