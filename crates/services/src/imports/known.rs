//! The records that the rows of a slice may mean: what the rules need to know of the database.

use std::collections::{HashMap, HashSet};

use domain::{
    CustomerId,
    customer::Directory,
    customer::{Field, Values},
    import::{Existing, LookupKeys, Row, keys},
    permission::{Action, Placement, verb},
};
use entities::customer;

use crate::{
    authz::Unit,
    catalogs::Labels,
    customers::{Record, may_know},
    failure::Outcome,
    query::{
        lookup::{CodeBearer, Keys, bearers, code_bearers, former_codes},
        scope::{place_of, placed},
    },
    secrets::Secrets,
};

/// The fields whose values are keys by themselves.
const KEYS: [Field; 3] = [Field::Phone, Field::Email, Field::IdNumber];

/// A record that bears a key of a row, with what is needed to change it.
#[derive(Clone)]
pub(super) struct Candidate {
    pub existing: Existing,
    pub placement: Placement,
    pub fold: String,
    /// `None` of a customer of another kind.
    pub model: Option<customer::Model>,
}

/// The candidates by their keys.
#[derive(Default)]
pub(super) struct Known {
    records: Vec<Candidate>,
    by_code: HashMap<String, usize>,
    by_value: HashMap<(Field, String), Vec<usize>>,
    by_person: HashMap<(String, String), Vec<usize>>,
    /// Codes whose bearers the actor may not know of, and those that somebody had before.
    taken: HashSet<String>,
}

impl Known {
    /// Asks the database for all rows at once. `opened` are the sensitive fields to be compared; with `lock` nobody
    /// changes the records before the unit ends.
    pub async fn look_up(unit: &Unit, labels: &Labels, opened: &[Field], rows: &[Row], lock: bool) -> Outcome<Self> {
        let wanted = wanted(rows, unit.services().secrets());
        let permit = unit.permit_in::<verb::View>(Directory::Individuals)?;
        let record = Record { labels, secrets: unit.services().secrets() };
        let mut known = Self::default();
        for model in bearers(unit.tx(), &permit, &wanted, lock).await? {
            known.add(candidate(unit, &record, opened, model)?);
        }
        let free = |code: &String| !known.by_code.contains_key(code);
        let others: Vec<String> = wanted.codes.into_iter().filter(free).collect();
        for bearer in code_bearers(unit.tx(), &others).await? {
            match other_kind(unit, &bearer) {
                Some(candidate) => known.add(candidate),
                None => {
                    known.taken.insert(bearer.code);
                }
            }
        }
        known.taken.extend(former_codes(unit.tx(), &others).await?);
        Ok(known)
    }

    /// Whether a code is borne by what the actor may not know of.
    pub fn is_taken(&self, code: &str) -> bool {
        self.taken.contains(code)
    }

    /// Those that bear any of a row's keys, each once, oldest first.
    pub fn bearing(&self, keys: &LookupKeys) -> impl Iterator<Item = &Candidate> {
        let code = keys.code.as_ref().and_then(|code| self.by_code.get(code));
        let values = [&keys.phone, &keys.email, &keys.id_number].into_iter().zip(KEYS);
        let values = values.filter_map(|(value, field)| self.by_value.get(&(field, value.clone()?)));
        let people = keys.person.as_ref().and_then(|person| self.by_person.get(person));
        let mut places: Vec<usize> =
            code.into_iter().chain(values.flatten()).chain(people.into_iter().flatten()).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.records.get(place))
    }

    fn add(&mut self, candidate: Candidate) {
        let place = self.records.len();
        if let Some(code) = &candidate.existing.code {
            self.by_code.insert(code.clone(), place);
        }
        for field in KEYS {
            if let Some(value) = candidate.existing.values.get(&field) {
                self.by_value.entry((field, value.clone())).or_default().push(place);
            }
        }
        if let Some(born) = candidate.existing.values.get(&Field::DateOfBirth) {
            self.by_person.entry((candidate.fold.clone(), born.clone())).or_default().push(place);
        }
        self.records.push(candidate);
    }
}

/// The keys of all rows.
fn wanted(rows: &[Row], secrets: &Secrets) -> Keys {
    let mut wanted = Keys::default();
    for row in rows {
        let Row::Parsed(row) = row else { continue };
        let keys = keys(row);
        wanted.codes.extend(keys.code);
        wanted.phones.extend(keys.phone);
        wanted.emails.extend(keys.email);
        wanted.id_numbers.extend(keys.id_number.map(|number| secrets.hash(&number)));
        wanted.people.extend(keys.person);
    }
    wanted
}

/// A record as the rules compare it; what the actor may not know of it is not there.
///
/// # Errors
/// A sensitive field was sealed with another key.
pub(super) fn candidate(
    unit: &Unit,
    record: &Record<'_>,
    opened: &[Field],
    model: customer::Model,
) -> Outcome<Candidate> {
    let at = place_of(&model);
    let mut values = record.values(&model);
    values.retain(|field, _| field.sensitive().is_none());
    for field in opened.iter().filter(|field| may_know(unit, **field, &at)) {
        values.extend(record.clear(&model, *field)?.tell(unit, &at)?.map(|text| (*field, text)));
    }
    Ok(Candidate {
        existing: Existing {
            id: CustomerId(model.id),
            seq: model.seq,
            code: Some(model.code.clone()).filter(|code| !code.is_empty()),
            is_individual: true,
            values,
        },
        placement: at,
        fold: model.fold.clone(),
        model: Some(model),
    })
}

/// A customer of another kind, which only ever gets in the way by its code; `None` if the actor may not know of it.
fn other_kind(unit: &Unit, bearer: &CodeBearer) -> Option<Candidate> {
    let directory = Directory::from_key(&bearer.directory).filter(|directory| *directory != Directory::Individuals)?;
    let placement = placed(bearer.owner_id, bearer.branch_id, &bearer.booked_branches);
    if bearer.trashed_at.is_some() || !unit.may_at(Action::View, directory.resource(), &placement) {
        return None;
    }
    let existing = Existing {
        id: CustomerId(bearer.id),
        seq: bearer.seq,
        code: Some(bearer.code.clone()),
        is_individual: false,
        values: Values::new(),
    };
    Some(Candidate { existing, placement, fold: String::new(), model: None })
}
