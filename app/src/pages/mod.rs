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

use domain::AppError;
use leptos::prelude::*;

use crate::{api::ApiError, components::ProblemPage};

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
