//! `/config/users`: who there is, and what each may do.

mod actions;
mod form;
mod link;
mod list;
mod rights;

pub use list::UserListPage;
pub use rights::UserRightsPage;
