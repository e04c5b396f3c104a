//! What the earlier rows of a file did, on top of what the database holds.
//!
//! A dry run writes nothing, the real run does; both must reach the same verdicts. So the register remembers every
//! record that this file created or touched, and its version stands for whatever the database offers of it.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
};

use super::{Existing, LikelyDuplicates, LookupKeys, Options, ParsedRow, Target, keys::Key};
use crate::{
    CustomerId,
    individual::{Field, Values},
};

/// The records that the rows so far created or touched.
#[derive(Debug)]
pub struct Register {
    pub(super) options: Options,
    records: Vec<Entry>,
    by_id: HashMap<CustomerId, usize>,
    by_row: HashMap<u32, usize>,
    /// By the hash of the key alone: a large file has half a million keys, and the records hold their texts already.
    by_key: HashMap<u64, Bearers>,
    hashes: RandomState,
}

/// The records with a key of this hash, or that once had one: nearly always a single one.
#[derive(Debug)]
enum Bearers {
    One(u32),
    Several(Box<Vec<u32>>),
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
        Self {
            options,
            records: Vec::new(),
            by_id: HashMap::new(),
            by_row: HashMap::new(),
            by_key: HashMap::new(),
            hashes: RandomState::new(),
        }
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
        let places = self.by_key.get(&self.hashes.hash_one(key))?.places();
        let bearers = places.iter().filter_map(|place| {
            let place = usize::try_from(*place).ok()?;
            let entry = self.records.get(place).filter(|entry| key.is_of(&entry.values))?;
            Some((entry.age, place))
        });
        bearers.min().map(|(age, place)| (age, Found::Ours(place)))
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
        for field in changed {
            entry.values.extend(row.values.get(field).map(|value| (*field, value.clone())));
        }
        let keys = LookupKeys::of(&entry.values);
        self.index(keys, place);
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
        self.index(LookupKeys::of(&entry.values), place);
        self.records.push(entry);
        place
    }

    fn index(&mut self, keys: LookupKeys, place: usize) {
        // A file has fewer rows than there are numbers of this size.
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        for key in keys.all() {
            let hash = self.hashes.hash_one(&key);
            self.by_key.entry(hash).and_modify(|bearers| bearers.add(place)).or_insert(Bearers::One(place));
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

impl Bearers {
    fn places(&self) -> &[u32] {
        match self {
            Self::One(place) => std::slice::from_ref(place),
            Self::Several(places) => places,
        }
    }

    fn add(&mut self, place: u32) {
        match self {
            Self::One(known) if *known == place => {}
            Self::One(known) => *self = Self::Several(Box::new(vec![*known, place])),
            Self::Several(places) if places.contains(&place) => {}
            Self::Several(places) => places.push(place),
        }
    }
}
