//! The file of the audit trail.

use axum::{
    body::Body,
    extract::{Query, State},
    response::Response,
};
use domain::audit::AuditFilter;
use futures::{TryStreamExt, stream::try_unfold};
use services::Failure;

use super::{
    AppState,
    answer::{Asker, Refused, attachment},
};

/// The entries of a filter, sent while they are read.
pub(super) async fn download(
    State(state): State<AppState>,
    asker: Asker,
    Query(filter): Query<AuditFilter>,
) -> Result<Response, Refused> {
    let file = asker.answer(state.services.audit().export(&asker.actor, filter).await)?;
    let name = file.name.clone();
    let parts = try_unfold(file, async |mut file| Ok(file.next().await?.map(|part| (part, file))));
    let parts = parts.inspect_err(|failure: &Failure| tracing::warn!(%failure, "a file of the audit trail ends early"));
    Ok(attachment(&name, Body::from_stream(parts)))
}
