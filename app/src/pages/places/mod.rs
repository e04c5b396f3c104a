//! `/config/branches` and `/config/departments`: two lists of names.

mod dialogs;
mod kind;
mod list;

pub use list::{BranchListPage, DepartmentListPage};
