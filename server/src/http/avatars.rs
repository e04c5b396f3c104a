//! The pictures of customers, in and out.

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use domain::{AppError, CustomerId, customer::Directory};
use serde::Deserialize;

use super::{
    AppState,
    answer::{Asker, Refused, Shown},
    upload::{next_chunk, size},
};

/// Whose picture it is.
#[derive(Deserialize)]
pub(super) struct Target {
    directory: Directory,
    customer: CustomerId,
}

/// Takes a picture as the body of the request, part by part.
pub(super) async fn upload(
    State(state): State<AppState>,
    asker: Asker,
    Query(Target { directory, customer }): Query<Target>,
    headers: HeaderMap,
    body: Body,
) -> Result<(), Refused> {
    let avatars = state.services.avatars();
    let mut upload = asker.answer(avatars.begin(&asker.actor, directory, customer, size(&headers)).await)?;
    let mut body = body.into_data_stream();
    while let Some(chunk) = next_chunk(&mut body).await? {
        asker.answer(upload.write(&chunk).await)?;
    }
    asker.answer(upload.finish().await)
}

/// The picture, to be shown.
pub(super) async fn show(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let id: CustomerId = id.parse().map_err(|_| AppError::NotFound)?;
    let file = asker.answer(state.services.avatars().file(&asker.actor, id).await)?;
    asker.send_stored(&file, Shown::Inline, &headers, state.sweep).await
}
