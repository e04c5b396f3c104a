//! The texts from which contracts begin.

mod dialogs;
mod form;
mod page;

pub use page::TemplateListPage;
