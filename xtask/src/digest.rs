//! Content hashes: what decides whether a step has to run again, and the build id.

use std::{fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use walkdir::WalkDir;

/// Hashes names and contents of files, in a fixed order.
#[derive(Default)]
pub struct ContentHash(Sha256);

impl ContentHash {
    /// Adds a word that distinguishes this hash from another over the same files.
    pub fn word(mut self, word: &str) -> Self {
        self.feed(word.as_bytes());
        self
    }

    /// Adds one file.
    pub fn file(mut self, file: &Path) -> Result<Self> {
        let content = fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
        self.feed(&content);
        Ok(self)
    }

    /// Adds every file under `folder`, with its path inside it.
    pub fn folder(mut self, folder: &Path) -> Result<Self> {
        for entry in WalkDir::new(folder).sort_by_file_name() {
            let entry = entry?;
            if entry.file_type().is_file() {
                let name = entry.path().strip_prefix(folder)?.to_string_lossy();
                self.feed(name.as_bytes());
                self = self.file(entry.path())?;
            }
        }
        Ok(self)
    }

    /// The first 16 hexadecimal digits: 64 bits, enough to tell builds apart.
    pub fn finish(self) -> String {
        self.0.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The length goes first, so that neighbours cannot trade bytes.
    fn feed(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
    }
}
