//! A mark of the words that stand in lists in the place of ids: labels of catalogs, names of people and of branches. It is
//! another one after each change of them, in the same transaction, whoever made the change and by whatever way: so copies of
//! the words can be kept outside the database, and are good as long as the mark is the same.

use sea_orm_migration::prelude::*;

use crate::dialect::{is_sqlite, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLE).await?;
        if is_sqlite(manager) {
            for (name, event) in EVENTS {
                let trigger = format!(
                    "CREATE TRIGGER legend_{name} AFTER {event} BEGIN UPDATE legend SET mark = randomblob(16); END"
                );
                run(manager, &trigger).await?;
            }
            return Ok(());
        }
        run(manager, FUNCTION).await?;
        for (name, event) in EVENTS {
            let trigger = format!(
                "CREATE TRIGGER legend_{name} AFTER {event} FOR EACH STATEMENT EXECUTE FUNCTION legend_changes()"
            );
            run(manager, &trigger).await?;
        }
        Ok(())
    }
}

/// One row. Random, not counted: a transaction that is undone must not leave a number behind that another one gives again.
const TABLE: &str = "
CREATE TABLE legend (
    id   BIGINT PRIMARY KEY CHECK (id = 1),
    mark $bytes NOT NULL
);
INSERT INTO legend (id, mark) VALUES (1, $random);
";

const FUNCTION: &str = "
CREATE FUNCTION legend_changes() RETURNS trigger LANGUAGE plpgsql AS '
BEGIN
    UPDATE legend SET mark = uuid_send(gen_random_uuid());
    RETURN NULL;
END';
";

/// What changes a word. That somebody was seen does not.
const EVENTS: [(&str, &str); 12] = [
    ("value_added", "INSERT ON catalog_value"),
    ("value_changed", "UPDATE ON catalog_value"),
    ("value_gone", "DELETE ON catalog_value"),
    ("former_added", "INSERT ON former_label"),
    ("former_changed", "UPDATE ON former_label"),
    ("former_gone", "DELETE ON former_label"),
    ("branch_added", "INSERT ON branch"),
    ("branch_changed", "UPDATE ON branch"),
    ("branch_gone", "DELETE ON branch"),
    ("person_added", "INSERT ON \"user\""),
    ("person_changed", "UPDATE OF full_name, staff_number ON \"user\""),
    ("person_gone", "DELETE ON \"user\""),
];
