//! Routes and layers. All routes are built from the table [`ENDPOINTS`](endpoints::ENDPOINTS).

pub mod endpoints;
mod files;
mod guard;
mod headers;
mod health;
mod log;
mod pages;
mod state;
mod visitor;

use std::time::Duration;

use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{from_fn, from_fn_with_state},
    response::IntoResponse,
    routing::post,
};
use leptos_axum::handle_server_fns_with_context;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::CsrfLayer,
    limit::RequestBodyLimitLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use self::endpoints::{ENDPOINTS, Kind};
pub use self::state::AppState;

/// What a form or a list query may weigh.
const BODY_LIMIT: usize = 256 * 1024;
/// How long a request may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// Everything the server answers.
pub fn build_router(state: AppState) -> Router {
    let mut router = pages::routes(&state);
    for endpoint in ENDPOINTS {
        router = match endpoint.kind {
            Kind::Page => router,
            Kind::ServerFunction => router.route(endpoint.path, post(answer_server_function)),
            Kind::Handler(handler) => router.route(endpoint.path, handler()),
        };
    }
    router
        .fallback(pages::missing)
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT))
        .layer(from_fn(guard::check))
        .layer(from_fn_with_state(state.clone(), visitor::recognise))
        .with_state(state.clone())
        .merge(files::routes(&state.site))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT))
        .layer(CompressionLayer::new())
        .layer(from_fn_with_state(state.clone(), headers::secure))
        .layer(csrf(&state))
        .layer(TraceLayer::new_for_http().make_span_with(log::span).on_response(log::answered))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(CatchPanicLayer::custom(log::panicked))
}

async fn answer_server_function(State(_): State<AppState>, request: Request) -> impl IntoResponse {
    handle_server_fns_with_context(visitor::provide, request).await
}

/// Changes come from our own pages alone; behind a proxy those have the proxy's origin.
fn csrf(state: &AppState) -> CsrfLayer {
    let layer = CsrfLayer::new();
    match &state.proxy {
        Some(origin) => layer.clone().add_trusted_origin(origin).unwrap_or(layer),
        None => layer,
    }
}
