//! A file on its way in: it lies in the data folder until it is known what it is. It is never whole in memory.

use std::path::{Path, PathBuf};

use domain::AppError;
use sha2::{Digest, Sha256};
use tokio::{fs::File, io::AsyncWriteExt};
use uuid::Uuid;

use crate::{
    Services,
    failure::{Failure, Outcome},
    files::{Scrap, make_file, make_folder},
};

/// The field of the form in which the file is chosen.
pub(crate) const FILE: &str = "file";

/// Where files lie while they come in.
pub(super) fn folder(services: &Services) -> PathBuf {
    services.folder().join("uploads")
}

/// A file that is written chunk by chunk. Dropped it leaves nothing behind.
pub(crate) struct Incoming {
    scrap: Scrap,
    file: File,
    digest: Sha256,
    size: u64,
    most: u64,
}

/// A file that has arrived.
pub(crate) struct Arrived {
    scrap: Scrap,
    /// Bytes; at least one.
    pub size: u64,
    /// Their digest.
    pub sha256: Vec<u8>,
}

impl Incoming {
    /// Makes room for a file of at most so many bytes.
    ///
    /// # Errors
    /// The disk is full.
    pub async fn begin(services: &Services, most: u64) -> Outcome<Self> {
        let folder = folder(services);
        make_folder(&folder).await?;
        let scrap = Scrap::at(folder.join(Uuid::now_v7().to_string()));
        let file = make_file(scrap.path()).await?;
        Ok(Self { scrap, file, digest: Sha256::new(), size: 0, most })
    }

    /// Takes the next piece.
    ///
    /// # Errors
    /// Too large; the disk is full.
    pub async fn write(&mut self, chunk: &[u8]) -> Outcome<()> {
        self.size += chunk.len() as u64;
        if self.size > self.most {
            return Err(AppError::field(FILE, "too_large_file").into());
        }
        self.digest.update(chunk);
        Ok(self.file.write_all(chunk).await?)
    }

    /// It is complete.
    ///
    /// # Errors
    /// Empty; the disk is full.
    pub async fn close(mut self) -> Outcome<Arrived> {
        if self.size == 0 {
            return Err(AppError::field(FILE, "empty_file").into());
        }
        self.file.flush().await?;
        Ok(Arrived { scrap: self.scrap, size: self.size, sha256: self.digest.finalize().to_vec() })
    }
}

impl Arrived {
    /// Looks at it, in a thread in which nobody waits.
    pub async fn look<T: Send + 'static>(&self, at: impl FnOnce(&Path) -> T + Send + 'static) -> Outcome<T> {
        let path = self.scrap.path().to_owned();
        tokio::task::spawn_blocking(move || at(&path)).await.map_err(Failure::fault)
    }

    /// Its content.
    pub async fn open(&self) -> Outcome<File> {
        Ok(File::open(self.scrap.path()).await?)
    }
}
