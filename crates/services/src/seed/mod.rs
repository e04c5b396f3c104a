//! Invented customers in any number, to try the program with: the same seed makes the same people.
//!
//! The names are as frequent as in Viet Nam, so that a search for `nguyen` finds a third of them.

mod dice;
mod names;
mod office;
mod people;
mod places;

use domain::customer::{CustomerKind, Directory, Field};
use entities::customer;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::{
    Services,
    catalogs::Labels,
    customers::{Record, blank},
    database::Engine,
    failure::Outcome,
    query::{bulk, next_code_numbers},
};
use dice::Dice;
use people::{People, Person};

/// Rows of one INSERT. SQLite takes 32,766 bound values, PostgreSQL 65,535, and a row has 44.
const ROWS: u64 = 500;
/// From so many rows on it is worth building the indexes anew.
const MANY: u64 = 10_000;

/// Adds so many customers, with five branches and twenty members of staff who cannot sign in; all of them or none.
/// `progress` hears how many are written. On an installation that has customers already the codes go on from there, and
/// so do the people: the same seed once more makes others.
///
/// # Errors
/// What the database says.
pub async fn seed(services: &Services, customers: u64, seed: u64, mut progress: impl FnMut(u64)) -> Outcome<()> {
    let engine = services.database().engine();
    let tx = services.database().begin_write().await?;
    let there = customer::Entity::find().count(&tx).await?;
    let mut people = prepare(services, &tx, customers, Dice::new(seed.wrapping_add(there))).await?;
    let labels = Labels::read(&tx).await?;
    let record = Record { labels: &labels, secrets: services.secrets() };
    let indexes = if customers >= MANY.max(there) { Some(bulk::take_indexes(&tx, engine).await?) } else { None };
    let mut written = 0;
    while written < customers {
        let batch = people.next(ROWS.min(customers - written));
        written += batch.len() as u64;
        insert(&tx, engine, &record, batch).await?;
        progress(written);
    }
    if let Some(indexes) = indexes {
        indexes.put_back(&tx).await?;
    }
    tx.commit().await?;
    bulk::refresh_statistics(services.database().writer(), engine).await
}

async fn prepare(services: &Services, tx: &impl ConnectionTrait, customers: u64, mut dice: Dice) -> Outcome<People> {
    let now = services.clock().now();
    let labels = office::labels(tx).await?;
    let offices = office::offices(tx, &mut dice, now).await?;
    Ok(People::new(dice, offices, labels, now, customers))
}

async fn insert(tx: &impl ConnectionTrait, engine: Engine, record: &Record<'_>, people: Vec<Person>) -> Outcome<()> {
    let codes = free_codes(tx, engine, people.len()).await?;
    let mut rows = Vec::with_capacity(people.len());
    for (person, code) in people.into_iter().zip(codes) {
        let mut row = blank(Directory::Individuals, CustomerKind::Individual, person.id, person.created_at, None);
        for (field, text) in &person.values {
            record.set(&mut row, *field, Some(text))?;
        }
        row.code = Set(code);
        row.without_email = Set(!person.values.contains_key(&Field::Email));
        row.updated_at = Set(person.updated_at);
        rows.push(row);
    }
    customer::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// The next codes of the sequence that nobody bears: some may have been given by hand.
async fn free_codes(tx: &impl ConnectionTrait, engine: Engine, count: usize) -> Outcome<Vec<String>> {
    let mut free = Vec::with_capacity(count);
    while free.len() < count {
        let numbers = next_code_numbers(tx, engine, count - free.len()).await?;
        let codes: Vec<String> =
            numbers.into_iter().map(|number| domain::customer::GivenCode(number).to_string()).collect();
        let taken: Vec<String> = customer::Entity::find()
            .select_only()
            .column(customer::Column::Code)
            .filter(customer::Column::Code.is_in(&codes))
            .into_tuple()
            .all(tx)
            .await?;
        free.extend(codes.into_iter().filter(|code| !taken.contains(code)));
    }
    Ok(free)
}
