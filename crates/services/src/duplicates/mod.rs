//! The scan of a list for records that may be the same customer: asked for by somebody who may view and edit in it, done by
//! a job with their rights, key after key along the indexes, and shown as far as they may see by then.

mod groups;
mod scan;
mod state;

pub(crate) use groups::{pair, pairs};
pub(crate) use scan::{fail, scan};

use domain::customer::Directory;

use crate::Services;

/// The use cases on the duplicates of one list; get them from [`Services::duplicates`].
pub struct Duplicates<'s> {
    services: &'s Services,
    directory: Directory,
}

impl Services {
    /// Use cases on the duplicates of a list.
    pub const fn duplicates(&self, directory: Directory) -> Duplicates<'_> {
        Duplicates { services: self, directory }
    }
}
