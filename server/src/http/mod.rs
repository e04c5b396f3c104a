//! Routes and layers. All routes are built from the table [`ENDPOINTS`](endpoints::ENDPOINTS).

mod answer;
mod attachments;
mod audit;
mod avatars;
pub mod endpoints;
mod exports;
mod files;
mod guard;
mod headers;
mod health;
mod imports;
mod live;
mod log;
mod pages;
mod state;
mod upload;
mod visitor;

use axum::{
    Router,
    body::Body,
    extract::{MatchedPath, Request},
    handler::Handler,
    http::{StatusCode, header::CONTENT_LENGTH},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use http_body_util::Limited;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate},
    },
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

use self::endpoints::{BODY_LIMIT, ENDPOINTS, Kind, TIME_LIMIT};
pub use self::state::AppState;

/// Everything the server answers.
pub fn build_router(state: AppState) -> Router {
    let small = RequestBodyLimitLayer::new(BODY_LIMIT);
    let mut router = pages::routes(&state).layer(from_fn(in_size));
    for endpoint in ENDPOINTS {
        // Leptos has routed its pages and server functions already; the guard lets through what is in the table.
        let Kind::Handler(handler) = endpoint.kind else { continue };
        router = router.route(endpoint.path, handler().layer(RequestBodyLimitLayer::new(endpoint.body_limit)));
    }
    // Workbooks and documents are compressed by themselves.
    let compress = DefaultPredicate::new()
        .and(NotForContentType::const_new("application/vnd."))
        .and(NotForContentType::const_new("application/pdf"))
        .and(NotForContentType::const_new("application/msword"));
    router
        .fallback(pages::missing.layer(small))
        .layer(from_fn(guard::check))
        .layer(from_fn_with_state(state.clone(), visitor::recognise))
        .with_state(state.clone())
        .merge(files::routes(&state.site))
        .layer(from_fn(in_time))
        .layer(CompressionLayer::new().compress_when(compress))
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(csrf(&state))
        .layer(TraceLayer::new_for_http().make_span_with(log::span).on_response(log::answered))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(CatchPanicLayer::custom(log::panicked))
}

/// Cuts off what takes longer than its endpoint may.
async fn in_time(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let endpoint = path.and_then(|path| endpoints::find(path.as_str()));
    let limit = endpoint.map_or(TIME_LIMIT, |endpoint| endpoint.time_limit);
    let late = |_| StatusCode::SERVICE_UNAVAILABLE.into_response();
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(late)
}

/// Refuses what is larger than its endpoint may be sent.
async fn in_size(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let endpoint = path.and_then(|path| endpoints::find(path.as_str()));
    let limit = endpoint.map_or(BODY_LIMIT, |endpoint| endpoint.body_limit);
    let said = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if said.is_some_and(|said| said > limit) {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

/// Changes come from our own pages alone; behind a proxy those have the proxy's origin.
fn csrf(state: &AppState) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &state.proxy {
        Some(origin) => layer.clone().add_trusted_origin(origin).unwrap_or(layer),
        None => layer,
    }
}
