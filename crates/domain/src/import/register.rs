//! What the earlier rows of a file did, on top of what the database holds.
//!
//! A dry run writes nothing, the real run does; both must reach the same verdicts. So the register remembers every
//! record that this file created or touched, and its version stands for whatever the database offers of it.

use std::collections::{BTreeSet, HashMap};

use super::{Existing, LikelyDuplicates, LookupKeys, Options, ParsedRow, Target, keys::Key};
use crate::{
    CustomerId,
    customer::{Field, Values},
};

/// The records that the rows so far created or touched.
#[derive(Debug)]
pub struct Register {
    pub(super) options: Options,
    records: Vec<Entry>,
    by_id: HashMap<CustomerId, usize>,
    by_row: HashMap<u32, usize>,
    by_key: HashMap<Key, BTreeSet<(Age, usize)>>,
}

/// Oldest first: what was there before the import, by its sequence, then what the import created, by its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Age {
    Before(i64),
    Created(u32),
}

#[derive(Debug)]
struct Entry {
    id: Option<CustomerId>,
    target: Target,
    age: Age,
    /// The last row that wrote the record, or would have if anything had changed.
    row: u32,
    values: Values,
}

/// A record that bears a key of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    /// Written by this file.
    Ours(usize),
    /// Only in the database.
    Offered(&'a Existing),
}

impl Register {
    /// For the first row of a file.
    pub fn new(options: Options) -> Self {
        Self { options, records: Vec::new(), by_id: HashMap::new(), by_row: HashMap::new(), by_key: HashMap::new() }
    }

    /// The record that this row created has this id now.
    pub fn stored(&mut self, row: u32, id: CustomerId) {
        if let Some(&place) = self.by_row.get(&row) {
            self.by_id.insert(id, place);
            if let Some(entry) = self.records.get_mut(place) {
                entry.id = Some(id);
            }
        }
    }

    /// The record that is meant; `None` while nothing is stored of a row that created one.
    pub fn id_of(&self, target: &Target) -> Option<CustomerId> {
        match target {
            Target::Record { id, .. } => Some(*id),
            Target::Row(row) => self.records.get(*self.by_row.get(row)?)?.id,
        }
    }

    /// After a restart: an earlier row of this file created or touched this record, whose values are those of now.
    pub fn recall(&mut self, row: u32, record: &Existing, created: bool) {
        if let Some(&place) = self.by_id.get(&record.id) {
            if let Some(entry) = self.records.get_mut(place) {
                entry.row = row;
            }
        } else if created {
            self.create(row, &record.values);
            self.stored(row, record.id);
        } else {
            self.adopt(row, record);
        }
    }

    /// The oldest record of this file with this key.
    pub(super) fn ours(&self, key: &Key) -> Option<(Age, Found<'static>)> {
        self.by_key.get(key)?.first().map(|&(age, place)| (age, Found::Ours(place)))
    }

    /// Whether the file has written this record: then only the register knows how it stands.
    pub(super) fn knows(&self, record: &Existing) -> bool {
        self.by_id.contains_key(&record.id)
    }

    /// Last row that wrote a record of this file.
    pub(super) fn row_of(&self, place: usize) -> u32 {
        self.records.get(place).map_or(0, |entry| entry.row)
    }

    /// The record as it stands after the rows so far.
    pub(super) fn standing<'a>(&'a self, found: Found<'a>) -> Option<(Target, &'a Values)> {
        match found {
            Found::Ours(place) => self.records.get(place).map(|entry| (entry.target.clone(), &entry.values)),
            Found::Offered(record) => Some((record.target(), &record.values)),
        }
    }

    /// A new record.
    pub(super) fn create(&mut self, row: u32, values: &Values) {
        let values = self.worth_keeping(values);
        let place = self.insert(Entry { id: None, target: Target::Row(row), age: Age::Created(row), row, values });
        self.by_row.insert(row, place);
    }

    /// A row touches a record and gives it these values.
    pub(super) fn touch(&mut self, row: &ParsedRow, found: Found<'_>, changed: &[Field]) {
        let place = match found {
            Found::Ours(place) => place,
            Found::Offered(record) => self.adopt(row.row, record),
        };
        let Some(entry) = self.records.get_mut(place) else { return };
        entry.row = row.row;
        let before = LookupKeys::of(&entry.values);
        for field in changed {
            entry.values.extend(row.values.get(field).map(|value| (*field, value.clone())));
        }
        let after = LookupKeys::of(&entry.values);
        let age = entry.age;
        for key in before.all() {
            if let Some(bearers) = self.by_key.get_mut(&key) {
                bearers.remove(&(age, place));
            }
        }
        self.index(after, age, place);
    }

    fn adopt(&mut self, row: u32, record: &Existing) -> usize {
        let mut values = self.worth_keeping(&record.values);
        values.extend(record.code.clone().map(|code| (Field::Code, code)));
        let place = self.insert(Entry {
            id: Some(record.id),
            target: record.target(),
            age: Age::Before(record.seq),
            row,
            values,
        });
        self.by_id.insert(record.id, place);
        place
    }

    fn insert(&mut self, entry: Entry) -> usize {
        let place = self.records.len();
        self.index(LookupKeys::of(&entry.values), entry.age, place);
        self.records.push(entry);
        place
    }

    fn index(&mut self, keys: LookupKeys, age: Age, place: usize) {
        for key in keys.all() {
            self.by_key.entry(key).or_default().insert((age, place));
        }
    }

    /// Only when likely duplicates change a record are its other values ever looked at again.
    fn worth_keeping(&self, values: &Values) -> Values {
        let all = self.options.likely_duplicates == LikelyDuplicates::Update;
        values
            .iter()
            .filter(|(field, _)| all || LookupKeys::FIELDS.contains(field))
            .map(|(field, value)| (*field, value.clone()))
            .collect()
    }
}
