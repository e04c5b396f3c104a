//! What records come to: how many have each value of some fields, and sums.

use std::collections::BTreeMap;

use domain::{customer::Field, list::Breakdown, value::FieldKind};
use entities::{contact_person, customer};
use sea_orm::{
    ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryResult, QuerySelect, QueryTrait, RelationDef,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    dialect::{Numbers, among},
    filter::{column, reference},
    records::engine,
};
use crate::{catalogs::Labels, failure::Outcome};

/// What was added up over some records.
pub(crate) struct Sums {
    /// How they are spread, by field.
    pub breakdowns: Vec<Breakdown>,
    /// The people in them that are teams.
    pub members: u64,
}

/// Adds up these records, all in one query: it has a row for each combination of values, which are few.
pub(crate) async fn sums(
    tx: &impl ConnectionTrait,
    records: &Numbers,
    fields: &[Field],
    labels: &Labels,
) -> Outcome<Sums> {
    let mut select = customer::Entity::find().select_only().filter(among(engine(tx), records));
    for field in fields {
        let column = column_of(*field);
        select = select.column_as(column, field.key()).group_by(column);
    }
    let select = select
        .expr_as(Expr::cust("COUNT(*)"), "records")
        .expr_as(Expr::cust("CAST(COALESCE(SUM(\"customer\".\"member_count\"), 0) AS BIGINT)"), "members");
    let found = tx.query_all_raw(select.build(tx.get_database_backend())).await?;

    let mut spread = vec![BTreeMap::<Option<String>, u64>::new(); fields.len()];
    let mut members = 0;
    for row in &found {
        let records = number(row, "records")?;
        members += number(row, "members")?;
        for (field, values) in fields.iter().zip(&mut spread) {
            *values.entry(value(row, *field, labels)?).or_default() += records;
        }
    }
    let breakdown = |(field, values): (&Field, BTreeMap<Option<String>, u64>)| {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by_key(|(_, records)| std::cmp::Reverse(*records));
        Breakdown { field: *field, values }
    };
    Ok(Sums { breakdowns: fields.iter().zip(spread).map(breakdown).collect(), members })
}

/// How many of these records have a contact person.
pub(crate) async fn with_contact(tx: &impl ConnectionTrait, records: &Numbers) -> Outcome<u64> {
    let of: RelationDef = contact_person::Entity::belongs_to(customer::Entity)
        .from(contact_person::Column::CustomerId)
        .to(customer::Column::Id)
        .into();
    let select = contact_person::Entity::find()
        .select_only()
        .expr_as(Expr::cust("COUNT(DISTINCT \"contact_person\".\"customer_id\")"), "records")
        .join(JoinType::InnerJoin, of)
        .filter(among(engine(tx), records));
    let row = tx.query_one_raw(select.build(tx.get_database_backend())).await?;
    row.map_or(Ok(0), |row| number(&row, "records"))
}

fn column_of(field: Field) -> customer::Column {
    match column(field) {
        Some((column, _)) => column,
        None => reference(field),
    }
}

fn number(row: &QueryResult, name: &str) -> Outcome<u64> {
    Ok(row.try_get::<i64>("", name)?.unsigned_abs())
}

/// The value of a field as filters take it.
fn value(row: &QueryResult, field: Field, labels: &Labels) -> Outcome<Option<String>> {
    Ok(match field.kind() {
        FieldKind::Catalog(_) => labels.label(row.try_get::<Option<Uuid>>("", field.key())?).map(str::to_owned),
        _ => Some(row.try_get::<String>("", field.key())?).filter(|text| !text.is_empty()),
    })
}
