//! Use cases on individuals.

mod change;
mod create;
mod detail;
mod list;
mod record;
mod trash;

pub use list::COUNT_CAP;
pub(crate) use record::{Record, all_new, blank, check_links, check_sensitive, kept};

use crate::Services;

/// The use cases; get them from [`Services::individuals`].
pub struct Individuals<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on individuals.
    pub const fn individuals(&self) -> Individuals<'_> {
        Individuals { services: self }
    }
}

/// Topic of the events that tell open tabs of a changed individual.
pub(crate) const TOPIC: &str = "individuals";
