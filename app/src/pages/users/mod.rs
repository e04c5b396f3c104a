//! `/config/users`: who there is, and what each may do.

mod actions;
mod effect;
mod filter;
mod form;
mod link;
mod list;
mod person;
mod rights;
mod sources;
mod ticks;

pub use list::UserListPage;
pub use rights::UserRightsPage;
pub use sources::{Sources, scope_word};
