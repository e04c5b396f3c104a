//! A person stands in any number of branches and departments. Of somebody whose account is deleted there stays the number:
//! how that reads is up to the reader's language.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }
}

/// The branch at place 0 is the main one. Nothing was released with the columns that go.
const TABLES: &str = r#"
CREATE TABLE user_branch (
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    branch_id   $uuid NOT NULL REFERENCES branch,
    place       BIGINT NOT NULL,
    PRIMARY KEY (user_id, branch_id),
    UNIQUE (user_id, place)
);
CREATE INDEX user_branch_by_branch ON user_branch (branch_id);

CREATE TABLE user_department (
    user_id       $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    department_id $uuid NOT NULL REFERENCES department,
    PRIMARY KEY (user_id, department_id)
);
CREATE INDEX user_department_by_department ON user_department (department_id);

INSERT INTO user_branch (user_id, branch_id, place)
    SELECT id, branch_id, 0 FROM "user" WHERE branch_id IS NOT NULL;
INSERT INTO user_department (user_id, department_id)
    SELECT id, department_id FROM "user" WHERE department_id IS NOT NULL;

DROP INDEX user_by_department;
ALTER TABLE "user" DROP COLUMN branch_id;
ALTER TABLE "user" DROP COLUMN department_id;

UPDATE "user" SET full_name = '' WHERE status = 'deleted';
"#;

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test")]
mod tests {
    use sea_orm_migration::{
        prelude::*,
        sea_orm::{ConnectOptions, Database, DatabaseBackend, DatabaseConnection, Statement},
    };

    use crate::Migrator;

    /// The migrations before this one.
    const BEFORE: u32 = 8;

    #[tokio::test]
    async fn everybody_stands_where_they_stood_on_sqlite() {
        // One connection: it is the database.
        let mut options = ConnectOptions::new("sqlite::memory:");
        options.max_connections(1);
        everybody_stands_where_they_stood(&Database::connect(options).await.unwrap()).await;
    }

    #[tokio::test]
    async fn everybody_stands_where_they_stood_on_postgres() {
        test_support::on_postgres(async |services| {
            let database = services.database().writer();
            database.execute_unprepared("DROP SCHEMA public CASCADE; CREATE SCHEMA public;").await.unwrap();
            everybody_stands_where_they_stood(database).await;
        })
        .await;
    }

    async fn everybody_stands_where_they_stood(database: &DatabaseConnection) {
        let backend = database.get_database_backend();
        let id = |number: u8| {
            let prefix = if backend == DatabaseBackend::Sqlite { "x" } else { "" };
            format!("{prefix}'{number:032x}'")
        };
        let person = |number: u8, status: &str, branch: &str, department: &str| {
            format!(
                "INSERT INTO \"user\" (id, version, email, full_name, status, password_hash, branch_id, department_id, \
                 language, theme, perm_epoch, created_at, updated_at, staff_number) VALUES ({}, 1, '{number}', \
                 'Lê Thị Mai', '{status}', '', {branch}, {department}, 'vi', 'light', 1, '2026-01-01T00:00:00Z', \
                 '2026-01-01T00:00:00Z', {number});",
                id(number)
            )
        };
        let count = async |from: String| {
            let statement = Statement::from_string(backend, format!("SELECT count(*) AS found FROM {from}"));
            database.query_one_raw(statement).await.unwrap().unwrap().try_get::<i64>("", "found").unwrap()
        };
        Migrator::up(database, Some(BEFORE)).await.unwrap();
        let (branch, department) = (id(1), id(2));
        let written = [
            format!("INSERT INTO branch (id, name, created_at) VALUES ({branch}, 'Huế', '2026-01-01T00:00:00Z');"),
            format!(
                "INSERT INTO department (id, name, created_at) VALUES ({department}, 'Kho', '2026-01-01T00:00:00Z');"
            ),
            person(3, "active", &branch, &department),
            person(4, "active", &branch, "NULL"),
            person(5, "deleted", "NULL", "NULL"),
        ];
        database.execute_unprepared(&written.concat()).await.unwrap();

        Migrator::up(database, None).await.unwrap();

        let there = |who: u8| format!("user_branch WHERE user_id = {} AND branch_id = {branch} AND place = 0", id(who));
        assert_eq!((count(there(3)).await, count(there(4)).await, count("user_branch".to_owned()).await), (1, 1, 2));
        let there = format!("user_department WHERE user_id = {} AND department_id = {department}", id(3));
        assert_eq!((count(there).await, count("user_department".to_owned()).await), (1, 1));
        assert_eq!(count("\"user\" WHERE full_name = ''".to_owned()).await, 1);
        assert!(database.execute_unprepared("SELECT branch_id FROM \"user\"").await.is_err());
        assert!(database.execute_unprepared("SELECT department_id FROM \"user\"").await.is_err());
    }
}
