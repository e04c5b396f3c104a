//! Questions that one endpoint alone is asked: whom it lets give which rights, what it shows unmasked, and where it
//! lets records be put. Only what has to be refused, or to be kept back, is asked.

mod attachments;
mod catalogs;
mod customers;
mod files;
mod invoices;
mod operations;
mod own;
mod places;
mod receipts;
mod rights;
mod services;
mod trail;
mod views;

use axum::http::Method;
use domain::{customer::Directory, permission::Cell};
use serde_json::Value;

use super::{actors::Asker, world::World};

/// What must come of it.
pub enum Expected {
    /// Refused with this fault.
    Fault(&'static str),
    /// Refused for want of a cell.
    Forbidden(Cell),
    /// Done, and nothing is other than before.
    Unchanged,
    /// As if it did not exist.
    Missing,
    /// Somebody else has changed it; the answer does not say this word.
    ConflictHides(String),
    /// Done, and a word is in the answer.
    Tells(String),
    /// Done, and a word is not in the answer.
    Hides(String),
    /// Done, and a word is not in the workbook that is answered.
    WorkbookHides(String),
}

/// What is sent along.
pub enum Sent {
    Nothing,
    Json(Value),
    File(&'static [u8]),
}

/// A question.
pub struct Further {
    pub about: &'static str,
    pub method: Method,
    pub path: String,
    pub sent: Sent,
    pub expected: Expected,
}

impl Further {
    /// Calls a server function.
    fn call(about: &'static str, path: &str, body: Value, expected: Expected) -> Self {
        Self { about, method: Method::POST, path: path.to_owned(), sent: Sent::Json(body), expected }
    }
}

impl Expected {
    /// Done; the word is in the answer or not.
    fn shows(word: &str, is_shown: bool) -> Self {
        if is_shown { Self::Tells(word.to_owned()) } else { Self::Hides(word.to_owned()) }
    }
}

/// The further questions for somebody who holds the cell of an endpoint.
pub async fn further(world: &World<'_>, path: &str, directory: Directory, asker: &Asker) -> Vec<Further> {
    match path.trim_start_matches("/api/").split_once('/') {
        Some(("users", act)) => rights::of_users(world, path, act, asker).await,
        Some(("roles", act)) => rights::of_roles(world, path, act, asker).await,
        Some(("catalogs", "create")) => catalogs::of_new(path, asker),
        Some(("catalogs", "uses")) => catalogs::of_uses(world, path, asker),
        Some(("bulk", "list")) => customers::of_acts(world, path, asker).await,
        Some(("bulk", "change")) => customers::of_many(world, path, directory, asker),
        Some(("bulk", "check_cells")) => customers::of_cells(world, path, directory, asker),
        Some(("customers", act)) => customers::of(world, path, directory, act, asker).await,
        Some(("spaces", act)) => operations::of_spaces(world, path, act, asker),
        Some(("bookings", act)) => operations::of_bookings(world, path, act, asker),
        Some(("services", act)) => services::of(world, path, act, asker),
        Some(("invoices", act)) => invoices::of(world, path, act, asker).await,
        Some(("attachments", act)) => attachments::of(world, path, act, asker),
        Some(("", "files/attachments")) => attachments::of_uploads(world, path, asker),
        Some(("", "files/avatars")) => attachments::of_avatars(world, path, directory, asker),
        Some(("", "files/avatars/{id}")) => attachments::of_pictures(world, path, asker),
        Some(("receipts", act)) => receipts::of(world, path, act, asker).await,
        Some(("views", act)) => views::of(world, path, directory, act, asker).await,
        Some(("branches" | "departments", "list")) => places::of(world, path, asker).await,
        Some(("audit", "may_export")) => Vec::new(),
        Some(("audit", _)) | Some(("", "config/audit/export")) => trail::of(world, path, asker),
        Some(("accounts" | "drafts" | "duplicates", _)) => own::of(world, path, directory, asker).await,
        _ => files::of(world, path, asker).await,
    }
}
