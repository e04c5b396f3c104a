//! Contracts: the list, one contract with its text, the form, what happens to each, and the texts from which they begin.

mod activate;
mod acts;
mod desk;
mod detail;
mod dialogs;
mod draft;
mod fields;
mod form;
mod page;
mod paper;
mod periods;
mod preview;
mod rows;
mod save;
mod sheet;
mod templates;
mod terminate;
mod text;
mod words;

pub(in crate::pages) use desk::{Desk, Editing};
pub use detail::ContractPage;
pub(in crate::pages) use dialogs::DeskDialogs;
pub use page::ContractListPage;
pub(in crate::pages) use rows::Rows;
pub use templates::TemplateListPage;
