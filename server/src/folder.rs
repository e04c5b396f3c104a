//! The data folder: one process at a time, readable by its owner alone.

use std::{
    fs::{self, File, TryLockError},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

use anyhow::{Context, bail};
use services::{Services, clock::Clock, database::Database, secrets::Secrets, storage::Storage};

use crate::config::Config;

const DATABASE_FILE: &str = "sokhach.db";
const LOCK_FILE: &str = "lock";

/// A data folder that this process holds. The lock goes with the process, however it ends.
pub struct DataFolder {
    _lock: File,
}

impl DataFolder {
    /// Takes the folder, which is made if it is not there yet.
    ///
    /// # Errors
    /// It cannot be written, or another process holds it.
    pub fn take(path: &Path) -> anyhow::Result<Self> {
        fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("the data folder {} cannot be made", path.display()))?;
        let file = path.join(LOCK_FILE);
        let lock = File::create(&file).with_context(|| format!("{} cannot be written", file.display()))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { _lock: lock }),
            Err(TryLockError::WouldBlock) => {
                bail!("another sokhach uses the data folder {}: stop it first", path.display())
            }
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", file.display()))
            }
        }
    }

    /// Opens and migrates the database, reads the key, and makes the use cases.
    ///
    /// # Errors
    /// The database or the key cannot be used.
    pub async fn open(&self, config: &Config) -> anyhow::Result<Services> {
        let services = self::open(config).await?;
        let database = services.database();
        migrations::migrate(database.writer()).await.context("the database cannot be brought to this version")?;
        Ok(services)
    }
}

/// Opens database and key as they are, for a command that only reads, while another process may hold the folder.
///
/// # Errors
/// The database or the key cannot be used.
pub async fn open(config: &Config) -> anyhow::Result<Services> {
    let database = match &config.database_url {
        Some(url) => Database::open_url(url).await.context("the PostgreSQL database cannot be opened")?,
        None => Database::open_file(&config.folder.join(DATABASE_FILE))
            .await
            .context("the database file cannot be opened")?,
    };
    let secrets = Secrets::from_file(&config.key_file)
        .with_context(|| format!("the key file {} cannot be used", config.key_file.display()))?;
    let services = Services::new(database, Clock::system(), secrets, config.folder.clone());
    Ok(match &config.bucket {
        None => services,
        Some(bucket) => services.with_storage(Storage::bucket(bucket).context("the store of objects cannot be used")?),
    })
}
