//! What each endpoint is about, and how it is asked.

use axum::http::Method;
use domain::customer::Directory;
use serde_json::Value;
use server::http::endpoints::{Endpoint, Kind};
pub use test_support::requests::Target;
use test_support::requests::{body_of, path_of};

/// What there is one of, or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Customer(Directory),
    Trashed(Directory),
    User,
    Role,
    Branch,
    Department,
    /// A value of a catalog that nobody uses, or …
    Value,
    /// … that is removed.
    Removed,
    Import,
    Export,
    /// A saved view of a list.
    View(Directory),
    Bulk,
    /// A space.
    Space,
    /// A booking.
    Booking,
    /// An extra service.
    Service,
    /// A meter of a space.
    Meter,
    /// What a unit costs in a branch.
    Tariff,
    /// What was read of a meter for a customer.
    Reading,
    /// An issued invoice.
    Invoice,
    /// A draft of one.
    Draft,
    /// A contract in force, which another one continues.
    Contract,
    /// A text from which contracts begin.
    Template,
    /// A receipt.
    Receipt,
    /// A file of a customer.
    Attachment,
}

/// What an endpoint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// No record, or none that somebody else could have.
    Nothing,
    /// One record: what is out of reach is answered like what does not exist.
    One(Kept),
    /// Records: the answer names those in reach and no others.
    All(Kept),
}

/// What an endpoint is about. A new one whose request names a target belongs here.
pub fn subject_of(path: &str, directory: Directory) -> Subject {
    use Kept::*;
    let (customer, trashed) = (Customer(directory), Trashed(directory));
    match path.trim_start_matches("/api/") {
        "/customers/{directory}/{code}" => Subject::One(customer),
        "/leads/{code}" => Subject::One(Customer(Directory::Leads)),
        "/config/users/{id}" => Subject::One(User),
        "/config/roles/{id}" => Subject::One(Role),
        "/contracts/{id}" => Subject::One(Contract),
        "/invoices/{id}" => Subject::One(Invoice),
        "/import/{id}" | "/imports/{id}/refused" => Subject::One(Import),
        "/exports/{id}" => Subject::One(Export),
        "/files/attachments/{id}" => Subject::One(Attachment),
        "/files/avatars" => Subject::One(customer),
        "/files/avatars/{id}" => Subject::One(Customer(Directory::Individuals)),
        // Those that search are asked for one name.
        "customers/list"
        | "customers/count"
        | "customers/totals"
        | "customers/names"
        | "customers/held"
        | "customers/suggest"
        | "customers/suggest_all"
        | "customers/count_hits" => Subject::One(customer),
        "customers/detail" | "customers/history" | "customers/unmask" => Subject::One(customer),
        "customers/change" | "customers/change_people" | "customers/trash" => Subject::One(customer),
        "customers/remove_avatar" => Subject::One(customer),
        "duplicates/keep_apart" => Subject::One(customer),
        "customers/compare" | "customers/merge" | "customers/unmerge" => Subject::One(customer),
        "customers/convert" => Subject::One(Customer(Directory::Leads)),
        "views/list" => Subject::All(View(directory)),
        "views/change" | "views/delete" | "views/set_default" => Subject::One(View(directory)),
        "customers/restore" | "customers/purge" => Subject::One(trashed),
        "customers/trashed" => Subject::All(trashed),
        "bookings/totals" => Subject::One(customer),
        "spaces/create" | "bookings/create" => Subject::Nothing,
        "services/occurring" | "services/offer" | "services/create" => Subject::Nothing,
        "meters/sheet" | "meters/readings/list" | "meters/readings/create" => Subject::Nothing,
        "meters/create" | "meters/tariffs/create" => Subject::Nothing,
        "meters/list" => Subject::All(Meter),
        "meters/change" => Subject::One(Meter),
        "meters/tariffs/remove" => Subject::One(Tariff),
        "meters/readings/change" | "meters/readings/cancel" => Subject::One(Reading),
        "invoices/offer" | "invoices/create" => Subject::Nothing,
        "contracts/offer" | "contracts/create" | "contracts/templates" | "contracts/templates/create" => {
            Subject::Nothing
        }
        "contracts/templates/change" | "contracts/templates/remove" => Subject::One(Template),
        "receipts/charges" | "receipts/account" | "receipts/post" | "receipts/apply" => Subject::Nothing,
        "attachments/list" => Subject::Nothing,
        "spaces/list" => Subject::All(Space),
        "bookings/today" => Subject::All(Booking),
        "users/choices" | "users/create" => Subject::Nothing,
        "roles/list" | "roles/create" => Subject::Nothing,
        "branches/rename" | "branches/delete" => Subject::One(Branch),
        "departments/rename" | "departments/delete" => Subject::One(Department),
        "catalogs/change" | "catalogs/place" | "catalogs/set_active" | "catalogs/remove" => Subject::One(Value),
        "catalogs/restore" => Subject::One(Removed),
        "imports/list" => Subject::All(Import),
        "exports/list" => Subject::All(Export),
        "exports/state" | "exports/cancel" => Subject::One(Export),
        "bulk/list" => Subject::All(Bulk),
        "bulk/state" | "bulk/cancel" | "bulk/undo" => Subject::One(Bulk),
        path if path.starts_with("spaces/") => Subject::One(Space),
        path if path.starts_with("bookings/") => Subject::One(Booking),
        path if path.starts_with("services/") => Subject::One(Service),
        path if path.starts_with("contracts/") => Subject::One(Contract),
        path if path.starts_with("invoices/") => Subject::One(Invoice),
        path if path.starts_with("receipts/") => Subject::One(Receipt),
        path if path.starts_with("attachments/") => Subject::One(Attachment),
        path if path.starts_with("users/") => Subject::One(User),
        path if path.starts_with("roles/") => Subject::One(Role),
        path if path.starts_with("imports/") => Subject::One(Import),
        _ => Subject::Nothing,
    }
}

/// What takes a file.
const UPLOADS: [&str; 3] = ["/imports", "/files/attachments", "/files/avatars"];

/// Method, path and body that ask an endpoint about a target.
///
/// # Panics
/// The endpoint is new: it needs its request in `test_support::requests`.
pub fn request_of(endpoint: &Endpoint, target: &Target) -> (Method, String, Option<Value>) {
    let path = path_of(endpoint.path, target);
    match endpoint.kind {
        Kind::ServerFunction => {
            let body = body_of(endpoint.path, target).unwrap_or_else(|| panic!("{} has no request", endpoint.path));
            (Method::POST, path, Some(body))
        }
        Kind::Handler(_) if UPLOADS.contains(&endpoint.path) => (Method::POST, path, None),
        Kind::Page | Kind::Handler(_) => (Method::GET, path, None),
    }
}
