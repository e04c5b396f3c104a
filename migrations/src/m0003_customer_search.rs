//! Finding customers by a part of the name or phone: full-text indexes that the database keeps in step by itself.
//!
//! `words` and `marked` are made in Rust, without and with marks and both without punctuation, so that both databases
//! index the same words and neither needs to know Vietnamese.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, if is_sqlite(manager) { SQLITE } else { POSTGRES }).await
    }
}

/// Words for prefixes of words, trigrams for parts of words and digits. Contentless, so nothing is kept twice. An erased name leaves
/// the index when its parts are merged: `secure-delete` does nothing in such a one.
const SQLITE: &str = r"
CREATE VIRTUAL TABLE customer_word USING fts5 (
    words, marked, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='1 2 3'
);
CREATE VIRTUAL TABLE customer_part USING fts5 (
    words, phone, content='', contentless_delete=1, tokenize='trigram case_sensitive 1'
);
INSERT INTO customer_word (customer_word, rank) VALUES ('secure-delete', 1);
INSERT INTO customer_part (customer_part, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER customer_search_insert AFTER INSERT ON customer BEGIN
    INSERT INTO customer_word (rowid, words, marked) VALUES (new.seq, new.words, new.marked);
    INSERT INTO customer_part (rowid, words, phone) VALUES (new.seq, new.words, new.phone || ' ' || new.other_phones);
END;
CREATE TRIGGER customer_search_update AFTER UPDATE OF words, marked, phone, other_phones ON customer BEGIN
    DELETE FROM customer_word WHERE rowid = old.seq;
    DELETE FROM customer_part WHERE rowid = old.seq;
    INSERT INTO customer_word (rowid, words, marked) VALUES (new.seq, new.words, new.marked);
    INSERT INTO customer_part (rowid, words, phone) VALUES (new.seq, new.words, new.phone || ' ' || new.other_phones);
END;
CREATE TRIGGER customer_search_delete AFTER DELETE ON customer BEGIN
    DELETE FROM customer_word WHERE rowid = old.seq;
    DELETE FROM customer_part WHERE rowid = old.seq;
END;
";

const POSTGRES: &str = r"
CREATE EXTENSION IF NOT EXISTS pg_trgm;
ALTER TABLE customer
    ADD COLUMN words_index  tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED,
    ADD COLUMN marked_index tsvector GENERATED ALWAYS AS (array_to_tsvector(string_to_array(marked, ' '))) STORED,
    ADD COLUMN phones       text GENERATED ALWAYS AS (phone || ' ' || other_phones) STORED;
CREATE INDEX customer_words        ON customer USING gin (words_index) WITH (fastupdate = off);
CREATE INDEX customer_marked       ON customer USING gin (marked_index) WITH (fastupdate = off);
CREATE INDEX customer_words_part   ON customer USING gin (words gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX customer_phone_part   ON customer USING gin (phones gin_trgm_ops) WITH (fastupdate = off);
";
