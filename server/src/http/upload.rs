//! How files come in: as the body of a request, part by part.

use std::time::Duration;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use domain::AppError;
use futures::{Stream, StreamExt};
use percent_encoding::percent_decode_str;

use super::answer::Refused;

/// The uploaded file's name, percent-encoded: headers hold no letters with marks.
const FILE_NAME: &str = "x-file-name";
/// A browser that sends nothing for so long is gone.
const SILENCE: Duration = Duration::from_secs(30);

/// What the browser calls the file.
pub(super) fn file_name(headers: &HeaderMap) -> Result<String, Refused> {
    let encoded = headers.get(FILE_NAME).and_then(|name| name.to_str().ok()).unwrap_or_default();
    let name = percent_decode_str(encoded).decode_utf8().map_err(|_| AppError::field("file", "invalid"))?;
    Ok(name.into_owned())
}

/// How large the browser says that it is, if it says anything.
pub(super) fn size(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The next part of the file. An error here means that the browser is gone; nobody hears the answer, and it is no
/// failure of the server's.
pub(super) async fn next_chunk(
    body: &mut (impl Stream<Item = Result<Bytes, axum::Error>> + Unpin),
) -> Result<Option<Bytes>, Refused> {
    let next = tokio::time::timeout(SILENCE, body.next()).await.ok();
    next.map(Option::transpose).and_then(Result::ok).ok_or_else(|| AppError::field("file", "invalid").into())
}
