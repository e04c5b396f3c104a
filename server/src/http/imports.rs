//! The files of the import: the upload, the template, the refused rows.

use app::state::Session;
use axum::{
    Extension, Json,
    body::Body,
    extract::{Path, State},
    http::HeaderMap,
    response::Response,
};
use domain::{AppError, ImportId, import::wizard::ImportState};
use i18n::Locale;

use super::{
    AppState,
    answer::{Asker, Refused, attachment},
    upload::{file_name, next_chunk, size},
};

/// Takes a file as the body of the request, chunk by chunk, and answers with the import that it begins.
pub(super) async fn upload(
    State(state): State<AppState>,
    asker: Asker,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<ImportState>, Refused> {
    let imports = state.services.imports();
    let mut upload = asker.answer(imports.begin(&asker.actor, &file_name(&headers)?, size(&headers)).await)?;
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
