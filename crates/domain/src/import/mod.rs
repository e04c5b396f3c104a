//! From the cells of a spreadsheet to verdicts on customers.

mod cell;

pub use cell::Cell;
