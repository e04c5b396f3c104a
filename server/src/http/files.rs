//! Static files: the client's package, cached for good, and the rest of the site.

use axum::{
    Router,
    http::{HeaderValue, header::CACHE_CONTROL},
};
use tower::ServiceBuilder;
use tower_http::{
    services::{ServeDir, ServeFile},
    set_header::SetResponseHeaderLayer,
};

use crate::site::Site;

/// The path names the build, so a package file never changes; older builds stay servable after a deploy.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

pub(super) fn routes(site: &Site) -> Router {
    let package = ServeDir::new(site.root.join("pkg")).precompressed_br().precompressed_gzip();
    let package = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::if_not_present(CACHE_CONTROL, |response: &axum::http::Response<_>| {
            response.status().is_success().then_some(FOR_GOOD)
        }))
        .service(package);
    Router::new()
        .nest_service("/pkg", package)
        .route_service("/favicon.svg", ServeFile::new(site.root.join("favicon.svg")))
}
