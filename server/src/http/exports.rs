//! The files of the export.

use axum::{
    extract::{Path, State},
    response::Response,
};
use domain::{AppError, ExportId};

use super::{
    AppState,
    answer::{Asker, Refused},
};

/// A finished file; whether the person may have it is asked again.
pub(super) async fn download(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id: ExportId = id.parse().map_err(|_| AppError::NotFound)?;
    let download = asker.answer(state.services.exports().open(&asker.actor, id).await)?;
    asker.send(download, state.sweep).await
}
