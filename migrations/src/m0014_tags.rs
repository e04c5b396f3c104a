//! Tags of customers: free words, each once whatever its case and marks.

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

/// Of a tag the key that its spellings have in common, and the spelling that is shown. The tags of a customer stand in its row
/// too, a line for each, as they are shown: lists and histories need no further table.
const TABLES: &str = r#"
CREATE TABLE tag (
    id    $uuid PRIMARY KEY,
    key   $text NOT NULL UNIQUE,
    label TEXT NOT NULL
);

CREATE TABLE customer_tag (
    tag_id      $uuid NOT NULL REFERENCES tag,
    customer_id $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    PRIMARY KEY (tag_id, customer_id)
);
CREATE INDEX customer_tag_by_customer ON customer_tag (customer_id);

ALTER TABLE customer ADD COLUMN tags TEXT NOT NULL DEFAULT '';
"#;
