//! Invented customers in any number, to try the program with: the same seed makes the same people.
//!
//! The names are as frequent as in Viet Nam, so that a search for `nguyen` finds a third of them.

mod dice;
mod names;
mod office;
mod people;
mod places;

use domain::individual::Field;
use entities::customer;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use crate::{
    Services,
    catalogs::Labels,
    failure::Outcome,
    individuals::{Record, blank},
    query::{next_code_numbers, refresh_statistics},
};
use dice::Dice;
use people::{People, Person};

/// Rows of one INSERT. SQLite takes 32,766 bound values, PostgreSQL 65,535, and a row has 43.
const ROWS: u64 = 500;
/// INSERTs of one transaction: each commit costs, above all in the full-text index.
const INSERTS: u64 = 20;

/// Adds so many customers, with five branches and twenty members of staff who cannot sign in. `progress` hears how many
/// are written. On an installation that has customers already the codes go on from there, and so do the people: the same
/// seed once more makes others.
///
/// # Errors
/// What the database says; what was written before stays.
pub async fn seed(services: &Services, customers: u64, seed: u64, mut progress: impl FnMut(u64)) -> Outcome<()> {
    let mut people = prepare(services, customers, seed).await?;
    let mut written = 0;
    while written < customers {
        let tx = services.database().begin_write().await?;
        let labels = Labels::read(&tx).await?;
        let record = Record { labels: &labels, secrets: services.secrets() };
        for _ in 0..INSERTS {
            let rows = people.next(ROWS.min(customers - written));
            if rows.is_empty() {
                break;
            }
            written += rows.len() as u64;
            insert(services, &tx, &record, rows).await?;
        }
        tx.commit().await?;
        progress(written);
    }
    refresh_statistics(services.database().writer(), services.database().engine()).await
}

async fn prepare(services: &Services, customers: u64, seed: u64) -> Outcome<People> {
    let now = services.clock().now();
    let tx = services.database().begin_write().await?;
    let there = customer::Entity::find().count(&tx).await?;
    let mut dice = Dice::new(seed.wrapping_add(there));
    let labels = office::labels(&tx).await?;
    let offices = office::offices(&tx, &mut dice, now).await?;
    tx.commit().await?;
    Ok(People::new(dice, offices, labels, now, customers))
}

async fn insert(services: &Services, tx: &impl sea_orm::ConnectionTrait, record: &Record<'_>, people: Vec<Person>) -> Outcome<()> {
    let codes = free_codes(services, tx, people.len()).await?;
    let mut rows = Vec::with_capacity(people.len());
    for (person, code) in people.into_iter().zip(codes) {
        let mut row = blank(person.id, person.created_at, None);
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
async fn free_codes(services: &Services, tx: &impl sea_orm::ConnectionTrait, count: usize) -> Outcome<Vec<String>> {
    let mut free = Vec::with_capacity(count);
    while free.len() < count {
        let numbers = next_code_numbers(tx, services.database().engine(), count - free.len()).await?;
        let codes: Vec<String> = numbers.into_iter().map(|number| domain::customer::GivenCode(number).to_string()).collect();
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
