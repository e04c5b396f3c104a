//! How each person likes each list.

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

/// The columns in their order, as a list of the fields' keys.
const TABLES: &str = r#"
CREATE TABLE list_setting (
    user_id      $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    directory    $text NOT NULL,
    columns_json TEXT NOT NULL,
    PRIMARY KEY (user_id, directory)
);
"#;
