//! The audit trail is chained, and read by who, what and when.

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

/// Writers leave place, digest and seal empty; the task that seals fills them in. The salt goes with the values: without
/// it nobody can find out by trying which values an erased entry had.
const TABLES: &str = r#"
ALTER TABLE audit_entry ADD COLUMN place BIGINT;
ALTER TABLE audit_entry ADD COLUMN values_digest $bytes;
ALTER TABLE audit_entry ADD COLUMN seal $bytes;
CREATE UNIQUE INDEX audit_entry_by_place ON audit_entry (place);
CREATE INDEX audit_entry_unsealed ON audit_entry (seq) WHERE place IS NULL;
CREATE INDEX audit_entry_by_at ON audit_entry (at, seq);
CREATE INDEX audit_entry_by_actor ON audit_entry (actor_id, at, seq);
CREATE INDEX audit_entry_by_event ON audit_entry (event, at, seq);

ALTER TABLE audit_value ADD COLUMN salt $bytes NOT NULL DEFAULT '';
UPDATE audit_value SET salt = $random;
"#;
