//! The isomorphic application: rendered on the server, hydrated in the browser.
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` exclude each other: build server and client separately");

pub mod api;
pub mod components;
pub mod pages;
pub mod state;

use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use components::{Frame, live};
use pages::{
    accounts::{InvitationPage, OwnRightsPage, ProfilePage, SetUpPage, SignInPage},
    audit::AuditTrailPage,
    catalogs::CatalogPage,
    customers::{CustomerListPage, CustomerPage, DuplicatesPage, TrashPage},
    home::HomePage,
    imports::{ImportListPage, ImportPage},
    places::{BranchListPage, DepartmentListPage},
    roles::{RoleListPage, RolePage},
    users::{UserListPage, UserRightsPage},
};
use state::Session;

/// Keeps what people do before hydration; it waits for the event [`HYDRATED`](state::HYDRATED).
const EARLY: &str = include_str!("early.js");

/// Lets keys press the controls that name them.
const KEYS: &str = include_str!("keys.js");

/// Tells a page to look anew when its visitor's rights change.
const LIVE: &str = include_str!("live.js");

/// The HTML document around the application, made by the server only.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let session = use_context::<Session>().unwrap_or_default();
    let epoch = session.viewer.as_ref().map(|viewer| viewer.principal.epoch);
    let preferences = session.preferences;
    let main_css = format!("{}/main.css", session.package);
    view! {
        <!DOCTYPE html>
        <html
            lang=preferences.language
            data-theme=preferences.theme
            data-density=preferences.density
            data-single-keys=preferences.single_keys.to_string()
            data-epoch=epoch
        >
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=main_css />
                <script nonce=use_nonce()>{EARLY}</script>
                {epoch
                    .map(|_| {
                        view! {
                            <script nonce=use_nonce()>{LIVE}</script>
                            <script nonce=use_nonce()>{KEYS}</script>
                        }
                    })}
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
    state::provide_session();
    state::follow_rights();
    state::provide_toasts();
    state::provide_changes();
    state::provide_confirming();
    let name = i18n::app::name(state::locale());
    view! {
        // Until a page has a title of its own there is one, too.
        <Title
            text=""
            formatter=move |page: String| if page.is_empty() { name.to_owned() } else { format!("{page} · {name}") }
        />
        <Router>
            <Frame>
                <Routes fallback=pages::NotFound>
                    <Route path=path!("/") view={live::<HomePage>()} ssr=SsrMode::Async />
                    <Route path=path!("/login") view=SignInPage />
                    <Route path=path!("/setup") view={live::<SetUpPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/profile") view={live::<ProfilePage>()} ssr=SsrMode::Async />
                    <Route path=path!("/profile/rights") view={live::<OwnRightsPage>()} ssr=SsrMode::Async />
                    <Route
                        path=path!("/customers/:directory")
                        view={live::<CustomerListPage>()}
                        ssr=SsrMode::Async
                    />
                    <Route
                        path=path!("/customers/:directory/:code")
                        view={live::<CustomerPage>()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/leads") view={live::<CustomerListPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/leads/:code") view={live::<CustomerPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/import") view={live::<ImportListPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/import/:id") view={live::<ImportPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/invitation") view={live::<InvitationPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/users") view={live::<UserListPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/users/:id") view={live::<UserRightsPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/roles") view={live::<RoleListPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/roles/:id") view={live::<RolePage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/branches") view={live::<BranchListPage>()} ssr=SsrMode::Async />
                    <Route
                        path=path!("/config/departments")
                        view={live::<DepartmentListPage>()}
                        ssr=SsrMode::Async
                    />
                    <Route path=path!("/config/catalogs/:catalog?") view={live::<CatalogPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/config/audit") view={live::<AuditTrailPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/duplicates") view={live::<DuplicatesPage>()} ssr=SsrMode::Async />
                    <Route path=path!("/trash") view={live::<TrashPage>()} ssr=SsrMode::Async />
                </Routes>
            </Frame>
        </Router>
    }
}
