//! Somebody who works at the desk: asks whichever instance is open, and writes down what it has acknowledged.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use chrono::{NaiveDate, Utc};
use domain::{CustomerId, history::Event, money::Vnd, time::BusinessZone};
use rand::{
    RngExt, SeedableRng,
    rngs::Xoshiro256PlusPlus,
    seq::{IndexedRandom, IteratorRandom},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::{house::House, instances::Doors, notes::Notes};
use crate::client::{Answer, Client};

/// An answer comes by then, or the server has a fault; it itself gives up before.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two knocks at a door that is shut.
const PAUSE: Duration = Duration::from_millis(10);
/// How an act is refused that cannot be done, or not any more.
const REFUSALS: [u16; 3] = [404, 409, 422];
/// One amount, in đồng.
const AMOUNTS: std::ops::Range<i64> = 1..900_000;

/// What came of an act.
#[derive(Debug)]
pub enum Heard {
    /// It was done; with what was answered.
    Yes(Value),
    /// It was refused, and why.
    No(String),
    /// The server went away before it answered: it was done or it was not.
    Nothing,
    /// There is nothing that it could be done to.
    Idle,
}

/// A page of any list.
#[derive(Deserialize)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// There are more behind this one.
    pub after: Value,
}

/// Somebody who works.
pub struct Hand {
    /// Where.
    pub house: Arc<House>,
    /// What the person does next, and to what.
    pub chance: Xoshiro256PlusPlus,
    /// What was acknowledged.
    pub notes: Notes,
    session: Client,
    doors: Doors,
    open: Vec<Option<Client>>,
}

impl Hand {
    /// Somebody with the session of another one, whose choices follow from a number.
    pub async fn new(session: &Client, house: &Arc<House>, doors: &Doors, seed: u64) -> Result<Self> {
        let mut open = Vec::new();
        open.resize_with(doors.count(), || None);
        Ok(Self {
            house: house.clone(),
            chance: Xoshiro256PlusPlus::seed_from_u64(seed),
            notes: Notes::default(),
            session: session.at(doors.of(0)?).await?,
            doors: doors.clone(),
            open,
        })
    }

    /// A customer.
    pub fn customer(&mut self) -> Result<CustomerId> {
        self.house.customers.choose(&mut self.chance).copied().context("there are no customers")
    }

    /// An amount, hardly ever the same one twice.
    pub fn amount(&mut self) -> Vnd {
        Vnd(self.chance.random_range(AMOUNTS))
    }

    /// Some of these.
    pub fn some<T>(&mut self, all: impl IntoIterator<Item = T>) -> Vec<T> {
        all.into_iter().filter(|_| self.chance.random_bool(0.4)).collect()
    }

    /// Looks at something until it is shown; `None` if it is not there.
    pub async fn look<T: DeserializeOwned>(&mut self, function: &str, asked: &Value) -> Result<Option<T>> {
        loop {
            let Some(answer) = self.ask(function, asked).await? else { continue };
            return match self.heard(function, &answer)? {
                Heard::Yes(shown) => Ok(Some(serde_json::from_value(shown).context(function.to_owned())?)),
                _ => Ok(None),
            };
        }
    }

    /// One row of the first page of a list.
    pub async fn one_of<T: DeserializeOwned>(&mut self, list: &str, filter: impl Serialize) -> Result<Option<T>> {
        let page: Option<Page<T>> = self.look(list, &json!({ "filter": filter, "after": null })).await?;
        Ok(page.and_then(|page| page.rows.into_iter().choose(&mut self.chance)))
    }

    /// Sends a form, and the same one again until it is answered: its key makes one record of it.
    pub async fn send(&mut self, function: &str, input: impl Serialize) -> Result<Heard> {
        let key = Uuid::now_v7();
        let asked = json!({ "key": key, "input": input });
        let answer = loop {
            match self.ask(function, &asked).await? {
                Some(answer) => break answer,
                None => self.notes.repeated += 1,
            }
        };
        let heard = self.heard(function, &answer)?;
        if let Heard::Yes(answer) = &heard {
            self.notes.answered(key, answer);
        }
        Ok(heard)
    }

    /// Sends the form of a new record.
    pub async fn make(&mut self, function: &str, input: impl Serialize) -> Result<Heard> {
        let heard = self.send(function, input).await?;
        if let Heard::Yes(answer) = &heard {
            let id = answer.get("id").unwrap_or(answer).as_str().context("a record without an id")?;
            self.notes.did(Event::Created, id.parse()?);
        }
        Ok(heard)
    }

    /// Does something to a record, once.
    pub async fn act(&mut self, function: &str, asked: Value, event: Event, record: Uuid) -> Result<Heard> {
        let heard = match self.ask(function, &asked).await? {
            Some(answer) => self.heard(function, &answer)?,
            None => Heard::Nothing,
        };
        match &heard {
            Heard::Yes(_) => self.notes.did(event, record),
            Heard::Nothing => self.notes.may_have_done(event, record),
            Heard::No(_) | Heard::Idle => {}
        }
        Ok(heard)
    }

    /// What an answer says.
    fn heard(&mut self, function: &str, answer: &Answer) -> Result<Heard> {
        if answer.status.is_success() {
            return Ok(Heard::Yes(answer.read()?));
        }
        if !REFUSALS.contains(&answer.status.as_u16()) {
            eprintln!("{function}: {} {}", answer.status, answer.text());
            self.notes.faults += 1;
        }
        Ok(Heard::No(answer.text()))
    }

    /// Asks at a door that is chosen by chance; `None` if the server went away before it answered.
    async fn ask(&mut self, function: &str, asked: &Value) -> Result<Option<Answer>> {
        let number = self.chance.random_range(0..self.open.len());
        let mut client = match self.open.get_mut(number).and_then(Option::take) {
            Some(client) => client,
            None => self.enter(number).await?,
        };
        let answer = timeout(PATIENCE, client.ask(function, asked)).await;
        let Ok(answer) = answer.with_context(|| format!("{function} is not answered"))? else { return Ok(None) };
        if let Some(place) = self.open.get_mut(number) {
            *place = Some(client);
        }
        Ok(Some(answer))
    }

    /// Knocks until an instance is there.
    async fn enter(&self, number: usize) -> Result<Client> {
        let begun = Instant::now();
        loop {
            if let Ok(client) = self.session.at(self.doors.of(number)?).await {
                return Ok(client);
            }
            ensure!(begun.elapsed() < PATIENCE, "instance {number} does not come back");
            sleep(PAUSE).await;
        }
    }
}

/// The day of the business.
pub fn today() -> NaiveDate {
    BusinessZone::default().day_of(Utc::now())
}
