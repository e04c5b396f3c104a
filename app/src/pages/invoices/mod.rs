//! Invoices: the list, the form, and what happens to each.

mod acts;
mod desk;
mod detail;
mod dialogs;
mod draft;
mod form;
mod issue;
mod items;
mod lines;
mod page;
mod paper;
mod rows;
mod save;
mod sheet;
mod void;
mod words;

pub(in crate::pages) use desk::{Desk, Editing, follow};
pub use detail::InvoicePage;
pub(in crate::pages) use dialogs::DeskDialogs;
pub use page::InvoiceListPage;
pub(in crate::pages) use rows::Rows;
