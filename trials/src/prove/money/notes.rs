//! What was acknowledged, and whether it is all there and happened once.

use std::collections::{BTreeMap, HashMap, HashSet};

use anyhow::Result;
use domain::{history::Event, permission::Resource};
use serde_json::Value;
use uuid::Uuid;

use super::{rows::Rows, turns::Turn};

/// What this is about in the audit trail.
pub const RESOURCES: [Resource; 4] = [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Receipts];

/// How often something was done to a record.
#[derive(Clone, Copy, Default)]
struct Deed {
    /// As the server has said.
    surely: u32,
    /// It went away before it said.
    perhaps: u32,
}

/// What one person has written down.
#[derive(Default)]
pub struct Notes {
    /// How often each turn was taken with success.
    pub done: BTreeMap<Turn, u32>,
    /// How often one was refused.
    pub refused: u32,
    /// How often the server went away before it said.
    pub unanswered: u32,
    /// How often a form was sent again because of that.
    pub repeated: u32,
    /// Answers that are neither yes nor a refusal.
    pub faults: u32,
    /// What each form was answered.
    forms: Vec<(Uuid, Value)>,
    deeds: BTreeMap<(&'static str, Uuid), Deed>,
    /// The number that each invoice was given.
    numbers: Vec<(Uuid, String)>,
}

/// What the records say of it.
pub struct Verdict {
    /// What was acknowledged and is not there.
    pub lost: usize,
    /// What is there and nobody has asked for, or not so often.
    pub extra: usize,
}

impl Notes {
    /// A form was answered.
    pub fn answered(&mut self, key: Uuid, answer: &Value) {
        self.forms.push((key, answer.clone()));
    }

    /// Something was done to a record.
    pub fn did(&mut self, event: Event, record: Uuid) {
        self.deeds.entry((event.key(), record)).or_default().surely += 1;
    }

    /// Something was done to a record, or was not.
    pub fn may_have_done(&mut self, event: Event, record: Uuid) {
        self.deeds.entry((event.key(), record)).or_default().perhaps += 1;
    }

    /// An invoice was given a number.
    pub fn numbered(&mut self, invoice: Uuid, number: &str) {
        self.numbers.push((invoice, number.to_owned()));
    }

    /// How many turns were taken with success.
    pub fn successes(&self) -> u32 {
        self.done.values().sum()
    }

    /// What another one has written down as well.
    pub fn join(&mut self, other: Self) {
        for (turn, times) in other.done {
            *self.done.entry(turn).or_default() += times;
        }
        self.refused += other.refused;
        self.unanswered += other.unanswered;
        self.repeated += other.repeated;
        self.faults += other.faults;
        self.forms.extend(other.forms);
        self.numbers.extend(other.numbers);
        for (of, Deed { surely, perhaps }) in other.deeds {
            let known = self.deeds.entry(of).or_default();
            known.surely += surely;
            known.perhaps += perhaps;
        }
    }

    /// Compares what was acknowledged with what is there: the answer of each form, each act in the audit trail, which is written
    /// with it, each new record, and each number.
    pub fn judge(&self, rows: &Rows) -> Result<Verdict> {
        let mut lost = 0;
        let mut answers = HashMap::new();
        for row in &rows.forms {
            answers.insert(row.key, serde_json::from_str::<Value>(&row.response)?);
        }
        lost += self.forms.iter().filter(|(key, answer)| answers.get(key) != Some(answer)).count();

        let mut happened: BTreeMap<(&str, Uuid), u32> = BTreeMap::new();
        for row in &rows.trail {
            if let Some(record) = row.record_id.filter(|_| is_told_apart(&row.event, &row.resource)) {
                *happened.entry((row.event.as_str(), record)).or_default() += 1;
            }
        }
        let times = |event: &str, record: &Uuid| happened.get(&(event, *record)).copied().unwrap_or_default();
        for ((event, record), deed) in &self.deeds {
            let times = times(event, record);
            if times < deed.surely {
                eprintln!("{event} {record}: {times} times, acknowledged {}", deed.surely);
                lost += 1;
            }
        }
        // Those that were thrown away stand in the trail alone.
        let invoices = rows.trail.iter().filter(|row| row.resource == Resource::Invoices.key());
        let invoices: HashSet<Uuid> = invoices.filter_map(|row| row.record_id).collect();
        let known: HashMap<(&str, Uuid), Deed> = self.deeds.iter().map(|(of, deed)| (*of, *deed)).collect();
        let mut extra = 0;
        for (of, times) in &happened {
            let Deed { surely, perhaps } = known.get(of).copied().unwrap_or_default();
            // A draft changes also when what stands on it is called off.
            let follows = of.0 == Event::Changed.key() && invoices.contains(&of.1);
            if *times > surely + perhaps && !follows {
                eprintln!("{} {}: {times} times, asked for {surely} and {perhaps}", of.0, of.1);
                extra += 1;
            }
        }

        let there: HashSet<Uuid> = rows.ids().collect();
        let discarded = |record: &Uuid| times(Event::Discarded.key(), record) > 0;
        let made = self.deeds.keys().filter(|(event, _)| *event == Event::Created.key());
        lost += made.filter(|(_, record)| !there.contains(record) && !discarded(record)).count();
        let numbers: HashMap<Uuid, Option<&str>> =
            rows.invoices.iter().map(|invoice| (invoice.id, invoice.code.as_deref())).collect();
        lost += self.numbers.iter().filter(|(id, number)| numbers.get(id) != Some(&Some(number.as_str()))).count();
        Ok(Verdict { lost, extra })
    }
}

/// Whether an entry of the trail is of something that was asked for by itself. A deposit that was applied is written down with each
/// receipt that it came from; of that the answer to the form is looked for alone.
fn is_told_apart(event: &str, resource: &str) -> bool {
    event != Event::DepositApplied.key() && RESOURCES.iter().any(|known| known.key() == resource)
}
