//! Writing very many rows at once: an index that is built at the end costs a fifth of one that is kept up row by row.

use sea_orm::{ConnectionTrait, Statement};

use crate::{database::Engine, failure::Outcome};

/// Indexes of the customers that were taken away; nothing of it shows if the transaction does not commit.
pub(crate) struct TakenIndexes(Vec<String>);

/// Takes the indexes away, except those that keep ids and codes unique.
pub(crate) async fn take_indexes(tx: &impl ConnectionTrait, engine: Engine) -> Outcome<TakenIndexes> {
    let sql = match engine {
        Engine::Sqlite => {
            "SELECT name, sql AS definition FROM sqlite_master \
             WHERE type = 'index' AND tbl_name = 'customer' AND sql IS NOT NULL"
        }
        Engine::Postgres => {
            "SELECT indexname AS name, indexdef AS definition FROM pg_indexes \
             WHERE schemaname = current_schema() AND tablename = 'customer' \
             AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        }
    };
    let mut definitions = Vec::new();
    for row in tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await? {
        definitions.push(row.try_get("", "definition")?);
        let name: String = row.try_get("", "name")?;
        tx.execute_unprepared(&format!("DROP INDEX {name}")).await?;
    }
    Ok(TakenIndexes(definitions))
}

impl TakenIndexes {
    /// Builds them anew.
    pub async fn put_back(self, tx: &impl ConnectionTrait) -> Outcome<()> {
        for definition in self.0 {
            tx.execute_unprepared(&definition).await?;
        }
        Ok(())
    }
}

/// Lets the planner see what has been written.
pub(crate) async fn refresh_statistics(connection: &impl ConnectionTrait, engine: Engine) -> Outcome<()> {
    let sql = match engine {
        Engine::Sqlite => "PRAGMA analysis_limit = 1000; ANALYZE; PRAGMA analysis_limit = 0",
        // Vacuumed as well: until then its indexes cannot answer by themselves.
        Engine::Postgres => "VACUUM (ANALYZE)",
    };
    connection.execute_unprepared(sql).await?;
    Ok(())
}
