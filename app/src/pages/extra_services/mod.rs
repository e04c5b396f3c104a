//! Extra services: the list, the form, and what happens to each.

mod desk;
mod dialogs;
mod draft;
mod form;
mod overtaking;
mod page;
mod rows;
mod words;

pub(in crate::pages) use desk::{Desk, Editing};
pub(in crate::pages) use dialogs::DeskDialogs;
pub use page::ServicesPage;
pub(in crate::pages) use rows::Rows;
