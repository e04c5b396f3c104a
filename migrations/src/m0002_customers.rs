//! Customers of every kind, the catalogs that describe them, and where codes come from.
//!
//! Every value that a list sorts by is NOT NULL (empty text stands for nothing): keyset pages compare rows by
//! `(value, seq)`, and a comparison with NULL is never true.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        run(manager, INDEXES).await?;
        run(manager, if is_sqlite(manager) { CODES_SQLITE } else { CODES_POSTGRES }).await
    }
}

const TABLES: &str = r#"
CREATE TABLE catalog_value (
    id          $uuid PRIMARY KEY,
    catalog     $text NOT NULL,
    label       TEXT NOT NULL,
    fold        $text NOT NULL,
    place       BIGINT NOT NULL,
    active      $bool NOT NULL,
    UNIQUE (catalog, fold)
);

CREATE TABLE customer (
    seq               $seq,
    id                $uuid NOT NULL UNIQUE,
    version           BIGINT NOT NULL,
    kind              $text NOT NULL CHECK (kind IN ('individual', 'organization', 'team')),
    code              $text NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    fold              $text NOT NULL,
    words             $text NOT NULL,
    marked            $text NOT NULL,
    full_name_key     $bytes NOT NULL,
    given_name_key    $bytes NOT NULL,
    phone             $text NOT NULL,
    other_phones      $text NOT NULL,
    email             $text NOT NULL,
    without_email     $bool NOT NULL,
    gender            $text NOT NULL,
    date_of_birth     $text NOT NULL,
    nationality       TEXT NOT NULL,
    occupation_id     $uuid REFERENCES catalog_value,
    job_title         TEXT NOT NULL,
    monthly_income    $bytes,
    id_number         $bytes,
    id_number_mask    TEXT NOT NULL,
    id_number_hash    $bytes,
    id_last_four_hash $bytes,
    id_issued_on      $text NOT NULL,
    id_issued_by      TEXT NOT NULL,
    address           TEXT NOT NULL,
    address_street    TEXT NOT NULL,
    address_commune   TEXT NOT NULL,
    address_province  TEXT NOT NULL,
    source_id         $uuid REFERENCES catalog_value,
    customer_group_id $uuid REFERENCES catalog_value,
    contact_status_id $uuid REFERENCES catalog_value,
    journey_stage     $text NOT NULL,
    owner_id          $uuid REFERENCES "user",
    branch_id         $uuid REFERENCES branch,
    note              TEXT NOT NULL,
    created_at        $instant NOT NULL,
    created_by        $uuid,
    updated_at        $instant NOT NULL,
    updated_by        $uuid,
    trashed_at        $instant,
    trashed_by        $uuid
);
"#;

/// One index per sort of the list, and per way to find a person; those of the list hold living records alone. The first
/// also holds what lists are filtered by: where few records fit, all are looked through in it.
const INDEXES: &str = r"
CREATE INDEX customer_by_seq        ON customer (
    kind, seq, owner_id, branch_id, gender, source_id, customer_group_id, contact_status_id, journey_stage,
    occupation_id, id_issued_on, fold
) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_full_name  ON customer (kind, full_name_key, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_given_name ON customer (kind, given_name_key, seq) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_code       ON customer (kind, code, seq)           WHERE trashed_at IS NULL;
CREATE INDEX customer_by_phone      ON customer (kind, phone, seq)          WHERE trashed_at IS NULL;
CREATE INDEX customer_by_email      ON customer (kind, email, seq)          WHERE trashed_at IS NULL;
CREATE INDEX customer_by_birth      ON customer (kind, date_of_birth, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_created    ON customer (kind, created_at, seq)     WHERE trashed_at IS NULL;
CREATE INDEX customer_by_updated    ON customer (kind, updated_at, seq)     WHERE trashed_at IS NULL;
CREATE INDEX customer_by_owner      ON customer (owner_id, kind, full_name_key, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_branch     ON customer (branch_id, kind, full_name_key, seq) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_fold       ON customer (fold, date_of_birth, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_id_number  ON customer (id_number_hash)            WHERE id_number_hash IS NOT NULL;
CREATE INDEX customer_by_last_four  ON customer (id_last_four_hash)         WHERE id_last_four_hash IS NOT NULL;
CREATE INDEX customer_by_trashed    ON customer (trashed_at, seq)           WHERE trashed_at IS NOT NULL;
";

/// SQLite has no sequences; its one writer makes a counter row just as good.
const CODES_SQLITE: &str = "
CREATE TABLE sequence (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
INSERT INTO sequence (name, value) VALUES ('customer_code', 0);
";

const CODES_POSTGRES: &str = "CREATE SEQUENCE customer_code;";
