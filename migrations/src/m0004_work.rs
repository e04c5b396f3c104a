//! What happened and what is under way: audit trail, events, idempotency keys, jobs, imports, exports.

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

/// Old and new values of an audit entry stand apart from it, so that an erasure can take them and leave the entry.
const TABLES: &str = r#"
CREATE TABLE audit_entry (
    seq         $seq,
    at          $instant NOT NULL,
    actor_id    $uuid,
    session_id  $uuid,
    address     $text NOT NULL,
    event       $text NOT NULL,
    resource    $text NOT NULL,
    record_id   $uuid
);
CREATE INDEX audit_entry_by_record ON audit_entry (record_id, seq);

CREATE TABLE audit_value (
    entry_seq   BIGINT PRIMARY KEY REFERENCES audit_entry,
    values_json TEXT NOT NULL
);

CREATE TABLE outbox (
    seq         $seq,
    at          $instant NOT NULL,
    topic       $text NOT NULL,
    record_id   $uuid NOT NULL
);

CREATE TABLE idempotency (
    user_id     $uuid NOT NULL,
    key         $uuid NOT NULL,
    request     $bytes NOT NULL,
    response    TEXT NOT NULL,
    at          $instant NOT NULL,
    PRIMARY KEY (user_id, key)
);
CREATE INDEX idempotency_by_at ON idempotency (at);

CREATE TABLE job (
    id            $uuid PRIMARY KEY,
    kind          $text NOT NULL,
    subject_id    $uuid NOT NULL,
    requester_id  $uuid NOT NULL REFERENCES "user",
    run_at        $instant NOT NULL,
    leased_until  $instant,
    leased_by     $uuid,
    attempts      BIGINT NOT NULL
);
CREATE INDEX job_by_run_at ON job (run_at);

CREATE TABLE import (
    id              $uuid PRIMARY KEY,
    user_id         $uuid NOT NULL REFERENCES "user",
    file_name       TEXT NOT NULL,
    file_size       BIGINT NOT NULL,
    status          $text NOT NULL,
    reason          $text NOT NULL,
    plan_json       TEXT NOT NULL,
    run             BIGINT NOT NULL,
    written         $bool NOT NULL,
    rows_total      BIGINT NOT NULL,
    rows_done       BIGINT NOT NULL,
    created         BIGINT NOT NULL,
    changed         BIGINT NOT NULL,
    unchanged       BIGINT NOT NULL,
    skipped         BIGINT NOT NULL,
    errors          BIGINT NOT NULL,
    warned          BIGINT NOT NULL,
    rows_per_second BIGINT NOT NULL,
    created_at      $instant NOT NULL,
    updated_at      $instant NOT NULL
);
CREATE INDEX import_by_user ON import (user_id, created_at);
CREATE INDEX import_by_updated ON import (updated_at);

CREATE TABLE import_row (
    import_id     $uuid NOT NULL REFERENCES import ON DELETE CASCADE,
    run           BIGINT NOT NULL,
    row_number    BIGINT NOT NULL,
    verdict       $text NOT NULL,
    warned        $bool NOT NULL,
    customer_id   $uuid,
    detail_json   TEXT NOT NULL,
    PRIMARY KEY (import_id, run, row_number)
);
CREATE INDEX import_row_by_verdict ON import_row (import_id, run, verdict, row_number);
CREATE INDEX import_row_warned ON import_row (import_id, run, row_number) WHERE warned;

CREATE TABLE export (
    id            $uuid PRIMARY KEY,
    user_id       $uuid NOT NULL REFERENCES "user",
    status        $text NOT NULL,
    reason        $text NOT NULL,
    request_json  TEXT NOT NULL,
    rows_total    BIGINT NOT NULL,
    rows_done     BIGINT NOT NULL,
    created_at    $instant NOT NULL,
    expires_at    $instant NOT NULL
);
CREATE INDEX export_by_user ON export (user_id, created_at);
CREATE INDEX export_by_expiry ON export (expires_at);
"#;
