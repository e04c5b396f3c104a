//! The table of all endpoints: what is not in it is not answered. A test compares it with the routes of the application
//! and the registered server functions, in both directions, and asks each as every kind of person.

use std::time::Duration;

use axum::routing::{MethodRouter, get, post};
use domain::{
    attachment::{MOST_AVATAR_BYTES, MOST_FILE_BYTES},
    import::wizard::MAX_UPLOAD_BYTES,
    permission::{
        Action::{self, Create, Delete, Edit, Export, Import, View},
        Cell,
        Resource::{
            Attachments, Audit, Bookings, Branches, Catalogs, Contracts, Departments, Individuals, Invoices, Leads,
            Receipts, Roles, Services, Settings, Spaces, Users,
        },
    },
};

use super::{AppState, attachments, audit, avatars, exports, health, imports, live};

/// What a form or a list query may weigh.
pub(super) const BODY_LIMIT: usize = 256 * 1024;
/// What the cells of 500 rows may weigh.
const CELLS_LIMIT: usize = 4 * 1024 * 1024;
/// How long a request may take.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(30);
/// How long a file may be on its way in: 50 MiB over a line of 1 Mbit/s, and the look into it.
const UPLOAD_TIME: Duration = Duration::from_secs(600);

/// Something that the server answers.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// What answers.
    pub kind: Kind,
    /// Who may ask.
    pub access: Access,
    /// Bytes that the body of a request may have.
    pub body_limit: usize,
    /// How long the answer may take.
    pub time_limit: Duration,
}

/// What answers.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A page of the application, by GET.
    Page,
    /// A server function, by POST.
    ServerFunction,
    /// A route of its own: files, and the questions of operators.
    Handler(fn() -> MethodRouter<AppState>),
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Public,
    /// Everybody who is signed in; what they get is their own.
    SignedIn,
    /// Those who hold the cell for at least some record.
    Cell(Cell),
    /// Those who may do it to at least some record of the list that the request names.
    Directory(Action),
    /// Those who may do it to at least some record of at least some list.
    AnyDirectory(Action),
}

const fn page(path: &'static str, access: Access) -> Endpoint {
    endpoint(path, Kind::Page, access)
}

const fn function(path: &'static str, access: Access) -> Endpoint {
    endpoint(path, Kind::ServerFunction, access)
}

/// A server function that is sent the cells of all rows that a list holds.
const fn cells(path: &'static str, access: Access) -> Endpoint {
    Endpoint { body_limit: CELLS_LIMIT, ..function(path, access) }
}

const fn handler(path: &'static str, access: Access, handler: fn() -> MethodRouter<AppState>) -> Endpoint {
    endpoint(path, Kind::Handler(handler), access)
}

/// A route that takes a file of at most so many bytes.
const fn upload(path: &'static str, most: u64, access: Access, handler: fn() -> MethodRouter<AppState>) -> Endpoint {
    // A little more than allowed: the use case itself says that a file is too large, as all others say what is wrong.
    let body_limit = most as usize + 1024 * 1024;
    Endpoint { body_limit, time_limit: UPLOAD_TIME, ..endpoint(path, Kind::Handler(handler), access) }
}

const fn endpoint(path: &'static str, kind: Kind, access: Access) -> Endpoint {
    Endpoint { path, kind, access, body_limit: BODY_LIMIT, time_limit: TIME_LIMIT }
}

const EXPORT: Access = Access::AnyDirectory(Export);
const IMPORT: Access = Access::Cell((Import, Individuals));

/// Everything that the server answers, beside the files of the client.
pub const ENDPOINTS: &[Endpoint] = &[
    handler("/healthz", Access::Public, || get(health::lives)),
    handler("/readyz", Access::Public, || get(health::is_ready)),
    handler("/live", Access::SignedIn, || get(live::open)),
    page("/", Access::SignedIn),
    page("/login", Access::Public),
    page("/setup", Access::Public),
    page("/profile", Access::SignedIn),
    page("/profile/rights", Access::SignedIn),
    page("/customers/{directory}", Access::Directory(View)),
    page("/customers/{directory}/{code}", Access::Directory(View)),
    page("/leads", Access::Cell((View, Leads))),
    page("/leads/{code}", Access::Cell((View, Leads))),
    page("/duplicates", Access::AnyDirectory(Edit)),
    page("/trash", Access::AnyDirectory(Delete)),
    page("/bookings", Access::Cell((View, Bookings))),
    page("/bookings/{view}", Access::Cell((View, Bookings))),
    page("/services", Access::Cell((View, Services))),
    page("/contracts", Access::Cell((View, Contracts))),
    page("/contracts/{id}", Access::Cell((View, Contracts))),
    // And View of spaces, for which the page asks.
    page("/meters", Access::Cell((View, Services))),
    page("/meters/setup", Access::Cell((View, Spaces))),
    page("/invoices", Access::Cell((View, Invoices))),
    page("/invoices/{id}", Access::Cell((View, Invoices))),
    page("/receipts", Access::Cell((View, Receipts))),
    page("/spaces", Access::Cell((View, Spaces))),
    page("/import", IMPORT),
    page("/import/{id}", IMPORT),
    upload("/imports", MAX_UPLOAD_BYTES, IMPORT, || post(imports::upload)),
    handler("/imports/template", IMPORT, || get(imports::template)),
    handler("/imports/{id}/refused", IMPORT, || get(imports::refused)),
    handler("/exports/{id}", EXPORT, || get(exports::download)),
    upload("/files/attachments", MOST_FILE_BYTES, Access::Cell((Create, Attachments)), || post(attachments::upload)),
    handler("/files/attachments/{id}", Access::Cell((View, Attachments)), || get(attachments::download)),
    upload("/files/avatars", MOST_AVATAR_BYTES, Access::Directory(Edit), || post(avatars::upload)),
    handler("/files/avatars/{id}", Access::AnyDirectory(View), || get(avatars::show)),
    function("/api/accounts/set_up", Access::Public),
    function("/api/accounts/sign_in", Access::Public),
    function("/api/accounts/sign_out", Access::SignedIn),
    function("/api/accounts/save_profile", Access::SignedIn),
    function("/api/accounts/change_password", Access::SignedIn),
    function("/api/accounts/viewer", Access::SignedIn),
    function("/api/accounts/rights", Access::SignedIn),
    function("/api/accounts/sessions", Access::SignedIn),
    function("/api/accounts/end_other_sessions", Access::SignedIn),
    function("/api/customers/list", Access::Directory(View)),
    function("/api/customers/count", Access::Directory(View)),
    function("/api/customers/totals", Access::Directory(View)),
    function("/api/customers/names", Access::Directory(View)),
    function("/api/customers/held", Access::Directory(View)),
    function("/api/customers/suggest", Access::Directory(View)),
    function("/api/customers/suggest_tags", Access::Directory(View)),
    function("/api/customers/suggest_all", Access::AnyDirectory(View)),
    function("/api/customers/count_hits", Access::AnyDirectory(View)),
    function("/api/customers/choices", Access::Directory(View)),
    function("/api/customers/columns", Access::Directory(View)),
    function("/api/customers/widths", Access::Directory(View)),
    function("/api/customers/pages", Access::Directory(View)),
    function("/api/customers/detail", Access::Directory(View)),
    function("/api/customers/history", Access::Directory(View)),
    // And the field's own cell, for which the use case asks.
    function("/api/customers/unmask", Access::Directory(View)),
    function("/api/customers/create", Access::Directory(Create)),
    function("/api/customers/change", Access::Directory(Edit)),
    function("/api/customers/change_people", Access::Directory(Edit)),
    function("/api/customers/remove_avatar", Access::Directory(Edit)),
    function("/api/customers/trash", Access::Directory(Delete)),
    function("/api/customers/restore", Access::Directory(Delete)),
    // And full permission, for which the use case asks.
    function("/api/customers/purge", Access::Directory(Delete)),
    function("/api/customers/convert", Access::Cell((Edit, Leads))),
    function("/api/customers/alike", Access::Directory(View)),
    function("/api/customers/trashed", Access::Directory(Delete)),
    function("/api/spaces/list", Access::Cell((View, Spaces))),
    function("/api/spaces/create", Access::Cell((Create, Spaces))),
    function("/api/spaces/change", Access::Cell((Edit, Spaces))),
    function("/api/spaces/occupied", Access::Cell((View, Spaces))),
    function("/api/bookings/list", Access::Cell((View, Bookings))),
    function("/api/bookings/today", Access::Cell((View, Bookings))),
    // And View of spaces, for which the use case asks.
    function("/api/bookings/create", Access::Cell((Create, Bookings))),
    function("/api/bookings/change", Access::Cell((Edit, Bookings))),
    function("/api/bookings/act", Access::Cell((Edit, Bookings))),
    // And View of bookings, for which the use case asks.
    function("/api/bookings/totals", Access::Directory(View)),
    function("/api/services/list", Access::Cell((View, Services))),
    function("/api/services/occurring", Access::Cell((View, Services))),
    function("/api/services/offer", Access::Cell((View, Services))),
    function("/api/services/create", Access::Cell((Create, Services))),
    function("/api/services/change", Access::Cell((Edit, Services))),
    function("/api/services/act", Access::Cell((Edit, Services))),
    function("/api/contracts/list", Access::Cell((View, Contracts))),
    function("/api/contracts/read", Access::Cell((View, Contracts))),
    function("/api/contracts/offer", Access::Cell((View, Contracts))),
    function("/api/contracts/create", Access::Cell((Create, Contracts))),
    function("/api/contracts/change", Access::Cell((Edit, Contracts))),
    function("/api/contracts/activate", Access::Cell((Edit, Contracts))),
    function("/api/contracts/terminate", Access::Cell((Edit, Contracts))),
    function("/api/contracts/renew", Access::Cell((Create, Contracts))),
    function("/api/contracts/discard", Access::Cell((Delete, Contracts))),
    function("/api/contracts/templates", Access::Cell((View, Settings))),
    function("/api/contracts/templates/create", Access::Cell((Edit, Settings))),
    function("/api/contracts/templates/change", Access::Cell((Edit, Settings))),
    function("/api/contracts/templates/remove", Access::Cell((Edit, Settings))),
    // And View of spaces, for which the use cases ask.
    function("/api/meters/sheet", Access::Cell((View, Services))),
    function("/api/meters/readings/create", Access::Cell((Create, Services))),
    function("/api/meters/readings/list", Access::Cell((View, Services))),
    function("/api/meters/readings/change", Access::Cell((Edit, Services))),
    function("/api/meters/readings/cancel", Access::Cell((Delete, Services))),
    function("/api/meters/list", Access::Cell((View, Spaces))),
    function("/api/meters/create", Access::Cell((Edit, Spaces))),
    function("/api/meters/change", Access::Cell((Edit, Spaces))),
    // And View of amounts, for which the use cases ask.
    function("/api/meters/tariffs/create", Access::Cell((Edit, Spaces))),
    function("/api/meters/tariffs/remove", Access::Cell((Edit, Spaces))),
    function("/api/invoices/list", Access::Cell((View, Invoices))),
    function("/api/invoices/read", Access::Cell((View, Invoices))),
    // And View of amounts, for which the use case asks.
    function("/api/invoices/offer", Access::Cell((View, Invoices))),
    function("/api/invoices/create", Access::Cell((Create, Invoices))),
    function("/api/invoices/change", Access::Cell((Edit, Invoices))),
    function("/api/invoices/issue", Access::Cell((Edit, Invoices))),
    function("/api/invoices/void", Access::Cell((Delete, Invoices))),
    function("/api/invoices/discard", Access::Cell((Delete, Invoices))),
    // And Delete for the deleted ones, for which the use case asks.
    function("/api/attachments/list", Access::Cell((View, Attachments))),
    function("/api/attachments/rename", Access::Cell((Edit, Attachments))),
    function("/api/attachments/delete", Access::Cell((Delete, Attachments))),
    function("/api/attachments/restore", Access::Cell((Delete, Attachments))),
    function("/api/receipts/list", Access::Cell((View, Receipts))),
    // And View of amounts, for which the use case asks; of what charges come from it goes by what is seen.
    function("/api/receipts/charges", Access::Cell((View, Receipts))),
    function("/api/receipts/account", Access::Cell((Create, Receipts))),
    function("/api/receipts/post", Access::Cell((Create, Receipts))),
    function("/api/receipts/apply", Access::Cell((Create, Receipts))),
    function("/api/receipts/reverse", Access::Cell((Delete, Receipts))),
    function("/api/bulk/change", Access::Directory(Edit)),
    function("/api/bulk/trash", Access::Directory(Delete)),
    cells("/api/bulk/check_cells", Access::Directory(Edit)),
    cells("/api/bulk/write_cells", Access::Directory(Edit)),
    // For each record, and again for each when it is its turn, the job asks for the cell of the act.
    function("/api/bulk/list", Access::AnyDirectory(View)),
    function("/api/bulk/state", Access::AnyDirectory(View)),
    function("/api/bulk/cancel", Access::AnyDirectory(View)),
    function("/api/bulk/undo", Access::AnyDirectory(View)),
    function("/api/duplicates/start", Access::Directory(Edit)),
    function("/api/duplicates/state", Access::Directory(Edit)),
    function("/api/duplicates/cancel", Access::Directory(Edit)),
    function("/api/duplicates/groups", Access::Directory(Edit)),
    function("/api/duplicates/keep_apart", Access::Directory(Edit)),
    // And Edit, for which the use cases ask.
    function("/api/customers/compare", Access::Directory(Delete)),
    function("/api/customers/merge", Access::Directory(Delete)),
    function("/api/customers/unmerge", Access::Directory(Delete)),
    function("/api/imports/list", IMPORT),
    function("/api/imports/state", IMPORT),
    function("/api/imports/sheets", IMPORT),
    function("/api/imports/columns", IMPORT),
    function("/api/imports/plan", IMPORT),
    function("/api/imports/check", IMPORT),
    function("/api/imports/start", IMPORT),
    function("/api/imports/pause", IMPORT),
    function("/api/imports/resume", IMPORT),
    function("/api/imports/cancel", IMPORT),
    function("/api/imports/rows", IMPORT),
    page("/invitation", Access::Public),
    page("/config/users", Access::Cell((View, Users))),
    page("/config/users/{id}", Access::Cell((View, Users))),
    page("/config/roles", Access::Cell((View, Roles))),
    page("/config/roles/{id}", Access::Cell((View, Roles))),
    page("/config/branches", Access::Cell((View, Branches))),
    page("/config/departments", Access::Cell((View, Departments))),
    page("/config/contract-templates", Access::Cell((View, Settings))),
    page("/config/catalogs", Access::Cell((View, Catalogs))),
    page("/config/catalogs/{catalog}", Access::Cell((View, Catalogs))),
    function("/api/accounts/accept_invitation", Access::Public),
    function("/api/accounts/enrol_at_door", Access::Public),
    function("/api/accounts/enrol_invited", Access::Public),
    function("/api/accounts/confirm", Access::SignedIn),
    function("/api/accounts/factor", Access::SignedIn),
    function("/api/accounts/enrol", Access::SignedIn),
    function("/api/accounts/set_factor", Access::SignedIn),
    function("/api/accounts/remove_factor", Access::SignedIn),
    function("/api/accounts/new_recovery_codes", Access::SignedIn),
    function("/api/accounts/alerts", Access::SignedIn),
    function("/api/accounts/dismiss_alerts", Access::SignedIn),
    function("/api/accounts/stop_seeing", Access::SignedIn),
    function("/api/accounts/end_session", Access::SignedIn),
    function("/api/users/list", Access::Cell((View, Users))),
    function("/api/users/detail", Access::Cell((View, Users))),
    function("/api/users/choices", Access::Cell((View, Users))),
    function("/api/users/create", Access::Cell((Create, Users))),
    function("/api/users/change", Access::Cell((Edit, Users))),
    function("/api/users/set_own_grants", Access::Cell((Edit, Users))),
    function("/api/users/effect", Access::Cell((Edit, Users))),
    function("/api/users/block", Access::Cell((Edit, Users))),
    function("/api/users/unblock", Access::Cell((Edit, Users))),
    function("/api/users/invite", Access::Cell((Edit, Users))),
    function("/api/users/remove_factor", Access::Cell((Edit, Users))),
    function("/api/users/see_as", Access::Cell((View, Users))),
    function("/api/users/delete", Access::Cell((Delete, Users))),
    function("/api/roles/list", Access::Cell((View, Roles))),
    function("/api/roles/detail", Access::Cell((View, Roles))),
    function("/api/roles/create", Access::Cell((Create, Roles))),
    function("/api/roles/change", Access::Cell((Edit, Roles))),
    function("/api/roles/effect", Access::Cell((Edit, Roles))),
    function("/api/roles/effect_of_delete", Access::Cell((Delete, Roles))),
    function("/api/roles/delete", Access::Cell((Delete, Roles))),
    function("/api/branches/list", Access::Cell((View, Branches))),
    function("/api/branches/create", Access::Cell((Create, Branches))),
    function("/api/branches/rename", Access::Cell((Edit, Branches))),
    function("/api/branches/delete", Access::Cell((Delete, Branches))),
    function("/api/departments/list", Access::Cell((View, Departments))),
    function("/api/departments/create", Access::Cell((Create, Departments))),
    function("/api/departments/rename", Access::Cell((Edit, Departments))),
    function("/api/departments/delete", Access::Cell((Delete, Departments))),
    function("/api/catalogs/list", Access::Cell((View, Catalogs))),
    function("/api/catalogs/uses", Access::Cell((View, Catalogs))),
    function("/api/catalogs/create", Access::Cell((Create, Catalogs))),
    function("/api/catalogs/change", Access::Cell((Edit, Catalogs))),
    function("/api/catalogs/place", Access::Cell((Edit, Catalogs))),
    function("/api/catalogs/set_active", Access::Cell((Edit, Catalogs))),
    function("/api/catalogs/remove", Access::Cell((Delete, Catalogs))),
    function("/api/catalogs/restore", Access::Cell((Delete, Catalogs))),
    page("/config/audit", Access::Cell((View, Audit))),
    handler("/config/audit/export", Access::Cell((Export, Audit)), || get(audit::download)),
    function("/api/audit/may_export", Access::Cell((Export, Audit))),
    function("/api/audit/list", Access::Cell((View, Audit))),
    function("/api/audit/people", Access::Cell((View, Audit))),
    function("/api/addresses/suggest", Access::SignedIn),
    function("/api/addresses/standing", Access::SignedIn),
    function("/api/views/list", Access::Directory(View)),
    function("/api/views/create", Access::Directory(View)),
    function("/api/views/change", Access::Directory(View)),
    function("/api/views/delete", Access::Directory(View)),
    function("/api/views/set_default", Access::Directory(View)),
    function("/api/drafts/keep", Access::SignedIn),
    function("/api/drafts/find", Access::SignedIn),
    function("/api/exports/request", Access::Directory(Export)),
    function("/api/exports/list", EXPORT),
    function("/api/exports/state", EXPORT),
    function("/api/exports/cancel", EXPORT),
];

/// The endpoint of a matched path.
pub fn find(path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}
