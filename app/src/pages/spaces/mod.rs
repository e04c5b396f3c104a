//! Spaces: what is rented.

mod form;
mod list;
pub(in crate::pages) mod words;

pub use list::SpaceListPage;
