//! Pages, one folder per resource.
//!
//! A page asks for its data in `LazyRoute::view`, which lies in the page's own chunk. `LazyRoute::data` would ask a little
//! earlier, but it belongs to the main chunk, and with it everything that reads the answers of all pages.

pub mod accounts;
pub mod home;
pub mod imports;
pub mod individuals;
pub mod places;
pub mod roles;
pub mod users;

use domain::{AppError, permission::Cell};
use leptos::prelude::*;

use crate::{api::ApiError, components::ProblemPage, state::viewer};

/// Any address that is no page.
#[component]
pub fn NotFound() -> impl IntoView {
    // Sets the status too: the error is made on the server.
    let ApiError(error) = AppError::NotFound.into();
    view! {
        <main class="page" id="main">
            <ProblemPage error />
        </main>
    }
}

/// A page for those who hold a cell; to others it says what is missing.
pub fn guarded((action, resource): Cell, page: impl FnOnce() -> AnyView) -> AnyView {
    if viewer().is_some_and(|viewer| viewer.principal.may(action, resource)) {
        return page();
    }
    // Sets the status too: the error is made on the server.
    let ApiError(error) = AppError::Forbidden { action, resource }.into();
    view! {
        <main class="page" id="main">
            <ProblemPage error />
        </main>
    }
    .into_any()
}
