//! The files of the import: the upload, the template, the refused rows.

use std::time::Duration;

use app::state::Session;
use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, header},
    response::Response,
};
use domain::{AppError, ImportId, import::wizard::ImportState};
use futures::{Stream, StreamExt};
use i18n::Locale;
use percent_encoding::percent_decode_str;

use super::{
    AppState,
    answer::{Asker, Refused, attachment},
};

/// The uploaded file's name, percent-encoded: headers hold no letters with marks.
const FILE_NAME: &str = "x-file-name";
/// A browser that sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// Takes a file as the body of the request, chunk by chunk, and answers with the import that it begins.
pub(super) async fn upload(
    State(state): State<AppState>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ImportState>, Refused> {
    let imports = state.services.imports();
    let size = headers.get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let mut upload = asker.answer(imports.begin(&asker.actor, &file_name(&headers)?, size).await)?;
    let mut body = body.into_data_stream();
    while let Some(chunk) = next_chunk(&mut body).await? {
        asker.answer(upload.write(&chunk).await)?;
    }
    Ok(Json(asker.answer(upload.finish().await)?))
}

/// An empty workbook with the headings, the lists of choices and the explanations, in the person's language.
pub(super) async fn template(
    State(state): State<AppState>,
    asker: Asker,
    Extension(session): Extension<Session>,
) -> Result<Response, Refused> {
    let locale = Locale::from_code(&session.preferences.language).unwrap_or_default();
    let workbook = asker.answer(state.services.imports().template(&asker.actor, locale).await)?;
    Ok(attachment(i18n::imports::template_file(locale), workbook.into()))
}

/// The refused rows with a column that says why.
pub(super) async fn refused(
    State(state): State<AppState>,
    asker: Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id: ImportId = id.parse().map_err(|_| AppError::NotFound)?;
    let download = asker.answer(state.services.imports().refused(&asker.actor, id).await)?;
    asker.send(download, state.sweep).await
}

fn file_name(headers: &HeaderMap) -> Result<String, Refused> {
    let encoded = headers.get(FILE_NAME).and_then(|name| name.to_str().ok()).unwrap_or_default();
    let name = percent_decode_str(encoded).decode_utf8().map_err(|_| AppError::field("file", "invalid"))?;
    Ok(name.into_owned())
}

/// The next part of the file. An error here means that the browser is gone; nobody hears the answer, and it is no
/// failure of the server's.
async fn next_chunk(
    body: &mut (impl Stream<Item = Result<Bytes, axum::Error>> + Unpin),
) -> Result<Option<Bytes>, Refused> {
    let next = tokio::time::timeout(SILENCE, body.next()).await.ok();
    next.map(Option::transpose).and_then(Result::ok).ok_or_else(|| AppError::field("file", "invalid").into())
}
