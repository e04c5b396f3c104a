//! How wide each person likes the columns of each list.

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

/// Pixels by the fields' keys. Columns that are none are from now on those that the list shows first.
const COLUMN: &str = "ALTER TABLE list_setting ADD COLUMN widths_json TEXT NOT NULL DEFAULT '{}';";
