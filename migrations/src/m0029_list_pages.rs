//! Whether a person reads each list page by page, and how long the pages are.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await
    }
}

/// Rows of a page; 0 is one list that goes on as it is scrolled.
const COLUMN: &str = "ALTER TABLE list_setting ADD COLUMN page_rows INTEGER NOT NULL DEFAULT 0;";
