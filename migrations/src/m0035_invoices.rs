//! Invoices, their lines, and the series of their numbers. What is issued is never changed: the database itself refuses it.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let guards = if is_sqlite(manager) { SQLITE } else { POSTGRES };
        run(manager, &guards.replace("$moved", MOVED).replace("$rewritten", REWRITTEN)).await
    }
}

/// `day` is the one on which an invoice was issued, of a draft the one on which it was made. A line of a draft that stands for a
/// charge says nothing itself; issued, it says what the charge was then. A line is `standing` until its invoice is void, so that
/// the database knows that a charge stands on one invoice at most.
const TABLES: &str = r#"
CREATE TABLE invoice (
    seq          $seq,
    id           $uuid NOT NULL UNIQUE,
    code         $text UNIQUE,
    version      BIGINT NOT NULL,
    customer_id  $uuid NOT NULL REFERENCES customer (id),
    status       $text NOT NULL CHECK (status IN ('draft', 'issued', 'void')),
    day          $text NOT NULL,
    issued_on    $text,
    due_on       $text,
    note         TEXT NOT NULL,
    total        BIGINT NOT NULL CHECK (total >= 0),
    created_at   $instant NOT NULL,
    created_by   $uuid NOT NULL,
    updated_at   $instant NOT NULL,
    updated_by   $uuid NOT NULL,
    issued_at    $instant,
    issued_by    $uuid,
    void_reason  TEXT,
    voided_at    $instant,
    voided_by    $uuid,
    CHECK ((status = 'draft') = (code IS NULL)),
    CHECK ((code IS NULL) = (issued_on IS NULL) AND (code IS NULL) = (issued_at IS NULL)),
    CHECK ((code IS NULL) = (issued_by IS NULL)),
    CHECK (issued_on IS NULL OR (issued_on = day AND (due_on IS NULL OR due_on >= issued_on))),
    CHECK ((status = 'void') = (voided_at IS NOT NULL) AND (status = 'void') = (voided_by IS NOT NULL)),
    CHECK ((status = 'void') = (void_reason IS NOT NULL))
);
CREATE INDEX invoice_by_day      ON invoice (day, seq);
CREATE INDEX invoice_by_customer ON invoice (customer_id, day, seq);
CREATE INDEX invoice_by_status   ON invoice (status, day, seq);

CREATE TABLE invoice_line (
    id          $uuid PRIMARY KEY,
    invoice_id  $uuid NOT NULL REFERENCES invoice (id),
    position    BIGINT NOT NULL,
    charge_id   $uuid REFERENCES charge (id),
    text        TEXT NOT NULL,
    amount      BIGINT NOT NULL CHECK (amount >= 0),
    standing    $bool NOT NULL
);
CREATE INDEX invoice_line_by_invoice ON invoice_line (invoice_id, position);
CREATE UNIQUE INDEX invoice_line_stands ON invoice_line (charge_id) WHERE standing;
CREATE INDEX invoice_line_by_charge ON invoice_line (charge_id) WHERE charge_id IS NOT NULL;

CREATE TABLE invoice_series (
    year            BIGINT PRIMARY KEY,
    last_number     BIGINT NOT NULL CHECK (last_number > 0),
    last_issued_on  $text NOT NULL
);

ALTER TABLE charge ADD COLUMN invoice_line_id $uuid REFERENCES invoice_line (id)
    CHECK (source <> 'invoice_line' OR invoice_line_id IS NOT NULL);
ALTER TABLE charge ADD COLUMN invoice_id $uuid REFERENCES invoice (id);
CREATE UNIQUE INDEX charge_of_invoice_line ON charge (invoice_line_id)
    WHERE invoice_line_id IS NOT NULL AND status <> 'void';
CREATE INDEX charge_by_invoice_line ON charge (invoice_line_id) WHERE invoice_line_id IS NOT NULL;
CREATE INDEX charge_by_invoice ON charge (invoice_id) WHERE invoice_id IS NOT NULL;

ALTER TABLE customer_total ADD COLUMN revenue_other BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customer_total ADD COLUMN billed        BIGINT NOT NULL DEFAULT 0;
"#;

/// What an invoice that was issued never becomes. Another customer it may get, as two may become one; its texts may be emptied, as
/// somebody may be forgotten.
const MOVED: &str = "
    new.id <> old.id OR new.seq <> old.seq OR new.code IS DISTINCT FROM old.code OR new.day <> old.day
    OR new.issued_on IS DISTINCT FROM old.issued_on OR new.due_on IS DISTINCT FROM old.due_on OR new.total <> old.total
    OR new.issued_at IS DISTINCT FROM old.issued_at OR new.issued_by IS DISTINCT FROM old.issued_by
    OR (new.note <> old.note AND new.note <> '')
    OR (new.status <> old.status AND NOT (old.status = 'issued' AND new.status = 'void'))
    OR (old.status = 'void' AND (new.voided_at IS DISTINCT FROM old.voided_at OR new.voided_by IS DISTINCT FROM old.voided_by))
    OR (old.status = 'void' AND new.void_reason IS DISTINCT FROM old.void_reason AND new.void_reason IS DISTINCT FROM '')
";

/// The same of a line of one.
const REWRITTEN: &str = "
    new.id <> old.id OR new.invoice_id <> old.invoice_id OR new.position <> old.position
    OR new.charge_id IS DISTINCT FROM old.charge_id OR new.amount <> old.amount
    OR (new.text <> old.text AND new.text <> '')
";

const SQLITE: &str = "
CREATE TRIGGER invoice_keeps BEFORE UPDATE ON invoice WHEN old.status <> 'draft' AND ($moved) BEGIN
    SELECT RAISE(ABORT, 'invoice_issued');
END;
CREATE TRIGGER invoice_stays BEFORE DELETE ON invoice WHEN old.status <> 'draft' BEGIN
    SELECT RAISE(ABORT, 'invoice_issued');
END;
CREATE TRIGGER invoice_line_comes BEFORE INSERT ON invoice_line BEGIN
    SELECT RAISE(ABORT, 'invoice_issued')
        WHERE EXISTS (SELECT 1 FROM invoice i WHERE i.id = new.invoice_id AND i.status <> 'draft');
END;
CREATE TRIGGER invoice_line_keeps BEFORE UPDATE ON invoice_line WHEN $rewritten BEGIN
    SELECT RAISE(ABORT, 'invoice_issued')
        WHERE EXISTS (SELECT 1 FROM invoice i WHERE i.id IN (old.invoice_id, new.invoice_id) AND i.status <> 'draft');
END;
CREATE TRIGGER invoice_line_falls BEFORE UPDATE ON invoice_line WHEN new.standing <> old.standing BEGIN
    SELECT RAISE(ABORT, 'invoice_issued')
        WHERE new.standing OR EXISTS (SELECT 1 FROM invoice i WHERE i.id = old.invoice_id AND i.status <> 'void');
END;
CREATE TRIGGER invoice_line_stays BEFORE DELETE ON invoice_line BEGIN
    SELECT RAISE(ABORT, 'invoice_issued')
        WHERE EXISTS (SELECT 1 FROM invoice i WHERE i.id = old.invoice_id AND i.status <> 'draft');
END;
";

const POSTGRES: &str = "
CREATE FUNCTION invoice_issued() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    RAISE EXCEPTION ''invoice_issued'';
END';
CREATE FUNCTION invoice_line_issued() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF TG_OP <> ''INSERT'' AND EXISTS (SELECT 1 FROM invoice WHERE id = old.invoice_id AND status <> ''draft'') THEN
        RAISE EXCEPTION ''invoice_issued'';
    END IF;
    IF TG_OP = ''DELETE'' THEN
        RETURN old;
    END IF;
    IF EXISTS (SELECT 1 FROM invoice WHERE id = new.invoice_id AND status <> ''draft'') THEN
        RAISE EXCEPTION ''invoice_issued'';
    END IF;
    RETURN new;
END';
CREATE FUNCTION invoice_line_falls() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    IF new.standing OR EXISTS (SELECT 1 FROM invoice WHERE id = old.invoice_id AND status <> ''void'') THEN
        RAISE EXCEPTION ''invoice_issued'';
    END IF;
    RETURN new;
END';
CREATE TRIGGER invoice_keeps BEFORE UPDATE ON invoice FOR EACH ROW
    WHEN (old.status <> 'draft' AND ($moved)) EXECUTE FUNCTION invoice_issued();
CREATE TRIGGER invoice_stays BEFORE DELETE ON invoice FOR EACH ROW
    WHEN (old.status <> 'draft') EXECUTE FUNCTION invoice_issued();
CREATE TRIGGER invoice_line_comes BEFORE INSERT ON invoice_line FOR EACH ROW EXECUTE FUNCTION invoice_line_issued();
CREATE TRIGGER invoice_line_keeps BEFORE UPDATE ON invoice_line FOR EACH ROW
    WHEN ($rewritten) EXECUTE FUNCTION invoice_line_issued();
CREATE TRIGGER invoice_line_falls BEFORE UPDATE ON invoice_line FOR EACH ROW
    WHEN (new.standing <> old.standing) EXECUTE FUNCTION invoice_line_falls();
CREATE TRIGGER invoice_line_stays BEFORE DELETE ON invoice_line FOR EACH ROW EXECUTE FUNCTION invoice_line_issued();
";
