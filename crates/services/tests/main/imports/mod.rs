//! The import, through the real child process and the real database.

mod codes;
mod results;
mod rights;
mod runs;
mod samples;
mod secrecy;
mod upload;
mod wizard;

use domain::customer::Field;
use entities::{customer, import_row};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use test_support::TestServices;

/// A CSV file of people with nothing but a name and a phone.
fn people(count: u32) -> String {
    let rows: String = (0..count).map(|number| format!("Khách {number},09{number:08}\n")).collect();
    format!("Họ tên,Điện thoại\n{rows}")
}

async fn customers(on: &TestServices) -> u64 {
    customer::Entity::find().count(on.database().writer()).await.unwrap()
}

/// The record with this code, whoever may see it.
async fn bearer(on: &TestServices, code: &str) -> customer::Model {
    let found = customer::Entity::find().filter(customer::Column::Code.eq(code));
    found.one(on.database().writer()).await.unwrap().unwrap()
}

/// What is kept of all verdicts, as text.
async fn kept(on: &TestServices) -> String {
    let rows = import_row::Entity::find().all(on.database().writer()).await.unwrap();
    rows.into_iter().map(|row| row.detail_json).collect()
}

/// `name: old -> new`
fn change(changes: &std::collections::BTreeMap<Field, (Option<String>, Option<String>)>) -> Vec<String> {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    changes.iter().map(|(field, (old, new))| format!("{}: {} -> {}", field.key(), text(old), text(new))).collect()
}
