//! The export of a list: asked for, written by a job, downloaded by the one who asked.
//!
//! The job reads page after page by keyset, each with the rights of that moment, and hands the rows to a thread that
//! writes the file: neither all rows nor the whole file are ever in memory.

mod audit;
mod cells;
mod download;
mod file;
mod information;
mod old;
mod request;
mod state;
mod write;

pub(crate) use file::OpenFile;
pub(crate) use old::remove_expired;
pub(crate) use write::{fail, write};

use crate::Services;

/// The use cases; get them from [`Services::exports`].
pub struct Exports<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases of the export.
    pub const fn exports(&self) -> Exports<'_> {
        Exports { services: self }
    }
}
