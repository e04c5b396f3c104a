//! `/config/users`: who there is, and what each may do.

mod actions;
mod filter;
mod form;
mod link;
mod list;
mod person;
mod rights;
mod sources;

pub use list::UserListPage;
pub use rights::UserRightsPage;
pub use sources::{Sources, scope_word};
