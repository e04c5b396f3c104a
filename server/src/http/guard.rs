//! Lets nobody in who is not signed in, before anything else is done. What a person may do is decided by the use cases.

use app::api::context::Visitor;
use axum::{
    Json,
    extract::{MatchedPath, Request},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::AppError;
use services::authz::lets_in;

use super::endpoints::{Access, Kind, find};

/// Checks the table of endpoints.
pub(super) async fn check(path: Option<MatchedPath>, request: Request, next: Next) -> Response {
    let Some(path) = path else { return next.run(request).await };
    let Some(endpoint) = find(path.as_str()) else { return StatusCode::NOT_FOUND.into_response() };
    let visitor = request.extensions().get::<Visitor>();
    let signed_in = visitor.is_some_and(|visitor| visitor.actor.is_some());
    // Everything but a page has its actor from the visitor, and would refuse for itself.
    let signed_in = match (endpoint.access, endpoint.kind) {
        (Access::Public, _) | (_, Kind::ServerFunction | Kind::Handler(_)) => signed_in,
        (_, Kind::Page) => lets_in(signed_in),
    };
    match (endpoint.access, endpoint.kind, signed_in) {
        (Access::Public, Kind::Page, true) => Redirect::to("/").into_response(),
        (Access::Public, ..) | (_, _, true) => next.run(request).await,
        (_, Kind::Page, false) => Redirect::to(&login(&request)).into_response(),
        (_, _, false) => (StatusCode::UNAUTHORIZED, Json(AppError::Unauthenticated)).into_response(),
    }
}

/// The sign-in page, which leads on to where the person wanted to be.
fn login(request: &Request) -> String {
    let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
    if target == "/" {
        return "/login".to_owned();
    }
    let mut query = leptos_router::params::ParamsMap::new();
    query.insert("next", target.to_owned());
    format!("/login{}", query.to_query_string())
}
