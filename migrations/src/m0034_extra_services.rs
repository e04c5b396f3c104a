//! Extra services, and what is owed for them.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        run(manager, if is_sqlite(manager) { SQLITE } else { POSTGRES }).await
    }
}

/// `quantity` is in thousandths. Each source of a charge has a column of its own, so that the database knows what it names.
const TABLES: &str = r#"
CREATE TABLE extra_service (
    seq          $seq,
    id           $uuid NOT NULL UNIQUE,
    code         $text NOT NULL UNIQUE,
    version      BIGINT NOT NULL,
    customer_id  $uuid NOT NULL REFERENCES customer (id),
    service_id   $uuid NOT NULL REFERENCES catalog_value (id),
    booking_id   $uuid REFERENCES booking (id),
    quantity     BIGINT NOT NULL CHECK (quantity > 0),
    unit_price   BIGINT NOT NULL CHECK (unit_price >= 0),
    used_on      $text NOT NULL,
    status       $text NOT NULL CHECK (status IN ('ordered', 'delivered', 'cancelled')),
    note         TEXT NOT NULL,
    created_at   $instant NOT NULL,
    created_by   $uuid NOT NULL,
    updated_at   $instant NOT NULL,
    updated_by   $uuid NOT NULL
);
CREATE INDEX extra_service_by_day      ON extra_service (used_on, seq);
CREATE INDEX extra_service_by_customer ON extra_service (customer_id, used_on, seq);
CREATE INDEX extra_service_by_service  ON extra_service (service_id, used_on, seq);
CREATE INDEX extra_service_by_status   ON extra_service (status, used_on, seq);
CREATE INDEX extra_service_by_booking  ON extra_service (booking_id) WHERE booking_id IS NOT NULL;

ALTER TABLE charge ADD COLUMN extra_service_id $uuid REFERENCES extra_service (id)
    CHECK (source <> 'service' OR extra_service_id IS NOT NULL);
CREATE UNIQUE INDEX charge_of_service ON charge (extra_service_id)
    WHERE extra_service_id IS NOT NULL AND status <> 'void';
CREATE INDEX charge_by_service ON charge (extra_service_id) WHERE extra_service_id IS NOT NULL;

ALTER TABLE customer_total ADD COLUMN revenue_services BIGINT NOT NULL DEFAULT 0;
"#;

const SQLITE: &str = "INSERT INTO sequence (name, value) VALUES ('service_code', 0);";

const POSTGRES: &str = "CREATE SEQUENCE service_code;";
