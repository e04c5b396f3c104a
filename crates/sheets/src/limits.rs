//! How much a spreadsheet may ask of the machine that reads it (OWASP ASVS 5.2.1, 5.2.3).

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// One mebibyte in bytes.
pub const MIB: u64 = 1024 * 1024;

/// Bounds on a file, on what it holds and on the process that reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file itself; the administrator sets it.
    pub upload_bytes: u64,
    /// Bytes of all parts of an archive once unpacked, as declared and as really read.
    pub unpacked_bytes: u64,
    /// How many times larger than packed a part may become …
    pub ratio: u64,
    /// … once it unpacks to more bytes than this: small honest parts compress very well.
    pub ratio_from_bytes: u64,
    /// Parts in an archive.
    pub parts: usize,
    /// Highest row number that may hold a value.
    pub rows: u32,
    /// Highest column number that may hold a value.
    pub columns: u32,
    /// Cells with a value in one sheet.
    pub cells: u64,
    /// Merged areas of more than one row in one sheet.
    pub merged_areas: usize,
    /// Characters in one cell; Excel itself holds no more.
    pub text_chars: usize,
    /// Characters in all cells of one row, so that a row is never a burden to the receiver.
    pub row_chars: usize,
    /// Processor time of the reading process, and the time its caller waits for it.
    pub seconds: u64,
    /// Address space of the reading process, in bytes.
    pub memory_bytes: u64,
    /// Files the reading process may hold open, its standard streams included.
    pub open_files: u64,
}

impl Limits {
    /// The usual limits with another upload size in bytes.
    #[must_use]
    pub fn with_upload_bytes(upload_bytes: u64) -> Self {
        Self { upload_bytes, ..Self::default() }
    }

    /// How long a caller waits for the reading process; time the caller spends itself does not count.
    #[must_use]
    pub fn patience(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            upload_bytes: 50 * MIB,
            unpacked_bytes: 200 * MIB,
            ratio: 100,
            ratio_from_bytes: 8 * MIB,
            parts: 200,
            rows: 200_000,
            columns: 200,
            cells: 10_000_000,
            merged_areas: 200_000,
            text_chars: 32_767,
            row_chars: 1_000_000,
            seconds: 60,
            memory_bytes: 512 * MIB,
            open_files: 16,
        }
    }
}
