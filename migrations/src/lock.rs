//! Two processes that start together migrate once: neither SQLite's nor PostgreSQL's migrator locks by itself.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, DatabaseConnection, TransactionTrait},
};

use crate::Migrator;

/// Any number will do, as long as it stays the same.
const LOCK: i64 = 0x534f_4b48_4143_4831;

/// Brings the database to the newest structure.
///
/// On SQLite the caller holds the lock of the data folder, so no second process can be here.
///
/// # Errors
/// What the database says; a database that a newer release has migrated is refused by the migrator.
pub async fn migrate(database: &DatabaseConnection) -> Result<(), DbErr> {
    if database.get_database_backend() == DatabaseBackend::Sqlite {
        return Migrator::up(database, None).await;
    }
    let holder = database.begin().await?;
    holder.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOCK})")).await?;
    let outcome = Migrator::up(database, None).await;
    holder.commit().await?;
    outcome
}
