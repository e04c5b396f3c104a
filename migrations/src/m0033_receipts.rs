//! Receipts and vouchers, and which money pays what.

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

/// What is allocated of a charge and what is used of a receipt stands with them, so that the database itself refuses what
/// would be paid or used twice. `allocation` and `refund` are only ever added to: what is released is a negative one.
const TABLES: &str = r#"
ALTER TABLE charge ADD COLUMN allocated BIGINT NOT NULL DEFAULT 0
    CHECK (allocated >= 0 AND allocated <= CASE status WHEN 'void' THEN 0 ELSE amount END);

CREATE TABLE receipt (
    seq          $seq,
    id           $uuid NOT NULL UNIQUE,
    code         $text NOT NULL UNIQUE,
    customer_id  $uuid NOT NULL REFERENCES customer (id),
    purpose      $text NOT NULL
        CHECK (purpose IN ('payment', 'deposit', 'refund_of_credit', 'refund_of_deposit', 'other')),
    amount       BIGINT NOT NULL CHECK (amount > 0),
    method_id    $uuid REFERENCES catalog_value (id),
    paid_on      $text NOT NULL,
    note         TEXT NOT NULL,
    counters     $uuid UNIQUE REFERENCES receipt (id),
    allocated    BIGINT NOT NULL,
    refunded     BIGINT NOT NULL,
    reversed     $bool NOT NULL,
    created_at   $instant NOT NULL,
    created_by   $uuid NOT NULL,
    CHECK (allocated >= 0 AND refunded >= 0),
    CHECK (allocated + refunded <= CASE WHEN reversed OR counters IS NOT NULL THEN 0 ELSE amount END)
);
CREATE INDEX receipt_by_day      ON receipt (paid_on, seq);
CREATE INDEX receipt_by_customer ON receipt (customer_id, paid_on, seq);
CREATE INDEX receipt_by_purpose  ON receipt (purpose, paid_on, seq);
CREATE INDEX receipt_by_method   ON receipt (method_id) WHERE method_id IS NOT NULL;

CREATE TABLE allocation (
    seq         $seq,
    receipt_id  $uuid NOT NULL REFERENCES receipt (id),
    charge_id   $uuid NOT NULL REFERENCES charge (id),
    amount      BIGINT NOT NULL CHECK (amount <> 0),
    at          $instant NOT NULL,
    by_id       $uuid NOT NULL
);
CREATE INDEX allocation_by_receipt ON allocation (receipt_id, seq);
CREATE INDEX allocation_by_charge  ON allocation (charge_id, seq);

CREATE TABLE refund (
    seq         $seq,
    receipt_id  $uuid NOT NULL REFERENCES receipt (id),
    voucher_id  $uuid NOT NULL REFERENCES receipt (id),
    amount      BIGINT NOT NULL CHECK (amount <> 0),
    at          $instant NOT NULL,
    by_id       $uuid NOT NULL
);
CREATE INDEX refund_by_receipt ON refund (receipt_id, seq);
CREATE INDEX refund_by_voucher ON refund (voucher_id, seq);

ALTER TABLE customer_total ADD COLUMN credit           BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_total ADD COLUMN deposit_received BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_total ADD COLUMN deposit_applied  BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_total ADD COLUMN deposit_refunded BIGINT NOT NULL DEFAULT 0;
"#;

const SQLITE: &str = "
INSERT INTO sequence (name, value) VALUES ('receipt_code', 0), ('voucher_code', 0);
";

const POSTGRES: &str = "
CREATE SEQUENCE receipt_code;
CREATE SEQUENCE voucher_code;
";
