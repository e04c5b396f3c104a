//! How handlers outside of leptos answer: failures as the same JSON that a server function sends, files as downloads.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use app::api::context::Visitor;
use axum::{
    Json,
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use domain::{AppError, permission::Principal};
use futures::{StreamExt, TryStreamExt, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use services::{
    Failure, Outcome, Services,
    authz::Actor,
    imports::Download,
    live::Hint,
    storage::{self, StoredFile},
};
use tokio::{
    fs::File,
    sync::broadcast::{Receiver, error::TryRecvError},
};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

/// The media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const CSV: &str = "text/csv; charset=utf-8";
/// Bytes of a file that are read at once.
const CHUNK: usize = 64 * 1024;
/// What may stand unescaped in a file name by RFC 5987, as far as it occurs.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_');

/// Whoever has been given a file asks each time whether it is still the same, and is asked for the rights each time.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("private, no-cache");
/// A picture is shown by itself or by our pages, and runs nothing.
const OF_PICTURE: HeaderValue = HeaderValue::from_static("default-src 'none'; sandbox; frame-ancestors 'none'");
/// A document is shown within our pages by the browser's own reader, which a sandbox would keep out.
const OF_DOCUMENT: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'self'",
);
/// The same in the words of old browsers.
const IN_OUR_PAGES: HeaderValue = HeaderValue::from_static("SAMEORIGIN");

/// What becomes of a file in the browser.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// It is saved.
    Saved,
    /// It is shown, if it is something that a page may show.
    Inline,
}

/// The signed-in person, and the id of the request for the log.
pub(super) struct Asker {
    pub actor: Actor,
    services: Services,
    request: Uuid,
}

/// What the person may know of a failure.
#[derive(Debug)]
pub(super) struct Refused(AppError);

impl<S: Sync> FromRequestParts<S> for Asker {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        let visitor = parts.extensions.get::<Visitor>().ok_or(Refused(AppError::Unavailable))?;
        let actor = visitor.actor.clone().ok_or(Refused(AppError::Unauthenticated))?;
        Ok(Self { actor, services: visitor.services.clone(), request: visitor.request })
    }
}

impl Asker {
    /// Turns a failure into what the person may know; a fault is logged here, once.
    pub fn answer<T>(&self, outcome: Outcome<T>) -> Result<T, Refused> {
        outcome.map_err(|failure| match failure {
            Failure::Refused(error) => Refused(error),
            Failure::Fault(cause) => {
                tracing::error!(request = %self.request, cause = %cause, "a request failed");
                Refused(AppError::Internal { id: self.request })
            }
        })
    }

    /// A file from the disk, sent as it is read; it breaks off when the person's rights become others. They are looked at
    /// whenever somebody hints at it, and every `sweep`: a hint may be missed.
    pub async fn send(&self, download: Download, sweep: Duration) -> Result<Response, Refused> {
        let opened = async {
            let file = File::open(&download.path).await?;
            let bytes = file.metadata().await?.len();
            Ok((file, bytes))
        };
        let (file, bytes) = self.answer(opened.await.map_err(|error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => AppError::NotFound.into(),
            _ => error.into(),
        }))?;
        let parts = ReaderStream::with_capacity(file, CHUNK).boxed();
        let mut response = attachment(&download.file_name, self.watched(parts, sweep).await?);
        response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
        Ok(response)
    }

    /// A file from the store, sent as it is read, as [`send`](Self::send) does; whoever has it already is told so.
    pub async fn send_stored(
        &self,
        file: &StoredFile,
        shown: Shown,
        asked: &HeaderMap,
        sweep: Duration,
    ) -> Result<Response, Refused> {
        let mark = format!("\"{}\"", file.object);
        let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == mark.as_bytes());
        let mut response = if known {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            let parts = self.answer(self.services.read_object(file).await)?;
            Response::new(self.watched(parts, sweep).await?)
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, ASK_AGAIN);
        headers.extend(HeaderValue::from_str(&mark).ok().map(|mark| (header::ETAG, mark)));
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.mime));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        if let Some(size) = file.size.filter(|_| !known) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(size));
        }
        match shown {
            Shown::Inline if file.mime.starts_with("image/") => {
                headers.insert(header::CONTENT_SECURITY_POLICY, OF_PICTURE);
            }
            Shown::Inline if file.is_shown => {
                headers.insert(header::CONTENT_SECURITY_POLICY, OF_DOCUMENT);
                headers.insert(header::X_FRAME_OPTIONS, IN_OUR_PAGES);
                headers.insert(header::CONTENT_DISPOSITION, named("inline", &file.name));
            }
            _ => {
                headers.insert(header::CONTENT_DISPOSITION, named("attachment", &file.name));
            }
        }
        Ok(response)
    }

    /// What is sent until the person's rights become others.
    async fn watched(&self, parts: storage::Parts, sweep: Duration) -> Result<Body, Refused> {
        // What changes from now on is heard: the rights below are no older.
        let hints = self.services.listen();
        let principal = self.answer(self.services.accounts().viewer(&self.actor).await)?.principal;
        let asked = Instant::now();
        let watch =
            Watch { services: self.services.clone(), actor: self.actor.clone(), principal, hints, sweep, asked };
        let parts = stream::try_unfold((parts, watch), |(mut parts, mut watch)| async move {
            if !watch.holds().await {
                // An end would look like the whole file to whoever does not count.
                return Err(std::io::ErrorKind::PermissionDenied.into());
            }
            let part = parts.try_next().await?;
            Ok::<_, std::io::Error>(part.map(|part| (part, (parts, watch))))
        });
        Ok(Body::from_stream(parts))
    }
}

/// Keeps to the rights with which something long began.
struct Watch {
    services: Services,
    actor: Actor,
    principal: Principal,
    hints: Receiver<Hint>,
    sweep: Duration,
    asked: Instant,
}

impl Watch {
    /// Whether the person's rights are still the same: looked at anew after every word of a change, and now and then.
    async fn holds(&mut self) -> bool {
        let mut is_due = self.asked.elapsed() >= self.sweep;
        loop {
            match self.hints.try_recv() {
                Ok(Hint::Rights(user)) => is_due |= user == self.actor.user || Some(user) == self.actor.seen_by,
                Ok(Hint::Gap) | Err(TryRecvError::Lagged(_)) => is_due = true,
                Ok(_) => {}
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Closed) => return false,
            }
        }
        if !is_due {
            return true;
        }
        self.asked = Instant::now();
        let now = self.services.accounts().still_there(&self.actor).await;
        now.is_ok_and(|viewer| viewer.principal == self.principal)
    }
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut headers = HeaderMap::new();
        if let AppError::TooMany { retry_after } = self.0 {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(retry_after));
        }
        (status, headers, Json(self.0)).into_response()
    }
}

/// A file that the browser saves under this name and never shows.
pub(super) fn attachment(file_name: &str, body: Body) -> Response {
    let is_csv = Path::new(file_name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(if is_csv { CSV } else { XLSX }));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_DISPOSITION, named("attachment", file_name));
    response
}

/// What becomes of a file, and under which name it is saved.
fn named(what: &'static str, file_name: &str) -> HeaderValue {
    HeaderValue::from_str(&disposition(what, file_name)).unwrap_or(HeaderValue::from_static(what))
}

/// The name twice: plain for the simplest clients, and in UTF-8 as RFC 5987 says.
fn disposition(what: &str, file_name: &str) -> String {
    let plain: String = file_name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_') { c } else { '_' })
        .collect();
    format!("{what}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(file_name, ESCAPED))
}

#[cfg(test)]
mod tests {
    use super::disposition;

    #[test]
    fn a_name_is_told_twice() {
        let told = disposition("attachment", "khách \"hàng\".xlsx");
        assert_eq!(
            told,
            "attachment; filename=\"kh_ch__h_ng_.xlsx\"; filename*=UTF-8''kh%C3%A1ch%20%22h%C3%A0ng%22.xlsx"
        );
        assert!(!disposition("inline", "a\r\nSet-Cookie: b").contains(['\r', '\n']));
    }
}
