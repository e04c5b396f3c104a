//! Acts on many customers at once: asked for, done by a job record after record, and taken back.
//!
//! Which records it is about is written down first; then they are taken up one by one, some in each short transaction, by the
//! same code that changes one record for one person. Rights are asked again for each of them. What stood there and what was
//! written stays beside the record, so that it can be taken back where nobody has changed it since.

mod act;
mod cells;
mod gather;
mod old;
mod request;
mod run;
mod state;

pub(crate) use old::remove_old;
pub(crate) use run::{fail, run};

use crate::Services;

/// The use cases; get them from [`Services::bulk`].
pub struct Bulk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases of acts on many customers.
    pub const fn bulk(&self) -> Bulk<'_> {
        Bulk { services: self }
    }
}
