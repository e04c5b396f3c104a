//! Two records of one customer become one, and each its own again.

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

/// A record that went into another one lies where trashed ones lie, so that all lists pass it by, and names the one that
/// stays. What is needed to undo the merge is sealed: there may be sensitive values in it.
const TABLES: &str = r#"
ALTER TABLE customer ADD COLUMN merged_into $uuid REFERENCES customer (id) ON DELETE CASCADE;
CREATE INDEX customer_by_merged ON customer (merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE merge (
    id          $uuid PRIMARY KEY,
    survivor_id $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    other_id    $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    entry_seq   BIGINT NOT NULL,
    sealed      $bytes NOT NULL,
    merged_at   $instant NOT NULL,
    merged_by   $uuid NOT NULL,
    undone_at   $instant,
    undone_by   $uuid
);
CREATE INDEX merge_by_survivor ON merge (survivor_id, entry_seq);
CREATE INDEX merge_by_other    ON merge (other_id);
"#;
