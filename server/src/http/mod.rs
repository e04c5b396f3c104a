//! Routes and layers.

mod files;
mod headers;

use app::{App, shell};
use axum::{Router, body::Body, extract::Request, routing::post};
use leptos_axum::{LeptosRoutes, generate_route_list, handle_server_fns_with_context};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer};

use crate::site::Site;

/// Everything the server answers.
pub fn build_router(site: &Site) -> Router {
    let options = site.leptos_options();
    Router::new()
        .route("/api/{*function}", post(answer_server_function))
        .leptos_routes_with_context(&options, generate_route_list(App), headers::allow_page_scripts, {
            let options = options.clone();
            move || shell(options.clone())
        })
        .with_state(options.clone())
        .merge(files::routes(site))
        .fallback(leptos_axum::render_app_to_stream_with_context(headers::allow_page_scripts, move || {
            shell(options.clone())
        }))
        .layer(headers::secure())
        .layer(CsrfLayer::new())
        .layer(CatchPanicLayer::new())
}

async fn answer_server_function(request: Request<Body>) -> impl axum::response::IntoResponse {
    handle_server_fns_with_context(|| {}, request).await
}
