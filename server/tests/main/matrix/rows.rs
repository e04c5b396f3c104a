//! Everything that stands in the database, told by one text: whatever is refused must leave it alone. The clock of the
//! tests stands still, so that no request writes when somebody was last seen.

use sea_orm::{FromQueryResult, Statement};
use services::database::Engine;
use test_support::TestServices;

/// What stood there when it was last looked at.
pub struct Rows {
    /// Goes up with every row that is written, also if it is taken back: as long as it stays nothing has changed.
    counter: Statement,
    /// One question for all tables, as the database itself lists them.
    question: Statement,
    count: Vec<String>,
    standing: Vec<String>,
}

#[derive(FromQueryResult)]
struct Line {
    line: String,
}

impl Rows {
    pub async fn of(services: &TestServices) -> Self {
        let engine = services.database().engine();
        let tables = match engine {
            // What a virtual table holds lies in ordinary ones.
            Engine::Sqlite => {
                "SELECT m.name || '|' || group_concat('quote(\"' || c.name || '\")', ' || ') AS line \
                 FROM sqlite_master m JOIN pragma_table_info(m.name) c \
                 WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' GROUP BY m.name ORDER BY m.name"
            }
            Engine::Postgres => {
                "SELECT tablename || '|' || 't::text' AS line FROM pg_tables \
                 WHERE schemaname = current_schema() ORDER BY tablename"
            }
        };
        let digest = |table: &str, row: &str| match engine {
            Engine::Sqlite => {
                format!("SELECT group_concat(line) AS line FROM (SELECT {row} AS line FROM \"{table}\" t)")
            }
            Engine::Postgres => {
                format!("SELECT md5(string_agg({row}, ',' ORDER BY {row} COLLATE \"C\")) AS line FROM \"{table}\" t")
            }
        };
        let listed = lines(services, tables.to_owned()).await;
        assert!(listed.len() > 20, "{listed:?}");
        let tables = listed.iter().filter_map(|line| line.split_once('|'));
        let questions: Vec<String> = tables
            .map(|(table, row)| {
                format!("SELECT '{table}:' || coalesce(line, '') AS line FROM ({}) d", digest(table, row))
            })
            .collect();
        let counter = match engine {
            // Of the one connection that writes.
            Engine::Sqlite => "SELECT cast(total_changes() AS text) AS line",
            Engine::Postgres => "SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS line",
        };
        let backend = services.database().writer().get_database_backend();
        let mut rows = Self {
            counter: Statement::from_string(backend, counter),
            question: Statement::from_string(backend, questions.join(" UNION ALL ")),
            count: Vec::new(),
            standing: Vec::new(),
        };
        rows.changed(services).await;
        rows
    }

    /// The tables that have changed since this was last asked.
    pub async fn changed(&mut self, services: &TestServices) -> Vec<String> {
        let count = found(services, self.counter.clone()).await;
        if count == self.count {
            return Vec::new();
        }
        self.count = count;
        let now = found(services, self.question.clone()).await;
        let before = std::mem::replace(&mut self.standing, now);
        let pairs = self.standing.iter().zip(&before).filter(|(now, before)| now != before);
        pairs.filter_map(|(now, _)| Some(now.split_once(':')?.0.to_owned())).collect()
    }
}

async fn lines(services: &TestServices, sql: String) -> Vec<String> {
    let backend = services.database().writer().get_database_backend();
    found(services, Statement::from_string(backend, sql)).await
}

async fn found(services: &TestServices, question: Statement) -> Vec<String> {
    let lines = Line::find_by_statement(question).all(services.database().writer()).await.unwrap();
    lines.into_iter().map(|line| line.line).collect()
}
