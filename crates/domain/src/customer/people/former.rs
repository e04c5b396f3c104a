//! People as a history tells of them, and how they are put back.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Person, PersonEdit, PersonField, PersonInput};
use crate::PersonId;

/// Somebody whom an entry of a history changed or removed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The person.
    pub id: PersonId,
    /// How the person stood in the list before.
    pub was: PersonInput,
    /// How the person stood there afterwards; nothing of one who was removed.
    pub became: Option<PersonInput>,
    /// What the person was called, as the reader sees it.
    #[serde(default)]
    pub name: String,
}

impl Former {
    /// What an edit changed or removed; nothing of somebody who came.
    pub fn of(edit: PersonEdit) -> Option<Self> {
        Some(Self { id: edit.id, was: edit.was?, became: edit.becomes, name: String::new() })
    }

    /// The edit that puts the person back into a list as it stands now: somebody who is gone as they were, and of somebody who is
    /// there what the entry changed. Who is the main contact now stays so. `None` if nothing is left to put back, or the same
    /// person stands in the list anew.
    pub fn back(&self, people: &[Person], today: NaiveDate) -> Option<PersonEdit> {
        let now = self.stands(people);
        let becomes = match (&now, &self.became) {
            (Some(_), None) => return None,
            (Some(now), Some(became)) => now.with_difference(became, &self.was),
            (None, _) => PersonInput { is_main: false, ..self.was.clone() },
        };
        let is_there = now.is_none() && people.iter().any(|person| becomes.is_same(&person.input(), today));
        (!is_there && now.as_ref() != Some(&becomes)).then_some(PersonEdit {
            id: self.id,
            was: now,
            becomes: Some(becomes),
        })
    }

    /// The edit that makes the person the main contact again, if the entry made that another one.
    pub fn back_as_main(&self, people: &[Person]) -> Option<PersonEdit> {
        let lost = self.was.is_main && self.became.as_ref().is_none_or(|became| !became.is_main);
        let now = self.stands(people).filter(|now| lost && !now.is_main)?;
        let becomes = PersonInput { is_main: true, ..now.clone() };
        Some(PersonEdit { id: self.id, was: Some(now), becomes: Some(becomes) })
    }

    fn stands(&self, people: &[Person]) -> Option<PersonInput> {
        people.iter().find(|person| person.id == Some(self.id)).map(Person::input)
    }
}

impl PersonInput {
    /// The same with what differs between two other ones as it is in the second.
    fn with_difference(&self, from: &Self, to: &Self) -> Self {
        let mut person = self.clone();
        for field in PersonField::ALL.iter().filter(|field| from.values.get(field) != to.values.get(field)) {
            match to.values.get(field) {
                Some(text) => drop(person.values.insert(*field, text.clone())),
                None => drop(person.values.remove(field)),
            }
        }
        if from.individual != to.individual {
            person.individual = to.individual;
        }
        person
    }

    /// Whether both would be one person twice in a list.
    fn is_same(&self, other: &Self, today: NaiveDate) -> bool {
        let both_current = self.is_current(today) && other.is_current(today);
        self.individual == other.individual
            && (self.values == other.values || self.individual.is_some() && both_current)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{CustomerId, customer::CustomerLink, customer::Directory};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn person<const N: usize>(values: [(PersonField, &str); N]) -> PersonInput {
        let values = values.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
        PersonInput { values, ..PersonInput::default() }
    }

    fn id(number: u128) -> PersonId {
        PersonId(Uuid::from_u128(number))
    }

    fn listed(number: u128, input: &PersonInput) -> Person {
        let link = |id: CustomerId| {
            (id, CustomerLink { directory: Directory::Individuals, code: "KH1".to_owned(), name: "Lan".to_owned() })
        };
        Person {
            id: Some(id(number)),
            values: input.values.clone(),
            individual: input.individual.map(link),
            is_main: input.is_main,
            represents: false,
            trashed: false,
        }
    }

    fn former(was: &PersonInput, became: Option<&PersonInput>) -> Former {
        Former { id: id(1), was: was.clone(), became: became.cloned(), name: "Lan".to_owned() }
    }

    #[test]
    fn somebody_removed_comes_back_once() {
        let mut lan = person([(PersonField::Name, "Lan"), (PersonField::Title, "Kế toán")]);
        lan.is_main = true;
        let gone = former(&lan, None);
        let others = [listed(2, &person([(PersonField::Name, "Nam")]))];
        let back = gone.back(&others, today()).unwrap();
        assert_eq!((back.id, back.was), (id(1), None));
        assert_eq!(back.becomes, Some(PersonInput { is_main: false, ..lan.clone() }), "the main one now stays so");
        assert_eq!(gone.back(&[listed(1, &lan)], today()), None, "is back");
        assert_eq!(gone.back(&[listed(3, &lan)], today()), None, "somebody typed the same person anew");
    }

    #[test]
    fn an_individual_is_no_member_twice() {
        let mut linked = person([(PersonField::JoinedOn, "2026-01-02")]);
        linked.individual = Some(CustomerId(Uuid::from_u128(7)));
        let mut again =
            PersonInput { values: person([(PersonField::JoinedOn, "2026-05-01")]).values, ..linked.clone() };
        assert_eq!(former(&linked, None).back(&[listed(3, &again)], today()), None);
        again.values.insert(PersonField::LeftOn, "2026-06-01".to_owned());
        assert!(former(&linked, None).back(&[listed(3, &again)], today()).is_some(), "who has left may come back");
    }

    #[test]
    fn what_others_changed_since_stays() {
        use PersonField::{Name, Phone, Title};
        let was = person([(Name, "Lan"), (Phone, "1")]);
        let became = person([(Name, "Lan"), (Phone, "2")]);
        let now = person([(Name, "Lan"), (Phone, "2"), (Title, "Giám đốc")]);
        let changed = former(&was, Some(&became));
        let back = changed.back(&[listed(1, &now)], today()).unwrap();
        assert_eq!(back.was, Some(now));
        assert_eq!(back.becomes, Some(person([(Name, "Lan"), (Phone, "1"), (Title, "Giám đốc")])));
        assert_eq!(changed.back(&[listed(1, &was)], today()), None, "stands as it stood");
        assert_eq!(changed.back(&[], today()).unwrap().becomes, Some(was), "removed since");
    }

    #[test]
    fn the_former_main_contact_is_marked_again() {
        let plain = person([(PersonField::Name, "Lan")]);
        let main = PersonInput { is_main: true, ..plain.clone() };
        let lost = former(&main, Some(&plain));
        assert_eq!(lost.back(&[listed(1, &plain)], today()), None, "nothing else of the person was changed");
        let back = lost.back_as_main(&[listed(1, &plain)]).unwrap();
        assert_eq!((back.was, back.becomes), (Some(plain.clone()), Some(main.clone())));
        assert_eq!(lost.back_as_main(&[listed(1, &main)]), None);
        assert_eq!(lost.back_as_main(&[]), None, "who is gone comes back first");
        assert_eq!(former(&plain, Some(&main)).back_as_main(&[listed(1, &plain)]), None);
    }
}
