//! SQLite: the migrated file is kept in memory and written out for each test.

use std::path::Path;

use services::database::Database;
use tokio::{fs, sync::OnceCell};

static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();

/// A migrated database in this folder.
pub(super) async fn database(folder: &Path) -> Database {
    let template = MIGRATED.get_or_init(migrated).await;
    let path = folder.join("sokhach.db");
    fs::write(&path, template).await.unwrap();
    Database::open_file(&path).await.unwrap()
}

async fn migrated() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.db");
    let database = Database::open_file(&path).await.unwrap();
    migrations::migrate(database.writer()).await.unwrap();
    // Closing writes the log back, so that the file alone is the database.
    database.close().await.unwrap();
    fs::read(&path).await.unwrap()
}
