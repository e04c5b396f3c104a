//! Exports. The finished file is fetched by `GET /exports/{id}`.

use domain::{
    ExportId,
    export::{ExportRequest, ExportState},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// Asks for a file.
#[server(endpoint = "exports/request", protocol = Json)]
pub async fn request_export(
    /// Which rows and columns, in which format.
    request: ExportRequest,
) -> Result<ExportState, ApiError> {
    let (services, actor) = signed_in()?;
    let ask = async move { services.exports().request(&actor, &request).await };
    answer(Services::to_its_end(ask).await)
}

/// The own exports, newest first.
#[server(endpoint = "exports/list", protocol = Json)]
pub async fn list_exports() -> Result<Vec<ExportState>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.exports().list(&actor).await)
}

/// How far an export is.
#[server(endpoint = "exports/state", protocol = Json)]
pub async fn read_export(
    /// The export.
    id: ExportId,
) -> Result<ExportState, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.exports().state(&actor, id).await)
}

/// Stops an export.
#[server(endpoint = "exports/cancel", protocol = Json)]
pub async fn cancel_export(
    /// The export.
    id: ExportId,
) -> Result<ExportState, ApiError> {
    let (services, actor) = signed_in()?;
    let cancel = async move { services.exports().cancel(&actor, id).await };
    answer(Services::to_its_end(cancel).await)
}
