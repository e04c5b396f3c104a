//! What is set up for the sheet: meters and tariffs.

mod meter;
mod meters;
mod page;
mod steps;
mod tariff;
mod tariffs;

pub use page::MeterSetupPage;
