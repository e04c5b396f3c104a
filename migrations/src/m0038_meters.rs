//! Meters of spaces, what a unit costs, what was read of each, and what is owed for that.

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

/// Quantities are in thousandths, months are `2026-11`. A reading without a customer is of a space in which nobody lived: nothing is
/// owed for it. `steps` of a tariff are JSON that is read and written whole.
const TABLES: &str = r#"
CREATE TABLE meter (
    id          $uuid PRIMARY KEY,
    version     BIGINT NOT NULL,
    space_id    $uuid NOT NULL REFERENCES space,
    kind        $text NOT NULL CHECK (kind IN ('electricity', 'water')),
    serial      TEXT NOT NULL,
    begins_at   BIGINT NOT NULL CHECK (begins_at >= 0),
    begins_on   $text NOT NULL,
    active      $bool NOT NULL,
    created_at  $instant NOT NULL,
    created_by  $uuid NOT NULL,
    updated_at  $instant NOT NULL,
    updated_by  $uuid NOT NULL
);
CREATE UNIQUE INDEX meter_of_space ON meter (space_id, kind) WHERE active;
CREATE INDEX meter_by_space ON meter (space_id);

CREATE TABLE tariff (
    id          $uuid PRIMARY KEY,
    branch_id   $uuid NOT NULL REFERENCES branch,
    kind        $text NOT NULL CHECK (kind IN ('electricity', 'water')),
    valid_from  $text NOT NULL,
    steps       TEXT NOT NULL,
    created_at  $instant NOT NULL,
    created_by  $uuid NOT NULL,
    UNIQUE (branch_id, kind, valid_from)
);

CREATE TABLE meter_reading (
    seq          $seq,
    id           $uuid NOT NULL UNIQUE,
    version      BIGINT NOT NULL,
    meter_id     $uuid NOT NULL REFERENCES meter (id),
    month        $text NOT NULL,
    read_on      $text NOT NULL,
    old          BIGINT NOT NULL CHECK (old >= 0),
    reading      BIGINT NOT NULL CHECK (reading >= 0),
    course       $text NOT NULL CHECK (course IN ('straight', 'turned_over', 'replaced')),
    ended        BIGINT,
    began        BIGINT,
    used         BIGINT NOT NULL CHECK (used >= 0),
    tariff_id    $uuid REFERENCES tariff (id),
    amount       BIGINT NOT NULL CHECK (amount >= 0),
    customer_id  $uuid REFERENCES customer (id),
    booking_id   $uuid REFERENCES booking (id),
    cancelled    $bool NOT NULL,
    created_at   $instant NOT NULL,
    created_by   $uuid NOT NULL,
    updated_at   $instant NOT NULL,
    updated_by   $uuid NOT NULL,
    CHECK ((course = 'replaced') = (ended IS NOT NULL) AND (course = 'replaced') = (began IS NOT NULL)),
    CHECK (customer_id IS NOT NULL OR (booking_id IS NULL AND tariff_id IS NULL AND amount = 0))
);
CREATE INDEX meter_reading_by_meter    ON meter_reading (meter_id, seq);
CREATE INDEX meter_reading_by_customer ON meter_reading (customer_id, read_on, seq) WHERE customer_id IS NOT NULL;
CREATE INDEX meter_reading_by_booking  ON meter_reading (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX meter_reading_by_tariff   ON meter_reading (tariff_id) WHERE tariff_id IS NOT NULL;

ALTER TABLE charge ADD COLUMN meter_reading_id $uuid REFERENCES meter_reading (id)
    CHECK (source <> 'meter_reading' OR meter_reading_id IS NOT NULL);
CREATE UNIQUE INDEX charge_of_reading ON charge (meter_reading_id)
    WHERE meter_reading_id IS NOT NULL AND status <> 'void';
CREATE INDEX charge_by_reading ON charge (meter_reading_id) WHERE meter_reading_id IS NOT NULL;
"#;
