//! Use cases on customers of every kind.

mod alike;
mod by_shown;
mod change;
mod clear;
mod columns;
mod convert;
mod create;
pub(crate) mod detail;
mod find;
mod former;
mod hand_over;
mod history;
mod links;
mod list;
mod merge;
mod people;
mod purge;
mod record;
mod related;
mod tags;
mod totals;
mod trash;

use domain::{AppError, customer::Directory, permission::Action};

pub(crate) use convert::converted;
pub(crate) use hand_over::hand_over;
pub(crate) use links::{Names, Naming};
pub use list::COUNT_CAP;
pub(crate) use list::page_of;
pub(crate) use people::{contact_row, member_row};
pub(crate) use purge::purge_old;
pub(crate) use record::{Record, all_new, blank, check_links, check_sensitive, directory_of, kept, kind_of, may_know};
pub(crate) use tags::remove_unused as remove_unused_tags;

use crate::{Services, failure::Failure};

/// The use cases on the customers of one directory; get them from [`Services::customers`].
pub struct Customers<'s> {
    services: &'s Services,
    directory: Directory,
}

impl Services {
    /// Use cases on the customers of a directory.
    pub const fn customers(&self, directory: Directory) -> Customers<'_> {
        Customers { services: self, directory }
    }
}

impl Customers<'_> {
    /// What is visible but may not be acted on.
    fn forbidden(&self, action: Action) -> Failure {
        AppError::Forbidden { action, resource: self.directory.resource() }.into()
    }
}
