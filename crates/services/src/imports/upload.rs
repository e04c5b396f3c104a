//! A file on its way in.
use domain::import::wizard::ImportState;

use crate::failure::{Failure, Outcome};

/// A file on its way in; dropped before it is finished it leaves nothing behind.
pub struct Upload {}

#[allow(missing_docs, clippy::missing_errors_doc, clippy::unused_async, unused_variables)]
impl Upload {
    pub async fn write(&mut self, chunk: &[u8]) -> Outcome<()> {
        Err(Failure::fault("not built yet"))
    }
    pub async fn finish(self) -> Outcome<ImportState> {
        Err(Failure::fault("not built yet"))
    }
}
