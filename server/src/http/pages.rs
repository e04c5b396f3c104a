//! The pages of the application.

use app::{App, shell};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use leptos_axum::{LeptosRoutes, generate_route_list, render_app_async_with_context};

use super::{AppState, visitor};

/// One route per page.
pub(super) fn routes(state: &AppState) -> Router<AppState> {
    let options = state.options.clone();
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(App), visitor::provide, move || shell(options.clone()))
}

/// Any other address: the application's own page for what is not there.
pub(super) async fn missing(State(state): State<AppState>, request: Request) -> Response {
    render_app_async_with_context(visitor::provide, move || shell(state.options.clone()))(request).await
}
