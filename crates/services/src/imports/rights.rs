//! What a row may do, known before the rules decide: a row that is refused must leave no trace in them.
//!
//! Records out of reach count as not there. Of one that may be seen but not changed a row may say what it likes, as long
//! as it says nothing new.

use domain::{
    customer::{Field, Values},
    import::{Fault, LikelyDuplicates, LookupKeys, Options, ParsedRow, Verdict, keys},
    permission::{Placement, Reach, noun, verb},
};

use super::known::Candidate;
use crate::authz::Unit;

/// The row needs the right to create.
pub(super) const NOT_TO_CREATE: &str = "not_allowed_to_create";
/// The row needs the right to edit its record.
pub(super) const NOT_TO_EDIT: &str = "not_allowed_to_edit";
const OUTSIDE_REACH: &str = "outside_reach";

/// Where the actor may create and edit, at this moment.
pub(super) struct Rights {
    create: Reach,
    may_create: bool,
    edit: Reach,
    /// Of the file's sensitive fields the records of which they may be known.
    known: Vec<(Field, Reach)>,
    /// Where new records stand, unless their row says something else.
    defaults: Placement,
}

impl Rights {
    /// `opened` are the sensitive fields of the file.
    pub fn of(unit: &Unit, defaults: Placement, opened: &[Field]) -> Self {
        let create = unit.permit::<verb::Create, noun::Individuals>().map(|permit| permit.reach().clone());
        let edit = unit.permit::<verb::Edit, noun::Individuals>().map(|permit| permit.reach().clone());
        Self {
            may_create: create.is_ok(),
            create: create.unwrap_or_default(),
            edit: edit.unwrap_or_default(),
            known: opened
                .iter()
                .filter_map(|field| Some((*field, unit.opens(field.sensitive()?).cloned().unwrap_or_default())))
                .collect(),
            defaults,
        }
    }

    /// Where a new record stands.
    pub fn defaults(&self) -> &Placement {
        &self.defaults
    }

    /// Why the row may not do what it is about to do to the database as it is.
    pub fn refusal(&self, row: &ParsedRow, offered: &[&Candidate], options: &Options) -> Option<Fault> {
        let code = match meant(row, offered, options) {
            Meant::Nobody => self.creating(&row.values)?,
            Meant::Known(record) => self.editing(row, record)?,
            Meant::LeftToTheRules => return None,
        };
        Some(fault(code))
    }

    /// The same once the rules have decided: what they decide by earlier rows of the file is not known before.
    pub fn late_refusal(&self, row: &ParsedRow, verdict: &Verdict, record: Option<&Candidate>) -> Option<Fault> {
        let code = match (verdict, record) {
            (Verdict::Created { .. }, _) => self.creating(&row.values)?,
            (Verdict::Changed { .. }, Some(record)) => self.editing(row, record)?,
            // A record that an earlier row of the file has made.
            (Verdict::Changed { .. }, None) => (!self.edit.covers(&self.defaults)).then_some(NOT_TO_EDIT)?,
            _ => return None,
        };
        Some(fault(code))
    }

    fn creating(&self, values: &Values) -> Option<&'static str> {
        if !self.may_create {
            return Some(NOT_TO_CREATE);
        }
        let at = moved(&self.defaults, values);
        if !self.create.covers(&at) {
            return Some(OUTSIDE_REACH);
        }
        self.hides(values, &at).then_some(NOT_TO_CREATE)
    }

    /// Whether there is a value among these that the actor may not know of a record that stands there.
    fn hides(&self, values: &Values, at: &Placement) -> bool {
        self.known.iter().any(|(field, known)| values.contains_key(field) && !known.covers(at))
    }

    fn editing(&self, row: &ParsedRow, record: &Candidate) -> Option<&'static str> {
        let differs =
            |(field, new): (&Field, &String)| *field != Field::Code && record.existing.values.get(field) != Some(new);
        if !row.values.iter().any(differs) {
            return None;
        }
        // What somebody may not read they may not overwrite.
        if !self.edit.covers(&record.placement) || self.hides(&row.values, &record.placement) {
            return Some(NOT_TO_EDIT);
        }
        (!self.edit.covers(&moved(&record.placement, &row.values))).then_some(OUTSIDE_REACH)
    }
}

/// The record that a row is about.
enum Meant<'a> {
    /// A new one.
    Nobody,
    /// This one.
    Known(&'a Candidate),
    /// The row will be refused or left out.
    LeftToTheRules,
}

fn meant<'a>(row: &ParsedRow, offered: &[&'a Candidate], options: &Options) -> Meant<'a> {
    let key = if row.values.contains_key(&Field::Code) { Field::Code } else { options.match_key.field() };
    let bears = |record: &&&Candidate| {
        let own = match key {
            Field::Code => record.existing.code.as_ref(),
            field => record.existing.values.get(&field),
        };
        own.is_some() && own == row.values.get(&key)
    };
    let mut matched = offered.iter().filter(bears);
    match (matched.next(), matched.next()) {
        (Some(record), None) => return Meant::Known(record),
        (Some(_), Some(_)) => return Meant::LeftToTheRules,
        (None, _) => {}
    }
    let alike = offered.iter().filter(|record| record.existing.is_individual && is_alike(&keys(row), record));
    match (alike.min_by_key(|record| record.existing.seq), options.likely_duplicates) {
        (None, _) | (_, LikelyDuplicates::Create) => Meant::Nobody,
        (Some(record), LikelyDuplicates::Update) => Meant::Known(record),
        (Some(_), LikelyDuplicates::Skip) => Meant::LeftToTheRules,
    }
}

/// Whether a record bears a key of a row, other than its code.
fn is_alike(keys: &LookupKeys, record: &Candidate) -> bool {
    let same =
        |field, wanted: &Option<String>| wanted.is_some() && record.existing.values.get(&field) == wanted.as_ref();
    same(Field::Phone, &keys.phone)
        || same(Field::Email, &keys.email)
        || same(Field::IdNumber, &keys.id_number)
        || keys.person.as_ref().is_some_and(|(name, born)| {
            record.fold == *name && record.existing.values.get(&Field::DateOfBirth) == Some(born)
        })
}

/// Where a record stands after a row has had its say.
fn moved(at: &Placement, values: &Values) -> Placement {
    let given = |field| values.get(&field).and_then(|id| id.parse::<uuid::Uuid>().ok());
    Placement {
        owner: given(Field::Owner).map(Into::into).or(at.owner),
        branches: given(Field::Branch).map_or_else(|| at.branches.clone(), |branch| vec![branch.into()]),
    }
}

fn fault(code: &'static str) -> Fault {
    let field = if code == OUTSIDE_REACH { Field::Branch } else { Field::Name };
    Fault { field, code: code.into(), column: None }
}
