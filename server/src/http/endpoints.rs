//! The table of all endpoints: what is not in it is not answered. A test compares it with the routes of the application
//! and the registered server functions, in both directions, and asks each as every kind of person.

use axum::routing::{MethodRouter, get};
use domain::permission::{
    Action::{Create, Delete, Edit, View},
    Cell,
    Resource::Individuals,
};

use super::{AppState, health};

/// Something that the server answers.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// Path with `{parameters}`.
    pub path: &'static str,
    /// What answers.
    pub kind: Kind,
    /// Who may ask.
    pub access: Access,
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
}

const fn page(path: &'static str, access: Access) -> Endpoint {
    Endpoint { path, kind: Kind::Page, access }
}

const fn function(path: &'static str, access: Access) -> Endpoint {
    Endpoint { path, kind: Kind::ServerFunction, access }
}

const fn handler(path: &'static str, access: Access, handler: fn() -> MethodRouter<AppState>) -> Endpoint {
    Endpoint { path, kind: Kind::Handler(handler), access }
}

/// Everything that the server answers, beside the files of the client.
pub const ENDPOINTS: &[Endpoint] = &[
    handler("/healthz", Access::Public, || get(health::lives)),
    handler("/readyz", Access::Public, || get(health::is_ready)),
    page("/", Access::SignedIn),
    page("/login", Access::Public),
    page("/setup", Access::Public),
    page("/profile", Access::SignedIn),
    page("/customers/individuals", Access::Cell((View, Individuals))),
    page("/customers/individuals/{code}", Access::Cell((View, Individuals))),
    page("/trash", Access::Cell((Delete, Individuals))),
    function("/api/accounts/set_up", Access::Public),
    function("/api/accounts/sign_in", Access::Public),
    function("/api/accounts/sign_out", Access::SignedIn),
    function("/api/accounts/save_profile", Access::SignedIn),
    function("/api/accounts/change_password", Access::SignedIn),
    function("/api/accounts/sessions", Access::SignedIn),
    function("/api/accounts/end_other_sessions", Access::SignedIn),
    function("/api/individuals/list", Access::Cell((View, Individuals))),
    function("/api/individuals/count", Access::Cell((View, Individuals))),
    function("/api/individuals/suggest", Access::Cell((View, Individuals))),
    function("/api/individuals/choices", Access::Cell((View, Individuals))),
    function("/api/individuals/detail", Access::Cell((View, Individuals))),
    function("/api/individuals/history", Access::Cell((View, Individuals))),
    function("/api/individuals/unmask", Access::Cell((View, Individuals))),
    function("/api/individuals/create", Access::Cell((Create, Individuals))),
    function("/api/individuals/change", Access::Cell((Edit, Individuals))),
    function("/api/individuals/trash", Access::Cell((Delete, Individuals))),
    function("/api/individuals/restore", Access::Cell((Delete, Individuals))),
    function("/api/individuals/trashed", Access::Cell((Delete, Individuals))),
];

/// The endpoint of a matched path.
pub fn find(path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|endpoint| endpoint.path == path)
}
