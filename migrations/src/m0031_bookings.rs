//! Bookings: no space is taken by two for overlapping times, and no two guests are in one at once.

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

/// A space is taken from `held_from` until `ends_at`, the latter not included; what is cancelled or missed takes none.
/// What a check-in or check-out changed stands in `booking_step`, for whoever takes it back. `customer_branch` holds the
/// branches in which a customer has a booking, and the customer's row the same as text: lists look for customers by the
/// one, and each row knows its places by the other.
const TABLES: &str = r#"
CREATE TABLE booking (
    seq             $seq,
    id              $uuid NOT NULL UNIQUE,
    version         BIGINT NOT NULL,
    code            $text NOT NULL UNIQUE,
    customer_id     $uuid NOT NULL REFERENCES customer (id),
    space_id        $uuid NOT NULL REFERENCES space,
    starts_at       $instant NOT NULL,
    ends_at         $instant NOT NULL,
    held_from       $instant NOT NULL,
    status          $text NOT NULL CHECK (status IN ('reserved', 'checked_in', 'completed', 'cancelled', 'no_show')),
    price           BIGINT NOT NULL CHECK (price >= 0),
    agreed_deposit  BIGINT NOT NULL CHECK (agreed_deposit >= 0),
    guests          BIGINT,
    note            TEXT NOT NULL,
    checked_in_at   $instant,
    checked_out_at  $instant,
    created_at      $instant NOT NULL,
    created_by      $uuid NOT NULL,
    updated_at      $instant NOT NULL,
    updated_by      $uuid NOT NULL,
    CHECK (ends_at > starts_at AND ends_at > held_from)
);
CREATE INDEX booking_by_start    ON booking (starts_at, seq);
CREATE INDEX booking_by_customer ON booking (customer_id, starts_at, seq);
CREATE INDEX booking_by_space    ON booking (space_id, ends_at, held_from, status);
CREATE INDEX booking_by_status   ON booking (status, starts_at, seq);
CREATE INDEX booking_left        ON booking (checked_out_at) WHERE checked_out_at IS NOT NULL;
CREATE UNIQUE INDEX booking_inside ON booking (space_id) WHERE status = 'checked_in';

CREATE TABLE booking_step (
    seq         $seq,
    booking_id  $uuid NOT NULL REFERENCES booking (id) ON DELETE CASCADE,
    event       $text NOT NULL,
    at          $instant NOT NULL,
    by_id       $uuid NOT NULL,
    starts_at   $instant NOT NULL,
    ends_at     $instant NOT NULL,
    price       BIGINT
);
CREATE INDEX booking_step_by_booking ON booking_step (booking_id, seq);

ALTER TABLE customer ADD COLUMN booked_branches $text NOT NULL DEFAULT '';
CREATE TABLE customer_branch (
    branch_id    $uuid NOT NULL REFERENCES branch,
    customer_seq BIGINT NOT NULL REFERENCES customer (seq) ON DELETE CASCADE,
    PRIMARY KEY (branch_id, customer_seq)
);
CREATE INDEX customer_branch_by_customer ON customer_branch (customer_seq);
"#;

/// SQLite has no exclusion constraints; its one writer makes a look before each write just as good.
const SQLITE: &str = "
CREATE TRIGGER booking_apart_insert BEFORE INSERT ON booking WHEN new.status NOT IN ('cancelled', 'no_show') BEGIN
    SELECT RAISE(ABORT, 'booking_apart') WHERE EXISTS (
        SELECT 1 FROM booking b WHERE b.space_id = new.space_id AND b.status NOT IN ('cancelled', 'no_show')
            AND b.ends_at > new.held_from AND b.held_from < new.ends_at);
END;
CREATE TRIGGER booking_apart_update BEFORE UPDATE OF space_id, held_from, ends_at, status ON booking
WHEN new.status NOT IN ('cancelled', 'no_show') BEGIN
    SELECT RAISE(ABORT, 'booking_apart') WHERE EXISTS (
        SELECT 1 FROM booking b WHERE b.space_id = new.space_id AND b.status NOT IN ('cancelled', 'no_show')
            AND b.ends_at > new.held_from AND b.held_from < new.ends_at AND b.seq <> new.seq);
END;
INSERT INTO sequence (name, value) VALUES ('booking_code', 0);
";

const POSTGRES: &str = "
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE booking ADD CONSTRAINT booking_apart EXCLUDE USING gist (
    space_id WITH =, tstzrange(held_from, ends_at) WITH &&
) WHERE (status NOT IN ('cancelled', 'no_show'));
CREATE SEQUENCE booking_code;
";
