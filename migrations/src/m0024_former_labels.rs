//! The labels that values of catalogs had before: saved views, files and histories that name one of them still mean the value.

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

/// Of a label that several values had one after the other the last one is meant; a value that bears it now comes first.
const TABLES: &str = r"
CREATE TABLE former_label (
    catalog  $text NOT NULL,
    fold     $text NOT NULL,
    value_id $uuid NOT NULL REFERENCES catalog_value ON DELETE CASCADE,
    PRIMARY KEY (catalog, fold)
);
";
