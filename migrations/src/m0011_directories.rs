//! Customers of every kind: organizations with contact persons, teams with members, and leads, each in a directory of its own.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        run(manager, TABLES).await?;
        run(manager, INDEXES).await
    }
}

/// What was there before are individuals. A lead's code is its id, so that the column stays unique.
const COLUMNS: &str = "
ALTER TABLE customer ADD COLUMN directory $text NOT NULL DEFAULT 'individuals';
ALTER TABLE customer ADD COLUMN tax_code $text NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN organization_size_id $uuid REFERENCES catalog_value;
ALTER TABLE customer ADD COLUMN industry_id $uuid REFERENCES catalog_value;
ALTER TABLE customer ADD COLUMN website TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN representative_name TEXT NOT NULL DEFAULT '';
ALTER TABLE customer ADD COLUMN organization_id $uuid REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN representative_id $uuid REFERENCES customer (id);
ALTER TABLE customer ADD COLUMN member_count BIGINT;
ALTER TABLE customer ADD COLUMN converted_at $instant;
";

/// The people of an organization and of a team, in the order in which they are shown.
const TABLES: &str = r#"
CREATE TABLE contact_person (
    id          $uuid PRIMARY KEY,
    customer_id $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    place       BIGINT NOT NULL,
    name        TEXT NOT NULL,
    title       TEXT NOT NULL,
    phone       $text NOT NULL,
    email       $text NOT NULL,
    is_main     $bool NOT NULL
);
CREATE INDEX contact_person_by_customer ON contact_person (customer_id, place);

CREATE TABLE member (
    id            $uuid PRIMARY KEY,
    customer_id   $uuid NOT NULL REFERENCES customer (id) ON DELETE CASCADE,
    place         BIGINT NOT NULL,
    individual_id $uuid REFERENCES customer (id),
    name          TEXT NOT NULL,
    phone         $text NOT NULL,
    email         $text NOT NULL,
    joined_on     $text NOT NULL,
    left_on       $text NOT NULL
);
CREATE INDEX member_by_customer   ON member (customer_id, place);
CREATE INDEX member_by_individual ON member (individual_id) WHERE individual_id IS NOT NULL;
"#;

/// The indexes of the list, now by directory.
const INDEXES: &str = r"
DROP INDEX customer_by_seq;
DROP INDEX customer_by_full_name;
DROP INDEX customer_by_given_name;
DROP INDEX customer_by_code;
DROP INDEX customer_by_phone;
DROP INDEX customer_by_email;
DROP INDEX customer_by_birth;
DROP INDEX customer_by_created;
DROP INDEX customer_by_updated;
DROP INDEX customer_by_owner;
DROP INDEX customer_by_branch;

CREATE INDEX customer_by_seq        ON customer (
    directory, seq, owner_id, branch_id, gender, source_id, customer_group_id, contact_status_id, journey_stage,
    occupation_id, organization_size_id, industry_id, id_issued_on, fold
) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_full_name  ON customer (directory, full_name_key, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_given_name ON customer (directory, given_name_key, seq) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_code       ON customer (directory, code, seq)           WHERE trashed_at IS NULL;
CREATE INDEX customer_by_phone      ON customer (directory, phone, seq)          WHERE trashed_at IS NULL;
CREATE INDEX customer_by_email      ON customer (directory, email, seq)          WHERE trashed_at IS NULL;
CREATE INDEX customer_by_birth      ON customer (directory, date_of_birth, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_tax_code   ON customer (directory, tax_code, seq)       WHERE trashed_at IS NULL;
CREATE INDEX customer_by_created    ON customer (directory, created_at, seq)     WHERE trashed_at IS NULL;
CREATE INDEX customer_by_updated    ON customer (directory, updated_at, seq)     WHERE trashed_at IS NULL;
CREATE INDEX customer_by_owner      ON customer (owner_id, directory, full_name_key, seq)  WHERE trashed_at IS NULL;
CREATE INDEX customer_by_branch     ON customer (branch_id, directory, full_name_key, seq) WHERE trashed_at IS NULL;
CREATE INDEX customer_by_organization   ON customer (organization_id, directory, seq)   WHERE trashed_at IS NULL;
CREATE INDEX customer_by_representative ON customer (representative_id, directory, seq) WHERE trashed_at IS NULL;
";
