//! One well-formed request per endpoint, so that nothing but the rights decides the answer.

use axum::http::Method;
use serde_json::Value;
use server::http::endpoints::{Endpoint, Kind};
use test_support::requests::{body_of, path_of};

/// Method, path and body that ask an endpoint for something that does not exist.
///
/// # Panics
/// The endpoint is new: it needs its request in `test_support::requests`.
pub fn request_of(endpoint: &Endpoint) -> (Method, String, Option<Value>) {
    let path = path_of(endpoint.path);
    match endpoint.kind {
        Kind::ServerFunction => {
            let body = body_of(endpoint.path).unwrap_or_else(|| panic!("{} has no request", endpoint.path));
            (Method::POST, path, Some(body))
        }
        Kind::Handler(_) if endpoint.path == "/imports" => (Method::POST, path, None),
        Kind::Page | Kind::Handler(_) => (Method::GET, path, None),
    }
}
