//! Invented customers in any number, to try the program with: the same seed makes the same people.
//!
//! The names are as frequent as in Viet Nam, so that a search for `nguyen` finds a third of them.

mod companies;
mod dice;
mod maker;
mod names;
mod office;
mod people;
mod places;
mod teams;
mod write;

use domain::customer::Directory;
use entities::customer;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};

use crate::{Services, catalogs::Labels, customers::Record, failure::Outcome, query::bulk};
use dice::Dice;
use maker::Maker;
use write::Writing;

/// Rows of one INSERT. SQLite takes 32,766 bound values, PostgreSQL 65,535, and a row has 58.
const ROWS: u64 = 500;
/// From so many rows on it is worth building the indexes anew.
const MANY: u64 = 10_000;

/// Adds so many customers, with five branches and twenty members of staff who cannot sign in; all of them or none. Most are
/// individuals, the others organizations with contact persons, teams with members, and leads. `progress` hears how many are
/// written. On an installation that has customers already the codes go on from there, and so do the people: the same seed once
/// more makes others.
///
/// # Errors
/// What the database says.
pub async fn seed(services: &Services, customers: u64, seed: u64, progress: impl FnMut(u64)) -> Outcome<()> {
    add(services, customers, seed, None, progress).await
}

/// The same with customers of one list alone.
///
/// # Errors
/// What the database says.
pub async fn seed_list(
    services: &Services,
    list: Directory,
    customers: u64,
    seed: u64,
    progress: impl FnMut(u64),
) -> Outcome<()> {
    add(services, customers, seed, Some(list), progress).await
}

async fn add(
    services: &Services,
    customers: u64,
    seed: u64,
    only: Option<Directory>,
    mut progress: impl FnMut(u64),
) -> Outcome<()> {
    let engine = services.database().engine();
    let tx = services.database().begin_write().await?;
    let there = customer::Entity::find().count(&tx).await?;
    let dice = Dice::new(seed.wrapping_add(there));
    let mut maker = prepare(services, &tx, customers, only, dice).await?;
    let labels = Labels::read(&tx).await?;
    let record = Record { labels: &labels, secrets: services.secrets() };
    let indexes = if customers >= MANY.max(there) { Some(bulk::take_indexes(&tx, engine).await?) } else { None };
    let (mut writing, mut written) = (Writing::new(&tx, engine, record), 0);
    while written < customers {
        let batch = maker.next(ROWS.min(customers - written));
        written += batch.len() as u64;
        writing.insert(batch).await?;
        progress(written);
    }
    if let Some(indexes) = indexes {
        indexes.put_back(&tx).await?;
    }
    tx.commit().await?;
    bulk::refresh_statistics(services.database().writer(), engine).await
}

async fn prepare(
    services: &Services,
    tx: &impl ConnectionTrait,
    customers: u64,
    only: Option<Directory>,
    mut dice: Dice,
) -> Outcome<Maker> {
    let now = services.clock().now();
    let labels = office::labels(tx).await?;
    let offices = office::offices(tx, &mut dice, now).await?;
    Ok(Maker::new(dice, offices, labels, now, customers, only))
}
