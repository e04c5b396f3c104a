//! Receipts and vouchers: the list, and the forms by which money comes in, goes back and is used.

mod apply;
mod dialogs;
mod draft;
mod fields;
mod give_back;
mod nothing;
mod page;
mod reverse;
mod rows;
mod take;
mod ticks;
mod till;
pub(in crate::pages) mod words;

pub(in crate::pages) use dialogs::TillDialogs;
pub(in crate::pages) use nothing::Nothing;
pub use page::ReceiptsPage;
pub(in crate::pages) use rows::Rows;
pub(in crate::pages) use ticks::ChargeTicks;
pub(in crate::pages) use till::{Act, Asked, Payer, Till};

use domain::permission::Resource;

/// What charges come from: whoever sees that sees the charges, too.
pub(in crate::pages) const SOURCES: [Resource; 4] =
    [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Contracts];
