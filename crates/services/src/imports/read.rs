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

#[cfg(test)]
mod tests {
    use i18n::Locale;

    use super::*;

    #[test]
    fn every_refusal_has_words() {
        let refusals = [
            Refusal::EmptyFile,
            Refusal::NotASpreadsheet,
            Refusal::Encrypted,
            Refusal::OldFormat,
            Refusal::OpenDocument,
            Refusal::BinaryWorkbook,
            Refusal::TooLarge { limit: 1 },
            Refusal::UnpacksTooLarge { limit: 1 },
            Refusal::SuspiciousCompression,
            Refusal::TooManyParts { limit: 1 },
            Refusal::AmbiguousArchive,
            Refusal::NestedArchive,
            Refusal::TooManyRows { limit: 1 },
            Refusal::TooManyColumns { limit: 1 },
            Refusal::TooManyCells { limit: 1 },
            Refusal::TooManyMergedAreas { limit: 1 },
            Refusal::TextTooLong { row: 1 },
            Refusal::Dtd,
            Refusal::NotUtf8,
            Refusal::Damaged,
            Refusal::SheetNotFound,
            Refusal::TimedOut,
            Refusal::OutOfMemory,
            Refusal::Unreadable,
        ];
        for refusal in refusals {
            assert!(i18n::reasons::by_code(Locale::Vi, refusal.code()).is_some(), "{refusal:?}");
        }
        for reason in ["rights_lost", "fault", "empty_row", "totals_row", "duplicate_in_file", "duplicate_existing"] {
            assert!(i18n::reasons::by_code(Locale::En, reason).is_some(), "{reason}");
        }
    }
}
