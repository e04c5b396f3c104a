//! Spaces: what is rented, by branch.

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

const TABLES: &str = r#"
CREATE TABLE space (
    id          $uuid PRIMARY KEY,
    version     BIGINT NOT NULL,
    code        $text NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    branch_id   $uuid NOT NULL REFERENCES branch,
    kind_id     $uuid REFERENCES catalog_value,
    capacity    BIGINT CHECK (capacity > 0),
    price       BIGINT NOT NULL CHECK (price >= 0),
    price_unit  $text NOT NULL CHECK (price_unit IN ('hour', 'day', 'month')),
    active      $bool NOT NULL,
    created_at  $instant NOT NULL,
    created_by  $uuid NOT NULL,
    updated_at  $instant NOT NULL,
    updated_by  $uuid NOT NULL
);
CREATE INDEX space_by_branch ON space (branch_id, code);
CREATE INDEX space_by_kind   ON space (kind_id) WHERE kind_id IS NOT NULL;
"#;
