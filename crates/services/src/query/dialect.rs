//! What SQLite and PostgreSQL say differently.

use sea_orm::{
    ConnectionTrait, DbErr, Statement, Value,
    sea_query::{Expr, SimpleExpr},
};

use crate::{
    database::Engine,
    failure::{Failure, Outcome},
};

/// A condition in raw SQL; `{}` stands for each value in turn.
pub(super) fn raw(engine: Engine, sql: &str, values: impl IntoIterator<Item = Value>) -> SimpleExpr {
    let mut pieces = sql.split("{}");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for (place, piece) in (1..).zip(pieces) {
        match engine {
            Engine::Sqlite => out.push('?'),
            Engine::Postgres => out.push_str(&format!("${place}")),
        }
        out.push_str(piece);
    }
    Expr::cust_with_values(out, values)
}

/// A pattern for LIKE … ESCAPE '\' that finds the text itself.
pub(super) fn like(before: &str, text: &str, after: &str) -> Value {
    let mut pattern = String::from(before);
    for char in text.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern.push_str(after);
    pattern.into()
}

/// A text as one phrase of FTS5.
pub(super) fn phrase(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// The words of a text as a PostgreSQL text query, the last of them as a beginning.
pub(super) fn words_query(text: &str) -> String {
    let words: Vec<_> =
        text.split(' ').map(|word| format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))).collect();
    format!("{}:*", words.join(" & "))
}

/// The next number of a customer code. A rolled-back transaction may leave a gap on PostgreSQL; codes may have gaps.
pub(crate) async fn next_code_number(tx: &impl ConnectionTrait, engine: Engine) -> Outcome<i64> {
    let sql = match engine {
        Engine::Sqlite => "UPDATE sequence SET value = value + 1 WHERE name = 'customer_code' RETURNING value AS value",
        Engine::Postgres => "SELECT nextval('customer_code') AS value",
    };
    let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| Failure::fault("the sequence of customer codes is gone"))?;
    Ok(row.try_get::<i64>("", "value").map_err(|error: DbErr| error)?)
}
