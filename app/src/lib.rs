//! The isomorphic application: rendered on the server, hydrated in the browser.
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` exclude each other: build server and client separately");

pub mod api;
pub mod pages;

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{Route, Router, Routes},
    path,
};

use pages::individuals::{IndividualDetailPage, IndividualListPage};

/// The HTML document around the application, made by the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let package = format!("/{}", options.site_pkg_dir);
    view! {
        <!DOCTYPE html>
        <html lang="vi">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=format!("{package}/main.css") />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The application: one list of all routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title text="Sổ Khách" />
        <Router>
            <main>
                <Routes fallback=pages::not_found>
                    <Route path=path!("/") view=pages::home />
                    <Route
                        path=path!("/individuals")
                        view=Lazy::<IndividualListPage>::new()
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/individuals/:id")
                        view=Lazy::<IndividualDetailPage>::new()
                        ssr=SsrMode::Async
                    />
                </Routes>
            </main>
        </Router>
    }
}
