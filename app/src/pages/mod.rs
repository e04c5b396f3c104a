//! Pages, one folder per resource.

pub mod individuals;

use leptos::prelude::*;
use leptos_router::components::A;

/// The page at `/`.
pub fn home() -> impl IntoView {
    view! {
        <h1>"Sổ Khách"</h1>
        <A href="/individuals">"Khách cá nhân"</A>
    }
}

/// The page for an address that leads nowhere.
pub fn not_found() -> impl IntoView {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
    view! { <h1>"Không tìm thấy trang"</h1> }
}
