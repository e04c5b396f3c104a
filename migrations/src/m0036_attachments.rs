//! Attachments and pictures of customers, and the objects that no record names.

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

/// What a file holds lies in the store of objects, under `object`. `loose_object` names what lies there and belongs to no record:
/// on its way in, or not needed any more; after `due_at` it goes.
const TABLES: &str = r#"
CREATE TABLE attachment (
    seq          $seq,
    id           $uuid NOT NULL UNIQUE,
    version      BIGINT NOT NULL,
    customer_id  $uuid NOT NULL REFERENCES customer (id),
    name         TEXT NOT NULL,
    media        $text NOT NULL,
    size         BIGINT NOT NULL CHECK (size > 0),
    sha256       $bytes NOT NULL,
    object       $uuid NOT NULL UNIQUE,
    created_at   $instant NOT NULL,
    created_by   $uuid NOT NULL,
    updated_at   $instant NOT NULL,
    updated_by   $uuid NOT NULL,
    deleted_at   $instant,
    deleted_by   $uuid
);
CREATE INDEX attachment_by_customer ON attachment (customer_id, seq);
CREATE INDEX attachment_by_maker    ON attachment (created_by, size);
CREATE INDEX attachment_by_deletion ON attachment (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE avatar (
    customer_id  $uuid PRIMARY KEY REFERENCES customer (id),
    object       $uuid NOT NULL UNIQUE,
    set_at       $instant NOT NULL,
    set_by       $uuid NOT NULL
);

CREATE TABLE loose_object (
    object       $uuid PRIMARY KEY,
    due_at       $instant NOT NULL
);
CREATE INDEX loose_object_by_due ON loose_object (due_at);
"#;
