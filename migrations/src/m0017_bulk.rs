//! Acts on many customers at once, and customers that were deleted for good.

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

/// Each record of such an act is a row: what stood there and what was written are kept for as long as it can be taken back. Of
/// a customer that was deleted for good its code alone is left.
const TABLES: &str = r#"
CREATE TABLE bulk (
    id           $uuid PRIMARY KEY,
    user_id      $uuid NOT NULL REFERENCES "user",
    directory    $text NOT NULL,
    status       $text NOT NULL,
    reason       $text NOT NULL,
    request_json TEXT NOT NULL,
    undoes       $uuid REFERENCES bulk ON DELETE CASCADE,
    gathered     $bool NOT NULL,
    rows_total   BIGINT NOT NULL,
    rows_done    BIGINT NOT NULL,
    counts_json  TEXT NOT NULL,
    created_at   $instant NOT NULL,
    updated_at   $instant NOT NULL
);
CREATE INDEX bulk_by_updated ON bulk (updated_at);
CREATE UNIQUE INDEX bulk_by_undone ON bulk (undoes) WHERE undoes IS NOT NULL;

CREATE TABLE bulk_row (
    bulk_id     $uuid NOT NULL REFERENCES bulk ON DELETE CASCADE,
    place       BIGINT NOT NULL,
    customer_id $uuid NOT NULL,
    outcome     $text NOT NULL,
    was         TEXT,
    becomes     TEXT,
    PRIMARY KEY (bulk_id, place)
);
CREATE INDEX bulk_row_open        ON bulk_row (bulk_id, place) WHERE outcome = '';
CREATE INDEX bulk_row_by_customer ON bulk_row (customer_id);

ALTER TABLE customer ADD COLUMN purged_at $instant;
CREATE INDEX customer_by_purge ON customer (trashed_at) WHERE trashed_at IS NOT NULL AND purged_at IS NULL;
"#;
