//! The import of a spreadsheet: upload, plan, check, run, results.
//!
//! The upload lies in the data folder and is read by a child process each time it is needed, so that nothing of it is
//! kept twice. The check and the real run go through the same rules (`domain::import`) in the order of the file; both
//! run as jobs. The real run writes in short transactions, each of which holds customers, audit entries, verdicts and
//! the row that it has come to: whenever the process dies, nothing is lost and nothing done twice.

mod batch;
mod cells;
mod check;
mod codes;
mod control;
mod detail;
mod feed;
mod folder;
mod judge;
mod known;
mod old;
mod plan;
mod read;
mod refused;
mod results;
mod rights;
mod run;
mod sheet;
mod state;
mod template;
mod upload;
mod write;

pub(crate) use check::check;
pub(crate) use old::remove_old;
pub(crate) use read::{FILE, Readers};
pub(crate) use run::fail;
pub use upload::Upload;
pub(crate) use write::write;

use crate::Services;
pub use crate::files::Download;

/// The use cases; get them from [`Services::imports`].
pub struct Imports<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases of the import.
    pub const fn imports(&self) -> Imports<'_> {
        Imports { services: self }
    }
}
