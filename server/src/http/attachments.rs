//! The files of customers, in and out.

use axum::{
    Json,
    body::Body,
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use domain::{AppError, AttachmentId, ContractId, CustomerId, IdempotencyKey, attachment::FilesOf};
use serde::Deserialize;
use services::attachments::NewAttachment;

use super::{
    AppState,
    answer::{Asker, Refused, Shown},
    upload::{file_name, next_chunk, size},
};

/// Whose file it is, and to which contract it belongs.
#[derive(Deserialize)]
pub(super) struct Target {
    customer: CustomerId,
    contract: Option<ContractId>,
    key: IdempotencyKey,
}

/// How a file is wished for.
#[derive(Deserialize)]
pub(super) struct Wish {
    /// To be shown in a page, of what may be.
    inline: Option<String>,
}

/// Takes a file as the body of the request, part by part, and answers with the attachment that it became.
pub(super) async fn upload(
    State(state): State<AppState>,
    asker: Asker,
    Query(Target { customer, contract, key }): Query<Target>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<AttachmentId>, Refused> {
    let new = NewAttachment { key, of: FilesOf { customer, contract }, name: file_name(&headers)? };
    let attachments = state.services.attachments();
    let mut upload = asker.answer(attachments.begin(&asker.actor, new, size(&headers)).await)?;
    let mut body = body.into_data_stream();
    while let Some(chunk) = next_chunk(&mut body).await? {
        asker.answer(upload.write(&chunk).await)?;
    }
    Ok(Json(asker.answer(upload.finish().await)?))
}

/// The file, to be saved or to be shown.
pub(super) async fn download(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
    Query(Wish { inline }): Query<Wish>,
    headers: HeaderMap,
) -> Result<Response, Refused> {
    let id: AttachmentId = id.parse().map_err(|_| AppError::NotFound)?;
    let file = asker.answer(state.services.attachments().file(&asker.actor, id).await)?;
    let shown = if inline.is_some() { Shown::Inline } else { Shown::Saved };
    asker.send_stored(&file, shown, &headers, state.sweep).await
}
