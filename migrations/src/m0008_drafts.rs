//! What people have typed and not saved yet.

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

/// Sealed, as it may hold what is kept sealed in a record.
const TABLES: &str = r#"
CREATE TABLE draft (
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    form        $text NOT NULL,
    at          $instant NOT NULL,
    sealed      $bytes NOT NULL,
    PRIMARY KEY (user_id, form)
);
"#;
