//! A database for each test, copied from one that was migrated once.

mod postgres;
mod sqlite;

use std::{
    any::Any,
    panic::{AssertUnwindSafe, resume_unwind},
};

use futures::FutureExt;
use services::database::Database;
use tempfile::TempDir;

use crate::TestServices;

/// Runs a test on a SQLite file of its own.
pub async fn on_sqlite(test: impl AsyncFn(&TestServices)) {
    let folder = tempfile::tempdir().unwrap();
    let database = sqlite::database(folder.path()).await;
    settle(run(database, folder, None, test).await);
}

/// Runs a test on a PostgreSQL database of its own.
///
/// # Panics
/// `TEST_DATABASE_URL` names no server: nothing is ever skipped.
pub async fn on_postgres(test: impl AsyncFn(&TestServices)) {
    let folder = tempfile::tempdir().unwrap();
    let (database, name) = postgres::database().await;
    let outcome = run(database, folder, Some(postgres::url_of(&name)), test).await;
    postgres::remove(name).await;
    settle(outcome);
}

type Failed = Box<dyn Any + Send>;

/// Runs a test to its end; what is to be cleared away must be cleared away after a failed one too.
async fn run(
    database: Database,
    folder: TempDir,
    url: Option<String>,
    test: impl AsyncFn(&TestServices),
) -> Result<(), Failed> {
    let services = TestServices::new(database.clone(), folder, url);
    let outcome = AssertUnwindSafe(test(&services)).catch_unwind().await;
    database.close().await.unwrap();
    outcome
}

fn settle(outcome: Result<(), Failed>) {
    if let Err(failure) = outcome {
        resume_unwind(failure);
    }
}
