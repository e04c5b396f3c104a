//! `/config/roles`: named sets of permissions.

mod detail;
mod list;

pub use detail::RolePage;
pub use list::RoleListPage;
