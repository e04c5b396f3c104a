//! The height of rows, and whether single letters are keys.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await
    }
}

const COLUMNS: &str = r#"
ALTER TABLE "user" ADD COLUMN density $text NOT NULL DEFAULT 'default';
ALTER TABLE "user" ADD COLUMN single_keys $bool NOT NULL DEFAULT TRUE;
"#;
