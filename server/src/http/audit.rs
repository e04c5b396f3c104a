//! The file of the audit trail.

use axum::{
    body::Body,
    extract::{Query, State},
    response::Response,
};
use domain::{audit::AuditFilter, export::ExportFormat};
use futures::{TryStreamExt, stream::try_unfold};
use serde::Deserialize;
use services::Failure;

use super::{
    AppState,
    answer::{Asker, Refused, attachment},
};

/// In which format the file is wished for.
#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    format: ExportFormat,
}

/// The entries of a filter: lines are sent while they are read, a workbook when it has all its rows.
pub(super) async fn download(
    State(state): State<AppState>,
    asker: Asker,
    Query(filter): Query<AuditFilter>,
    Query(Wish { format }): Query<Wish>,
) -> Result<Response, Refused> {
    let file = asker.answer(state.services.audit().export(&asker.actor, filter, format).await)?;
    let name = file.name.clone();
    let parts = try_unfold(file, async |mut file| Ok(file.next().await?.map(|part| (part, file))));
    let parts = parts.inspect_err(|failure: &Failure| tracing::warn!(%failure, "a file of the audit trail ends early"));
    Ok(attachment(&name, Body::from_stream(parts)))
}
