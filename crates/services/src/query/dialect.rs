//! What SQLite and PostgreSQL say differently.

use std::collections::HashSet;

use sea_orm::{
    ConnectionTrait, DatabaseBackend, DbErr, FromQueryResult, Statement, Value,
    sea_query::{Alias, Expr, Query, SelectStatement, SimpleExpr},
};

use crate::{
    database::Engine,
    failure::{Failure, Outcome},
};

/// Longer than any text that is searched or compared, in bytes.
const LONGEST: usize = 2_000;

/// Whether a field can hold such a text. The databases refuse to look for others: PostgreSQL knows no NUL, and SQLite no
/// patterns without measure.
pub(crate) fn is_storable(text: &str) -> bool {
    text.len() <= LONGEST && !text.contains('\0')
}

/// How the rows of a select are reached. SQLite is told; PostgreSQL finds out by itself.
#[derive(Clone, Copy)]
pub(super) enum Access {
    /// As the planner thinks best.
    Planned,
    /// By their number.
    Number,
    /// By this index of customers, one after the other.
    Index(&'static str),
}

/// A select as a statement, with the way by which its rows are reached.
pub(super) fn statement(tx: &impl ConnectionTrait, select: &SelectStatement, access: Access) -> Statement {
    const CUSTOMERS: &str = "FROM \"customer\"";
    let mut statement = tx.get_database_backend().build(select);
    if tx.get_database_backend() == DatabaseBackend::Sqlite {
        let by = match access {
            Access::Planned => return statement,
            Access::Number => format!("{CUSTOMERS} NOT INDEXED"),
            Access::Index(name) => format!("{CUSTOMERS} INDEXED BY {name}"),
        };
        statement.sql = statement.sql.replacen(CUSTOMERS, &by, 1);
    }
    statement
}

/// The rows of a select.
pub(super) async fn rows<Row: FromQueryResult + Send>(
    tx: &impl ConnectionTrait,
    select: &SelectStatement,
    access: Access,
) -> Outcome<Vec<Row>> {
    Ok(Row::find_by_statement(statement(tx, select, access)).all(tx).await?)
}

/// How many rows a select has.
pub(super) async fn count(tx: &impl ConnectionTrait, select: SelectStatement, access: Access) -> Outcome<u64> {
    let query = Query::select().expr(Expr::cust("COUNT(*)")).from_subquery(select, Alias::new("found")).to_owned();
    let row = tx.query_one_raw(statement(tx, &query, access)).await?;
    let rows: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(rows.and_then(|rows| rows.try_into().ok()).unwrap_or_default())
}

/// Numbers of records in one text: thousands of bound values, or of rows, would cost more than finding them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    list: String,
    /// How many there are.
    pub count: u64,
}

impl Numbers {
    /// Those of these that are among the others too.
    pub fn also_in(&self, others: &Self) -> Self {
        let others: HashSet<&str> = others.list.split(',').collect();
        let both: Vec<&str> = self.list.split(',').filter(|number| others.contains(number)).collect();
        Self { list: both.join(","), count: both.len() as u64 }
    }

    /// Those of both.
    pub fn and(self, other: Self) -> Self {
        let lists = [self.list, other.list].into_iter().filter(|list| !list.is_empty());
        Self { list: lists.collect::<Vec<_>>().join(","), count: self.count + other.count }
    }

    /// All but one of them.
    pub fn but_one(mut self) -> Self {
        self.list.truncate(self.list.rfind(',').unwrap_or_default());
        self.count = self.count.saturating_sub(1);
        self
    }
}

/// What a select of numbers, named `seq`, finds.
pub(super) async fn numbers(tx: &impl ConnectionTrait, select: SelectStatement, access: Access) -> Outcome<Numbers> {
    let list = match tx.get_database_backend() {
        DatabaseBackend::Sqlite => "GROUP_CONCAT(\"seq\")",
        _ => "STRING_AGG(\"seq\"::text, ',')",
    };
    let query = Query::select()
        .expr(Expr::cust("COUNT(*)"))
        .expr(Expr::cust(list))
        .from_subquery(select, Alias::new("found"))
        .to_owned();
    let Some(row) = tx.query_one_raw(statement(tx, &query, access)).await? else { return Ok(Numbers::default()) };
    let count: i64 = row.try_get_by_index(0)?;
    let list: Option<String> = row.try_get_by_index(1)?;
    Ok(Numbers { list: list.unwrap_or_default(), count: count.try_into().unwrap_or_default() })
}

/// That a record is one of these.
pub(super) fn among(engine: Engine, numbers: &Numbers) -> SimpleExpr {
    let sql = match engine {
        Engine::Sqlite => "\"customer\".\"seq\" IN (SELECT value FROM json_each('[' || {} || ']'))",
        Engine::Postgres => "\"customer\".\"seq\" = ANY (string_to_array({}, ',')::bigint[])",
    };
    raw(engine, sql, [Value::from(numbers.list.clone())])
}

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

/// The words of a text as a PostgreSQL text query, the last of them as a beginning unless it is whole.
pub(super) fn words_query(text: &str, is_whole: bool) -> String {
    let words: Vec<_> =
        text.split(' ').map(|word| format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))).collect();
    format!("{}{}", words.join(" & "), if is_whole { "" } else { ":*" })
}

/// The next number of a customer code. A rolled-back transaction may leave a gap on PostgreSQL; codes may have gaps.
pub(crate) async fn next_code_number(tx: &impl ConnectionTrait, engine: Engine) -> Outcome<i64> {
    let number = next_code_numbers(tx, engine, 1).await?.pop();
    number.ok_or_else(|| Failure::fault("the sequence of customer codes is gone"))
}

/// So many next numbers at once, for those who write many records.
pub(crate) async fn next_code_numbers(tx: &impl ConnectionTrait, engine: Engine, count: usize) -> Outcome<Vec<i64>> {
    let sql = match engine {
        Engine::Sqlite => {
            format!("UPDATE sequence SET value = value + {count} WHERE name = 'customer_code' RETURNING value AS value")
        }
        Engine::Postgres => format!("SELECT nextval('customer_code') AS value FROM generate_series(1, {count})"),
    };
    let rows = tx.query_all_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    let numbers = rows.iter().map(|row| row.try_get::<i64>("", "value")).collect::<Result<Vec<_>, DbErr>>()?;
    Ok(match (engine, numbers.as_slice()) {
        (Engine::Sqlite, [last]) => (last - i64::try_from(count).map_err(Failure::fault)? + 1..=*last).collect(),
        _ => numbers,
    })
}

/// Has this transaction wait until no other one with the same key runs. SQLite has one writer anyway.
pub(crate) async fn one_at_a_time(tx: &impl ConnectionTrait, engine: Engine, key: uuid::Uuid) -> Outcome<()> {
    if engine == Engine::Postgres {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock(hashtextextended('{key}', 0))")).await?;
    }
    Ok(())
}

/// Has this transaction wait until no other one of an import runs: two that look for the same person at once would both
/// find nobody, and both create one. SQLite has one writer anyway.
pub(crate) async fn one_import_at_a_time(tx: &impl ConnectionTrait, engine: Engine) -> Outcome<()> {
    if engine == Engine::Postgres {
        tx.execute_unprepared("SELECT pg_advisory_xact_lock(hashtext('import'))").await?;
    }
    Ok(())
}
