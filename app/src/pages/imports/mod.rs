//! The import: the upload with the list of the own imports, and the wizard of one import.

mod area;
mod columns;
mod detail;
mod list;
mod options;
mod preview;
mod rows;
mod run;
mod steps;
mod upload;
mod words;

pub use detail::ImportPage;
pub use list::ImportListPage;
pub(in crate::pages) use words::size;
