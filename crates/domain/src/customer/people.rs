//! The people of a customer: the contact persons of an organization and the members of a team.

mod former;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

pub use self::former::Former;
use super::{CustomerKind, CustomerLink, Field};
use crate::{
    CustomerId, FieldError, FieldErrors, PersonId,
    value::{FieldKind, display, normalise},
};

/// The most people that one customer may have.
pub const MOST_PEOPLE: usize = 500;

/// So far ahead a leaving day may lie.
const DAYS_AHEAD: u64 = 3_653;

/// What is known of a person; which of it depends on whose person it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonField {
    /// Full name.
    Name,
    /// What a contact person is in the organization.
    Title,
    /// E.164.
    Phone,
    /// Lower case.
    Email,
    /// ISO date: since when a member is one.
    JoinedOn,
    /// ISO date: the last day of a member, who is a former one afterwards; it may be planned.
    LeftOn,
}

impl PersonField {
    /// Every field, in the order of the form.
    pub const ALL: &[Self] = &[Self::Name, Self::Title, Self::Phone, Self::Email, Self::JoinedOn, Self::LeftOn];

    /// The word in the form and in the translation area `people`.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Title => "title",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::JoinedOn => "joined_on",
            Self::LeftOn => "left_on",
        }
    }

    /// What kind of value it holds.
    pub const fn kind(self) -> FieldKind {
        match self {
            Self::Name | Self::Title => FieldKind::Text,
            Self::Phone => FieldKind::Phone,
            Self::Email => FieldKind::Email,
            Self::JoinedOn | Self::LeftOn => FieldKind::Date,
        }
    }

    /// Whether the people of such a customer have it.
    pub const fn is_of(self, kind: CustomerKind) -> bool {
        match self {
            Self::Name | Self::Phone | Self::Email => !matches!(kind, CustomerKind::Individual),
            Self::Title => matches!(kind, CustomerKind::Organization),
            Self::JoinedOn | Self::LeftOn => matches!(kind, CustomerKind::Team),
        }
    }

    /// Whether it stands with the individual that a member is, and not with the member.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Name | Self::Phone | Self::Email)
    }
}

impl CustomerKind {
    /// The people that such a customer has; an individual has none.
    pub const fn people(self) -> Option<Field> {
        match self {
            Self::Individual => None,
            Self::Organization => Some(Field::ContactPersons),
            Self::Team => Some(Field::Members),
        }
    }
}

/// The filled fields of a person, each in its canonical text.
pub type PersonValues = BTreeMap<PersonField, String>;

/// A person as a form sends it, and as it is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonInput {
    /// The filled fields; of a member who is an individual without what stands there.
    pub values: PersonValues,
    /// The individual that a member is.
    #[serde(default)]
    pub individual: Option<CustomerId>,
    /// The contact person to turn to first.
    #[serde(default)]
    pub is_main: bool,
}

impl PersonInput {
    /// Whether the person is one of a team's members on a day: has not left before it.
    pub fn is_current(&self, today: NaiveDate) -> bool {
        has_not_left(&self.values, today)
    }

    /// What is kept when this stands in the record, and somebody who saw it as it `was` sends what it `becomes`: the change of each
    /// that only one of the two made. `None` if both changed the same.
    pub fn merged(&self, was: &Self, becomes: &Self) -> Option<Self> {
        let mut merged = self.clone();
        for field in PersonField::ALL {
            let (now, was, new) = (self.values.get(field), was.values.get(field), becomes.values.get(field));
            match new {
                _ if was == new => {}
                _ if now != was && now != new => return None,
                Some(text) => drop(merged.values.insert(*field, text.clone())),
                None => drop(merged.values.remove(field)),
            }
        }
        if was.individual != becomes.individual {
            if self.individual != was.individual && self.individual != becomes.individual {
                return None;
            }
            merged.individual = becomes.individual;
        }
        if was.is_main != becomes.is_main {
            merged.is_main = becomes.is_main;
        }
        Some(merged)
    }

    /// The line that histories keep; an individual stands in it by its id.
    pub fn line(&self) -> String {
        let text = |field: &PersonField| {
            self.values.get(field).map(|value| display(field.kind(), value)).filter(|text| !text.is_empty())
        };
        let parts = PersonField::ALL.iter().filter_map(text);
        self.individual.map(|id| id.to_string()).into_iter().chain(parts).collect::<Vec<_>>().join(SEPARATOR)
    }
}

/// Whether somebody with these values is a member on a day.
pub fn has_not_left(values: &PersonValues, today: NaiveDate) -> bool {
    // Canonical dates have the order of their texts.
    values.get(&PersonField::LeftOn).is_none_or(|left| *left >= today.to_string())
}

/// Between the parts of a line.
const SEPARATOR: &str = " · ";

/// Puts names in the place of the ids with which lines begin. A line of somebody without a name is left out: who is out of the
/// reader's reach is not there.
pub fn named_lines(lines: &str, mut name: impl FnMut(CustomerId) -> Option<String>) -> Option<String> {
    let named = lines.lines().filter_map(|line| {
        let (first, rest) = line.split_once(SEPARATOR).map_or((line, ""), |(first, rest)| (first, rest));
        let Ok(id) = first.parse() else { return Some(line.to_owned()) };
        let name = name(id)?;
        Some(if rest.is_empty() { name } else { format!("{name}{SEPARATOR}{rest}") })
    });
    Some(named.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
}

/// The ids with which lines begin.
pub fn ids_in(lines: &str) -> impl Iterator<Item = CustomerId> + '_ {
    lines.lines().filter_map(|line| line.split(SEPARATOR).next()?.parse().ok())
}

/// A person as the detail page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Its id; none of a team's representative who is not in the list of members otherwise.
    pub id: Option<PersonId>,
    /// The filled fields; of an individual with the name, phone and e-mail that stand there now.
    pub values: PersonValues,
    /// The individual that a member is.
    pub individual: Option<(CustomerId, CustomerLink)>,
    /// The contact person to turn to first.
    pub is_main: bool,
    /// The member who stands for the team.
    pub represents: bool,
    /// The individual lies in the trash: its name is there for those who may see that.
    #[serde(default)]
    pub trashed: bool,
}

impl Person {
    /// What a form begins with.
    pub fn input(&self) -> PersonInput {
        let individual = self.individual.as_ref().map(|(id, _)| *id);
        let own = |field: &PersonField| individual.is_none() || !field.is_live();
        let values = self.values.iter().filter(|(field, _)| own(field));
        PersonInput {
            values: values.map(|(field, value)| (*field, value.clone())).collect(),
            individual,
            is_main: self.is_main,
        }
    }
}

/// What becomes of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonEdit {
    /// Its id; the form makes that of a new one, so that it is added once, however often the request arrives.
    pub id: PersonId,
    /// What stood there when the form was opened; nothing of a new one.
    pub was: Option<PersonInput>,
    /// What shall stand there; nothing of one who is removed.
    pub becomes: Option<PersonInput>,
}

/// A change of the people of a customer: those who come, change or go, and in which order they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleChange {
    /// Those who come, change or go.
    pub people: Vec<PersonEdit>,
    /// The order, if it is to be another one; those who are not named stay where they are.
    #[serde(default)]
    pub order: Vec<PersonId>,
}

/// Checks one person and brings each value into its canonical text.
///
/// # Errors
/// All faults, by field.
pub fn check_person(kind: CustomerKind, typed: &PersonInput, today: NaiveDate) -> Result<PersonInput, FieldErrors> {
    let mut errors = FieldErrors::default();
    let individual = typed.individual.filter(|_| kind == CustomerKind::Team);
    let mut values = PersonValues::new();
    let own = |field: &PersonField| field.is_of(kind) && (individual.is_none() || !field.is_live());
    let ahead = today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today);
    for (field, text) in typed.values.iter().filter(|(field, _)| own(field)) {
        let latest = if *field == PersonField::LeftOn { ahead } else { today };
        match normalise(field.kind(), text, latest) {
            Ok(value) => {
                if let Some(text) = value.text {
                    values.insert(*field, text);
                }
            }
            Err(code) => errors.0.push(FieldError::new(field.key(), code)),
        }
    }
    let name = PersonField::Name;
    if individual.is_none() && !values.contains_key(&name) && errors.of(name.key()).is_none() {
        errors.0.push(FieldError::new(name.key(), "required"));
    }
    if let (Some(joined), Some(left)) = (values.get(&PersonField::JoinedOn), values.get(&PersonField::LeftOn))
        && left < joined
    {
        errors.0.push(FieldError::new(PersonField::LeftOn.key(), "left_before_joined"));
    }
    if errors.0.is_empty() {
        Ok(PersonInput { values, individual, is_main: typed.is_main && kind == CustomerKind::Organization })
    } else {
        Err(errors)
    }
}

/// Checks several people, each by its place in the form: the name of the second one is the field `people.1.name`.
///
/// # Errors
/// All faults, by place and field.
pub fn check_people<'p>(
    kind: CustomerKind,
    typed: impl IntoIterator<Item = &'p PersonInput>,
    today: NaiveDate,
) -> Result<Vec<PersonInput>, FieldErrors> {
    let (mut errors, mut people) = (FieldErrors::default(), Vec::new());
    for (at, person) in typed.into_iter().enumerate() {
        match check_person(kind, person, today) {
            Ok(person) => people.push(person),
            Err(found) => {
                errors.0.extend(found.0.into_iter().map(|fault| person_fault(at, &fault.field, fault.code)));
            }
        }
    }
    if errors.0.is_empty() { Ok(people) } else { Err(errors) }
}

/// A fault of the person at a place of the form.
pub fn person_fault(at: usize, field: &str, code: impl Into<String>) -> FieldError {
    FieldError::new(format!("people.{at}.{field}"), code)
}

/// Whether these may be the people of one customer: not too many, and nobody twice at once.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn check_together<'p>(
    people: impl IntoIterator<Item = &'p PersonInput>,
    today: NaiveDate,
) -> Result<(), &'static str> {
    let (mut count, mut individuals) = (0, BTreeSet::new());
    for person in people {
        count += 1;
        if person.is_current(today) && person.individual.is_some_and(|id| !individuals.insert(id)) {
            return Err("already_member");
        }
    }
    if count > MOST_PEOPLE { Err("too_many_people") } else { Ok(()) }
}

/// Of contact persons one is the main one: the one that was just marked, else the first marked, else the first.
pub fn settle_main<Id: Copy + PartialEq>(people: &mut [(Id, PersonInput)], marked: Option<Id>) {
    let first_marked = || people.iter().find(|(_, person)| person.is_main).map(|(id, _)| *id);
    let main = marked.or_else(first_marked).or_else(|| people.first().map(|(id, _)| *id));
    for (id, person) in people {
        person.is_main = Some(*id) == main;
    }
}

/// How many of a team are known: the listed members who have not left, and the representative.
pub fn known_members<'p>(
    people: impl IntoIterator<Item = &'p PersonInput>,
    representative: Option<CustomerId>,
    today: NaiveDate,
) -> u64 {
    let current: Vec<&PersonInput> = people.into_iter().filter(|person| person.is_current(today)).collect();
    let is_listed = current.iter().any(|person| person.individual.is_some() && person.individual == representative);
    current.len() as u64 + u64::from(representative.is_some() && !is_listed)
}

/// The number of members that stands in the record: never smaller than those who are known. As long as nobody but the
/// representative is known it may be left open.
pub fn member_count(count: Option<u64>, known: u64) -> Option<u64> {
    match count {
        Some(count) => Some(count.max(known)),
        None => (known > 1).then_some(known),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn person<const N: usize>(values: [(PersonField, &str); N]) -> PersonInput {
        let values = values.into_iter().map(|(field, text)| (field, text.to_owned())).collect();
        PersonInput { values, ..PersonInput::default() }
    }

    fn linked(id: u128) -> PersonInput {
        PersonInput { individual: Some(CustomerId(Uuid::from_u128(id))), ..PersonInput::default() }
    }

    fn codes(outcome: Result<Vec<PersonInput>, FieldErrors>) -> Vec<String> {
        outcome.unwrap_err().0.into_iter().map(|fault| format!("{}: {}", fault.field, fault.code)).collect()
    }

    #[test]
    fn a_person_becomes_canonical_text() {
        let typed = person([
            (PersonField::Name, "  Trần   Lan "),
            (PersonField::Title, "Kế toán"),
            (PersonField::Phone, "0905 969 648"),
            (PersonField::Email, "Lan@Example.VN"),
        ]);
        let kept = check_person(CustomerKind::Organization, &typed, today()).unwrap();
        assert_eq!(kept.line(), "Trần Lan · Kế toán · 090 596 96 48 · lan@example.vn");
        assert_eq!(kept.values[&PersonField::Phone], "+84905969648");
        assert_eq!(check_person(CustomerKind::Organization, &kept, today()).unwrap(), kept);
    }

    #[test]
    fn faults_stand_at_their_place() {
        let people = [
            person([(PersonField::Name, "Lan")]),
            person([(PersonField::Email, "lan")]),
            person([
                (PersonField::Name, "Nam"),
                (PersonField::JoinedOn, "02/03/2026"),
                (PersonField::LeftOn, "1/3/2026"),
            ]),
        ];
        assert_eq!(
            codes(check_people(CustomerKind::Team, &people, today())),
            ["people.1.email: email_without_at", "people.1.name: required", "people.2.left_on: left_before_joined"]
        );
    }

    #[test]
    fn a_leaving_day_may_be_planned() {
        let planned = person([(PersonField::Name, "Lan"), (PersonField::LeftOn, "1/3/2027")]);
        let kept = check_person(CustomerKind::Team, &planned, today()).unwrap();
        assert_eq!(kept.values[&PersonField::LeftOn], "2027-03-01");
        let joins = person([(PersonField::Name, "Lan"), (PersonField::JoinedOn, "1/3/2027")]);
        let told = check_person(CustomerKind::Team, &joins, today()).unwrap_err();
        assert_eq!(told.of("joined_on"), Some("date_in_future"));
        let far = person([(PersonField::Name, "Lan"), (PersonField::LeftOn, "1/3/2127")]);
        assert_eq!(check_person(CustomerKind::Team, &far, today()).unwrap_err().of("left_on"), Some("date_in_future"));
    }

    #[test]
    fn of_a_member_who_is_an_individual_nothing_is_kept_twice() {
        let mut typed = person([(PersonField::Name, "Lan"), (PersonField::JoinedOn, "2026-01-02")]);
        typed.individual = Some(CustomerId(Uuid::from_u128(7)));
        typed.is_main = true;
        let kept = check_person(CustomerKind::Team, &typed, today()).unwrap();
        assert_eq!(kept.values, person([(PersonField::JoinedOn, "2026-01-02")]).values);
        assert!(!kept.is_main, "members have no main one");
        let of_organization = check_person(CustomerKind::Organization, &typed, today()).unwrap();
        assert_eq!((of_organization.individual, of_organization.is_main), (None, true));
    }

    #[test]
    fn two_people_change_one_person() {
        use PersonField::{Email, Name, Phone};
        let was = person([(Name, "Lan"), (Phone, "1")]);
        let theirs = person([(Name, "Lan"), (Phone, "2")]);
        let mine = person([(Name, "Lan Anh"), (Phone, "1"), (Email, "a@b.vn")]);
        let both = person([(Name, "Lan Anh"), (Phone, "2"), (Email, "a@b.vn")]);
        assert_eq!(theirs.merged(&was, &mine), Some(both));
        assert_eq!(theirs.merged(&was, &person([(Name, "Lan"), (Phone, "3")])), None);
        assert_eq!(theirs.merged(&was, &person([(Name, "Lan")])), None, "taken away and changed");
        assert_eq!(theirs.merged(&was, &theirs), Some(theirs.clone()), "the same is no conflict");
    }

    #[test]
    fn nobody_is_a_member_twice_at_once() {
        assert_eq!(check_together(&[linked(1), linked(2)], today()), Ok(()));
        assert_eq!(check_together(&[linked(1), linked(1)], today()), Err("already_member"));
        let mut former = linked(1);
        former.values.insert(PersonField::LeftOn, "2026-01-01".to_owned());
        assert_eq!(check_together(&[former, linked(1)], today()), Ok(()), "who has left may come back");
        assert_eq!(check_together(&vec![PersonInput::default(); MOST_PEOPLE + 1], today()), Err("too_many_people"));
    }

    #[test]
    fn the_representative_counts_once() {
        let representative = linked(1).individual;
        assert_eq!(known_members(&[], representative, today()), 1);
        assert_eq!(known_members(&[linked(2)], representative, today()), 2);
        assert_eq!(known_members(&[linked(1), linked(2)], representative, today()), 2);
        assert_eq!(known_members(&[person([(PersonField::LeftOn, "2026-01-01")])], None, today()), 0);
        let planned = [person([(PersonField::LeftOn, "2026-11-22")]), person([(PersonField::LeftOn, "2027-03-01")])];
        assert_eq!(known_members(&planned, None, today()), 2, "the last day is one of theirs");
    }

    #[test]
    fn lines_name_whom_the_reader_may_see() {
        let (seen, hidden) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let lines = format!("{seen} · 01/02/2026\n{hidden}\nTrần Nam · a@b.vn\n{seen}");
        let name = |id: CustomerId| (id.0 == seen).then(|| "Lê Lan".to_owned());
        assert_eq!(named_lines(&lines, name).unwrap(), "Lê Lan · 01/02/2026\nTrần Nam · a@b.vn\nLê Lan");
        assert_eq!(named_lines(&hidden.to_string(), name), None);
        assert_eq!(ids_in(&lines).map(|id| id.0).collect::<Vec<_>>(), [seen, hidden, seen]);
    }

    proptest! {
        #[test]
        fn one_contact_person_is_the_main_one(marks in prop::collection::vec(any::<bool>(), 0..6), marked in prop::option::of(0..6_usize)) {
            let marked = marked.filter(|at| *at < marks.len());
            let mut people: Vec<_> = marks.iter().enumerate()
                .map(|(at, is_main)| (at, PersonInput { is_main: *is_main, ..PersonInput::default() })).collect();
            settle_main(&mut people, marked);
            let main: Vec<usize> = people.iter().filter(|(_, person)| person.is_main).map(|(at, _)| *at).collect();
            prop_assert_eq!(main.len(), usize::from(!marks.is_empty()));
            if let Some(marked) = marked {
                prop_assert_eq!(main, [marked]);
            } else if let Some(first) = marks.iter().position(|is_main| *is_main) {
                prop_assert_eq!(main, [first]);
            }
        }

        #[test]
        fn the_number_of_members_is_never_too_small(count in prop::option::of(1..50_u64), known in 0..50_u64) {
            let settled = member_count(count, known);
            prop_assert!(settled.is_none_or(|settled| settled >= known && Some(settled) >= count));
            prop_assert!(settled.is_some() || known <= 1);
            prop_assert_eq!(member_count(settled, known), settled);
        }
    }
}
