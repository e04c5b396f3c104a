//! Reads an uploaded file in a child process.

use std::sync::Arc;

use domain::AppError;
use sheets::{Parser, Refusal};
use tokio::sync::Semaphore;

use crate::{
    Services,
    failure::{Failure, Outcome},
};

/// The field of the error that says what is wrong with the file itself.
pub(crate) const FILE: &str = "file";

/// Files that are looked over at once: each child may take half a gigabyte. Running imports do not count.
const AT_ONCE: usize = 2;

/// The places for those who look over a file.
pub(crate) struct Readers(Semaphore);

impl Default for Readers {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Services {
    /// The program that reads files.
    ///
    /// # Errors
    /// The server has set none.
    pub(super) fn parser(&self) -> Outcome<Arc<Parser>> {
        self.parser.clone().ok_or_else(|| Failure::fault("no program is set to read files with"))
    }

    /// Lets a child process look over a file, for a moment.
    pub(super) async fn look_over<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Parser) -> Result<T, Refusal> + Send + 'static,
    ) -> Outcome<Result<T, Refusal>> {
        let parser = self.parser()?;
        let _place = self.inner.readers.0.acquire().await.map_err(Failure::fault)?;
        tokio::task::spawn_blocking(move || read(&parser)).await.map_err(Failure::fault)
    }
}

/// The file cannot be read any further.
pub(super) fn refused(refusal: &Refusal) -> Failure {
    AppError::field(FILE, refusal.code()).into()
}
