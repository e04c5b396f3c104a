//! What is logged of a request: never a query, a body or anything else that could name a person.

use std::{any::Any, time::Duration};

use axum::{
    body::Body,
    extract::MatchedPath,
    http::{Request, Response, StatusCode},
};
use tower_http::request_id::RequestId;
use tracing::Span;

/// One span per request, named by its route.
pub(super) fn span(request: &Request<Body>) -> Span {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, id)
}

/// One line per answer.
pub(super) fn answered<B>(response: &Response<B>, took: Duration, _: &Span) {
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(status = response.status().as_u16(), duration_ms, "answered");
}

/// A panic ends one request, not the process.
pub(super) fn panicked(cause: Box<dyn Any + Send>) -> Response<Body> {
    let text = cause.downcast_ref::<&str>().copied().or_else(|| cause.downcast_ref::<String>().map(String::as_str));
    tracing::error!(cause = text.unwrap_or("unknown"), "a request panicked");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
