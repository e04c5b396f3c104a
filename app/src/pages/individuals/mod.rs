//! Individuals.

mod detail;
mod list;

pub use detail::IndividualDetailPage;
pub use list::IndividualListPage;
