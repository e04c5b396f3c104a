//! Receipts and vouchers: the list, and the forms by which money comes in, goes back and is used.

mod apply;
mod draft;
mod fields;
mod give_back;
mod page;
mod reverse;
mod rows;
mod take;
mod till;
pub(in crate::pages) mod words;

pub use page::ReceiptsPage;
pub(in crate::pages) use rows::Rows;
pub(in crate::pages) use till::{Act, Asked, Payer, Till, TillDialogs};

use domain::permission::Resource;

/// What charges come from: whoever sees that sees the charges, too.
pub(in crate::pages) const SOURCES: [Resource; 3] = [Resource::Bookings, Resource::Services, Resource::Contracts];
