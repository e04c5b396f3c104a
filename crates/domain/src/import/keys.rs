//! By what a row and a record are known to be the same.

use super::{ParsedRow, Target};
use crate::{
    CustomerId,
    customer::{Field, Values},
    fold::fold,
};

/// One key of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// Code, phone, e-mail or id number.
    Value(Field, String),
    /// Folded name and date of birth.
    Person(String, String),
}

/// What the database is to be asked for before a row is decided: the records that bear any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LookupKeys {
    /// Code, of any kind of customer.
    pub code: Option<String>,
    /// Phone in E.164.
    pub phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Plain id number.
    pub id_number: Option<String>,
    /// Name by [`fold`] and date of birth.
    pub person: Option<(String, String)>,
}

impl LookupKeys {
    /// The fields that make keys.
    pub(super) const FIELDS: [Field; 6] =
        [Field::Code, Field::Phone, Field::Email, Field::IdNumber, Field::Name, Field::DateOfBirth];

    /// The keys of these values.
    pub(super) fn of(values: &Values) -> Self {
        let value = |field| values.get(&field).cloned();
        Self {
            code: value(Field::Code),
            phone: value(Field::Phone),
            email: value(Field::Email),
            id_number: value(Field::IdNumber),
            person: value(Field::DateOfBirth).and_then(|born| Some((fold(values.get(&Field::Name)?), born))),
        }
    }

    /// Every key.
    pub(super) fn all(self) -> impl Iterator<Item = Key> {
        let code = self.code.map(|code| Key::Value(Field::Code, code));
        code.into_iter().chain(Self { code: None, ..self }.likeness())
    }

    /// Those by which a record looks like a duplicate.
    pub(super) fn likeness(self) -> impl Iterator<Item = Key> {
        let values = [(Field::Phone, self.phone), (Field::Email, self.email), (Field::IdNumber, self.id_number)];
        let values = values.into_iter().filter_map(|(field, value)| Some(Key::Value(field, value?)));
        values.chain(self.person.map(|(name, born)| Key::Person(name, born)))
    }
}

/// What the database is to be asked for before this row is decided.
pub fn keys(row: &ParsedRow) -> LookupKeys {
    LookupKeys::of(&row.values)
}

/// A record of the database that bears a key of a row.
///
/// Of each key the few oldest records are enough, three say: more than one make the row ambiguous, and the oldest
/// is the one that a duplicate is a duplicate of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Existing {
    /// Its id.
    pub id: CustomerId,
    /// Grows with each record made.
    pub seq: i64,
    /// Its code; leads have none.
    pub code: Option<String>,
    /// Of this kind; other kinds only ever meet by their code.
    pub is_individual: bool,
    /// The fields as they stand, the id number plain.
    pub values: Values,
}

impl Existing {
    pub(super) fn target(&self) -> Target {
        Target::Record { id: self.id, code: self.code.clone() }
    }

    pub(super) fn bears(&self, key: &Key) -> bool {
        match key {
            Key::Value(Field::Code, code) => self.code.as_ref() == Some(code),
            Key::Value(field, value) => self.is_individual && self.values.get(field) == Some(value),
            Key::Person(name, born) => {
                self.is_individual
                    && self.values.get(&Field::DateOfBirth) == Some(born)
                    && self.values.get(&Field::Name).is_some_and(|own| fold(own) == *name)
            }
        }
    }
}
