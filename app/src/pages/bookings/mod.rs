//! Bookings: who comes and goes today, the list, and the timeline.

pub(in crate::pages) mod acts;
pub(in crate::pages) mod draft;
pub(in crate::pages) mod form;
mod list;
mod occupied;
mod overtaking;
mod page;
mod rows;
mod timeline;
mod today;
mod words;

pub(in crate::pages) use acts::{Desk, DeskDialogs};
pub(in crate::pages) use occupied::Occupied;
pub use page::BookingsPage;
pub(in crate::pages) use rows::Rows;

/// Where the list is.
const LIST: &str = "/bookings/list";
/// Where the timeline is.
const TIMELINE: &str = "/bookings/timeline";
