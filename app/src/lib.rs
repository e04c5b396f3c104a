//! The isomorphic application: rendered on the server, hydrated in the browser.
#![recursion_limit = "256"]

#[cfg(all(feature = "ssr", feature = "hydrate"))]
compile_error!("`ssr` and `hydrate` exclude each other: build server and client separately");

pub mod api;
pub mod components;
pub mod pages;
pub mod state;

use std::sync::Arc;

use leptos::{children::ToChildren, nonce::use_nonce, prelude::*, tachys::view::iterators::StaticVec};
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::{
    ChooseView, IntoChooseViewMaybeErased, MatchInterface, MatchNestedRoutes, NestedRoute, PossibleRouteMatch, SsrMode,
    components::{Router, Routes, RoutesProps},
    path,
};

use components::{Frame, Live, live};
use pages::{
    accounts::{InvitationPage, OwnRightsPage, ProfilePage, SetUpPage, SignInPage},
    audit::AuditTrailPage,
    bookings::BookingsPage,
    catalogs::CatalogPage,
    contracts::{ContractListPage, ContractPage, TemplateListPage},
    customers::{CustomerListPage, CustomerPage, DuplicatesPage, TrashPage},
    extra_services::ServicesPage,
    home::HomePage,
    imports::{ImportListPage, ImportPage},
    invoices::{InvoiceListPage, InvoicePage},
    meters::{MeterSetupPage, MeterSheetPage},
    places::{BranchListPage, DepartmentListPage},
    receipts::ReceiptsPage,
    roles::{RoleListPage, RolePage},
    spaces::SpaceListPage,
    users::{UserListPage, UserRightsPage},
};
use state::Session;

/// Keeps what people do before hydration; it waits for the event [`HYDRATED`](state::HYDRATED).
const EARLY: &str = include_str!("early.js");

/// Lets keys press the controls that name them.
const KEYS: &str = include_str!("keys.js");

/// Tells a page to look anew when its visitor's rights change.
const LIVE: &str = include_str!("live.js");

/// Where a page stands.
type Address = Arc<dyn PossibleRouteMatch + Send + Sync>;

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

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    state::provide_session();
    state::follow_rights();
    state::provide_toasts();
    state::provide_changes();
    state::provide_confirming();
    let name = i18n::app::name(state::locale());
    let pages = RoutesProps::builder().fallback(pages::NotFound).children(ToChildren::to_children(routes)).build();
    view! {
        // Until a page has a title of its own there is one, too.
        <Title
            text=""
            formatter=move |page: String| if page.is_empty() { name.to_owned() } else { format!("{page} · {name}") }
        />
        <Router>
            <Frame>{Routes(pages)}</Frame>
        </Router>
    }
}

/// The one list of all routes.
fn routes() -> impl MatchNestedRoutes + Clone + Send + 'static {
    StaticVec::from(vec![
        route(path!("/"), live::<HomePage>()),
        route(path!("/login"), live::<SignInPage>()),
        route(path!("/setup"), live::<SetUpPage>()),
        route(path!("/profile"), live::<ProfilePage>()),
        route(path!("/profile/rights"), live::<OwnRightsPage>()),
        route(path!("/customers/:directory"), live::<CustomerListPage>()),
        route(path!("/customers/:directory/:code"), live::<CustomerPage>()),
        route(path!("/leads"), live::<CustomerListPage>()),
        route(path!("/leads/:code"), live::<CustomerPage>()),
        route(path!("/bookings/:view?"), live::<BookingsPage>()),
        route(path!("/contracts"), live::<ContractListPage>()),
        route(path!("/contracts/:id"), live::<ContractPage>()),
        route(path!("/services"), live::<ServicesPage>()),
        route(path!("/meters"), live::<MeterSheetPage>()),
        route(path!("/meters/setup"), live::<MeterSetupPage>()),
        route(path!("/invoices"), live::<InvoiceListPage>()),
        route(path!("/invoices/:id"), live::<InvoicePage>()),
        route(path!("/receipts"), live::<ReceiptsPage>()),
        route(path!("/spaces"), live::<SpaceListPage>()),
        route(path!("/import"), live::<ImportListPage>()),
        route(path!("/import/:id"), live::<ImportPage>()),
        route(path!("/invitation"), live::<InvitationPage>()),
        route(path!("/config/users"), live::<UserListPage>()),
        route(path!("/config/users/:id"), live::<UserRightsPage>()),
        route(path!("/config/roles"), live::<RoleListPage>()),
        route(path!("/config/roles/:id"), live::<RolePage>()),
        route(path!("/config/branches"), live::<BranchListPage>()),
        route(path!("/config/departments"), live::<DepartmentListPage>()),
        route(path!("/config/catalogs/:catalog?"), live::<CatalogPage>()),
        route(path!("/config/contract-templates"), live::<TemplateListPage>()),
        route(path!("/config/audit"), live::<AuditTrailPage>()),
        route(path!("/duplicates"), live::<DuplicatesPage>()),
        route(path!("/trash"), live::<TrashPage>()),
    ])
}

/// A page at an address. All routes are of one type: each further one costs a line, not another copy of the router.
fn route(
    address: impl PossibleRouteMatch + Send + Sync + 'static,
    page: Live,
) -> NestedRoute<Address, (), (), <Live as IntoChooseViewMaybeErased>::Output> {
    NestedRoute::new(Arc::new(address) as Address, page).ssr_mode(SsrMode::Async)
}

/// Fetches the code of the page at an address of this site.
pub async fn fetch_page(address: &str) {
    if let (Some((_, found)), _) = routes().match_nested(address) {
        let (page, _) = found.into_view_and_child();
        page.preload().await;
    }
}
