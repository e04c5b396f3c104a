//! What stands in a list of people, and what a form sends of it, become one list.

use domain::{
    CustomerId, FieldErrors, PersonId,
    customer::{
        CustomerKind, Field, PeopleChange, PersonEdit, PersonField, PersonInput, check_person, check_together,
        named_lines, person_fault, settle_main,
    },
    error::ConflictField,
};

use super::{People, Seen, is_seen};

/// Why a change of people cannot be.
pub(super) enum Refused {
    Faults(FieldErrors),
    Missing,
    KeyReused,
    Conflict(ConflictField),
}

/// Brings what stands in the record and what a form sends together.
pub(super) struct Settling<'a> {
    pub kind: CustomerKind,
    /// The individuals whom the actor may see.
    pub seen: &'a Seen,
    pub today: chrono::NaiveDate,
}

impl Settling<'_> {
    /// The people afterwards.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn settle(&self, before: &People, change: &PeopleChange) -> Result<People, Refused> {
        let (mut people, mut errors) = (before.clone(), FieldErrors::default());
        let (mut theirs, mut yours) = (Vec::new(), Vec::new());
        let mut marked = None;
        for (at, edit) in change.people.iter().enumerate() {
            let becomes = match self.checked(edit) {
                Ok(becomes) => becomes,
                Err(found) => {
                    errors.0.extend(found.0.into_iter().map(|fault| person_fault(at, &fault.field, fault.code)));
                    continue;
                }
            };
            let stands = people.iter().position(|(id, _)| *id == edit.id);
            let now = stands.and_then(|place| people.get(place)).map(|(_, person)| person.clone());
            if now.as_ref().is_some_and(|now| !is_seen(self.seen, now)) {
                return Err(Refused::Missing);
            }
            let is_marked =
                becomes.as_ref().is_some_and(|new| new.is_main) && edit.was.as_ref().is_none_or(|was| !was.is_main);
            match merged(now.as_ref(), edit.was.as_ref(), becomes.as_ref()) {
                Merged::Stays => {}
                Merged::KeyReused => return Err(Refused::KeyReused),
                Merged::Conflict => {
                    theirs.extend(now.map(|person| person.line()));
                    yours.extend(becomes.map(|person| person.line()));
                }
                Merged::Gone => people.retain(|(id, _)| *id != edit.id),
                Merged::Becomes(person) => match check_person(self.kind, &person, self.today) {
                    Err(found) => {
                        errors.0.extend(found.0.into_iter().map(|fault| person_fault(at, &fault.field, fault.code)));
                    }
                    Ok(person) => match stands.and_then(|place| people.get_mut(place)) {
                        Some((_, known)) => *known = person,
                        None => people.push((edit.id, person)),
                    },
                },
            }
            if is_marked {
                marked = Some(edit.id);
            }
        }
        if !theirs.is_empty() || !yours.is_empty() {
            let field = self.kind.people().unwrap_or(Field::Members);
            return Err(Refused::Conflict(ConflictField::new(field, self.named(theirs), self.named(yours))));
        }
        if errors.0.is_empty()
            && let Err(code) = check_together(people.iter().map(|(_, person)| person), self.today)
        {
            let last = change.people.len().saturating_sub(1);
            errors.0.push(person_fault(last, PersonField::Name.key(), code));
        }
        if !errors.0.is_empty() {
            return Err(Refused::Faults(errors));
        }
        reorder(&mut people, &change.order);
        if self.kind == CustomerKind::Organization {
            settle_main(&mut people, marked);
        }
        Ok(people)
    }

    /// What somebody is to become; an individual whom the actor may not see is not there.
    fn checked(&self, edit: &PersonEdit) -> Result<Option<PersonInput>, FieldErrors> {
        let Some(typed) = &edit.becomes else { return Ok(None) };
        let person = check_person(self.kind, typed, self.today)?;
        let known = |id: CustomerId| self.seen.get(&id.0).is_some_and(|known| !known.trashed);
        let stays = edit.was.as_ref().is_some_and(|was| was.individual == person.individual);
        if person.individual.is_none_or(known) || stays && is_seen(self.seen, &person) {
            Ok(Some(person))
        } else {
            Err(FieldErrors(vec![domain::FieldError::new(PersonField::Name.key(), "not_found")]))
        }
    }

    fn named(&self, lines: Vec<String>) -> Option<String> {
        let name = |id: CustomerId| {
            let known = self.seen.get(&id.0)?;
            Some(known.link.name.clone()).filter(|name| !name.is_empty())
        };
        named_lines(&lines.join("\n"), name)
    }
}

/// What comes of what stands there, of what stood there, and of what shall.
enum Merged {
    Stays,
    Becomes(PersonInput),
    Gone,
    Conflict,
    KeyReused,
}

fn merged(now: Option<&PersonInput>, was: Option<&PersonInput>, becomes: Option<&PersonInput>) -> Merged {
    let same =
        |one: &PersonInput, other: &PersonInput| one.values == other.values && one.individual == other.individual;
    match (now, was, becomes) {
        (None, None, Some(new)) => Merged::Becomes(new.clone()),
        // The same request once more.
        (Some(now), None, Some(new)) if same(now, new) => Merged::Stays,
        (Some(_), None, Some(_)) => Merged::KeyReused,
        (Some(now), Some(was), None) if same(now, was) => Merged::Gone,
        (Some(now), Some(was), Some(new)) => now.merged(was, new).map_or(Merged::Conflict, Merged::Becomes),
        (_, None, None) | (None, Some(_), None) => Merged::Stays,
        (Some(_), Some(_), None) | (None, Some(_), Some(_)) => Merged::Conflict,
    }
}

/// Puts those who are named into this order, at the places where they stand; the others stay where they are.
fn reorder(people: &mut People, order: &[PersonId]) {
    let rank = |id: PersonId| order.iter().position(|named| *named == id);
    let places: Vec<usize> =
        people.iter().enumerate().filter(|(_, (id, _))| rank(*id).is_some()).map(|(at, _)| at).collect();
    let mut named: People = places.iter().filter_map(|at| people.get(*at).cloned()).collect();
    named.sort_by_key(|(id, _)| rank(*id));
    for (at, person) in places.into_iter().zip(named) {
        if let Some(place) = people.get_mut(at) {
            *place = person;
        }
    }
}
