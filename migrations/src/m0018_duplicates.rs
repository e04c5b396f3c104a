//! The scan of a list for records that may be the same customer, and pairs that are known not to be.

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

/// Of each person and list the last scan is kept. A group is found again by the digest of its records, whatever they have in
/// common. Of a pair the smaller id comes first.
const TABLES: &str = r#"
CREATE TABLE scan (
    id          $uuid PRIMARY KEY,
    user_id     $uuid NOT NULL REFERENCES "user" ON DELETE CASCADE,
    directory   $text NOT NULL,
    status      $text NOT NULL,
    reason      $text NOT NULL,
    place_json  TEXT NOT NULL,
    rows_done   BIGINT NOT NULL,
    rows_total  BIGINT NOT NULL,
    created_at  $instant NOT NULL,
    UNIQUE (user_id, directory)
);

CREATE TABLE scan_group (
    seq          $seq,
    scan_id      $uuid NOT NULL REFERENCES scan ON DELETE CASCADE,
    digest       $bytes NOT NULL,
    reasons      $text NOT NULL,
    members_json TEXT NOT NULL,
    UNIQUE (scan_id, digest)
);
CREATE INDEX scan_group_by_scan ON scan_group (scan_id, seq);

CREATE TABLE distinct_pair (
    one_id     $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    other_id   $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    marked_at  $instant NOT NULL,
    marked_by  $uuid NOT NULL,
    PRIMARY KEY (one_id, other_id)
);
CREATE INDEX distinct_pair_by_other ON distinct_pair (other_id);
"#;
