//! Security headers, the content security policy above all.

use axum::http::{HeaderName, HeaderValue, header};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::ResponseOptions;
use tower::{
    ServiceBuilder,
    layer::util::{Identity, Stack},
};
use tower_http::set_header::SetResponseHeaderLayer;

type Set = SetResponseHeaderLayer<HeaderValue>;

/// For every answer that is not a page of the application: nothing may run.
const NOTHING_RUNS: HeaderValue =
    HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'");

/// The headers of every answer; a page has set its own policy before.
pub(super) fn secure() -> Stack<Set, Stack<Set, Stack<Set, Identity>>> {
    ServiceBuilder::new()
        .layer(set(header::CONTENT_SECURITY_POLICY, NOTHING_RUNS))
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")))
        .layer(set(header::REFERRER_POLICY, HeaderValue::from_static("same-origin")))
        .into_inner()
}

fn set(name: HeaderName, value: HeaderValue) -> Set {
    SetResponseHeaderLayer::if_not_present(name, value)
}

/// Lets the scripts run that this one page carries: leptos writes the same nonce into them.
pub(super) fn allow_page_scripts() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else {
        return;
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}
