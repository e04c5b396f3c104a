//! Charges, and the totals of each customer.

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

/// Each source has one charge that is not void. Totals stand apart from customers: a booking gives no customer a new
/// version and touches no index of their lists.
const TABLES: &str = r#"
CREATE TABLE charge (
    id          $uuid PRIMARY KEY,
    customer_id $uuid NOT NULL REFERENCES customer (id),
    source      $text NOT NULL,
    booking_id  $uuid REFERENCES booking (id),
    amount      BIGINT NOT NULL CHECK (amount >= 0),
    service_on  $text NOT NULL,
    status      $text NOT NULL CHECK (status IN ('expected', 'earned', 'void')),
    created_at  $instant NOT NULL,
    updated_at  $instant NOT NULL,
    CHECK (source <> 'booking' OR booking_id IS NOT NULL)
);
CREATE UNIQUE INDEX charge_of_booking ON charge (booking_id) WHERE booking_id IS NOT NULL AND status <> 'void';
CREATE INDEX charge_by_booking  ON charge (booking_id) WHERE booking_id IS NOT NULL;
CREATE INDEX charge_by_customer ON charge (customer_id, service_on, id);

CREATE TABLE customer_total (
    customer_id       $uuid PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,
    bookings          BIGINT NOT NULL,
    bookings_done     BIGINT NOT NULL,
    bookings_cancelled BIGINT NOT NULL,
    bookings_missed   BIGINT NOT NULL,
    debts             BIGINT NOT NULL,
    revenue_rooms     BIGINT NOT NULL,
    deposit_agreed    BIGINT NOT NULL
);
"#;
