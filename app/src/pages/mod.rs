//! Pages, one folder per resource.

pub mod accounts;
pub mod home;
pub mod imports;
pub mod individuals;

use domain::AppError;
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{api::ApiError, components::ProblemPage, state::locale};

/// Any address that is no page.
#[component]
pub fn NotFound() -> impl IntoView {
    // Sets the status too: the error is made on the server.
    let ApiError(error) = AppError::NotFound.into();
    view! {
        <Title text=i18n::problems::not_found_title(locale()) />
        <main class="page" id="main">
            <ProblemPage error />
        </main>
    }
}
