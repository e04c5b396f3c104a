//! The codes that customers had before: they stay taken, and lead to who had them.

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

/// A record that went into another one keeps its code in its row.
const TABLES: &str = r"
CREATE TABLE former_code (
    code        $text NOT NULL PRIMARY KEY,
    customer_id $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE
);
CREATE INDEX former_code_by_customer ON former_code (customer_id);
";
