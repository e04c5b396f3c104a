//! Pages, one folder per resource.
//!
//! A page asks for its data in `LazyRoute::view`, which lies in the page's own chunk. `LazyRoute::data` would ask a little
//! earlier, but it belongs to the main chunk, and with it everything that reads the answers of all pages.

pub mod accounts;
pub mod audit;
pub mod bookings;
pub mod catalogs;
pub mod contracts;
pub mod customers;
pub mod extra_services;
pub mod home;
pub mod imports;
pub mod invoices;
pub mod meters;
pub mod places;
pub mod receipts;
pub mod roles;
pub mod spaces;
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

/// What stands in the place of a page for those who do not hold its cell.
pub fn forbidden((action, resource): Cell) -> Option<AnyView> {
    if viewer().is_some_and(|viewer| viewer.principal.may(action, resource)) {
        return None;
    }
    // Sets the status too: the error is made on the server.
    let ApiError(error) = AppError::Forbidden { action, resource }.into();
    let page = view! {
        <main class="page" id="main">
            <ProblemPage error />
        </main>
    };
    Some(page.into_any())
}
