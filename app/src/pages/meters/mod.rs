//! Meters: the sheet on which they are read, what becomes of a reading, and what is set up for it.

mod correct;
mod desk;
mod draft;
mod entry;
mod line;
mod of_customer;
mod page;
mod rows;
mod setup;
mod sheet;
mod words;

pub(in crate::pages) use of_customer::CustomerReadings;
pub use page::MeterSheetPage;
pub use setup::MeterSetupPage;
