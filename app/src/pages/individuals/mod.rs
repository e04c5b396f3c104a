//! Individuals: list, form, detail, trash.

pub(in crate::pages) mod cells;
mod conflict;
mod detail;
mod export;
mod filters;
mod form;
mod history;
mod list;
mod table;
mod trash;
mod window;

pub use detail::IndividualDetailPage;
pub use list::IndividualListPage;
pub use trash::TrashPage;
