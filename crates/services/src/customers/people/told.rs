//! What the history keeps of a change of people.

use domain::{
    customer::{CustomerKind, Field, PersonEdit, PersonField},
    history::Changes,
};

use super::People;

/// What the history says: the lines of those who differ before and after, all of them if only the order does, and who is the
/// main contact.
pub(in crate::customers) fn told(kind: CustomerKind, before: &People, after: &People) -> Changes {
    let mut changes = Changes::new();
    let Some(field) = kind.people() else { return changes };
    let lines = |people: &People, others: &People| {
        let differing = people.iter().filter(|(id, person)| {
            others.iter().find(|(other, _)| other == id).is_none_or(|(_, other)| other.line() != person.line())
        });
        text(differing.map(|(_, person)| person.line()))
    };
    let all = |people: &People| text(people.iter().map(|(_, person)| person.line()));
    match (lines(before, after), lines(after, before)) {
        (None, None) if all(before) != all(after) => drop(changes.insert(field, (all(before), all(after)))),
        (None, None) => {}
        (old, new) => drop(changes.insert(field, (old, new))),
    }
    let main =
        |people: &People| people.iter().find(|(_, person)| person.is_main)?.1.values.get(&PersonField::Name).cloned();
    let (old, new) = (main(before), main(after));
    if old != new {
        changes.insert(Field::MainContact, (old, new));
    }
    changes
}

fn text(lines: impl Iterator<Item = String>) -> Option<String> {
    Some(lines.collect::<Vec<_>>().join("\n")).filter(|text| !text.is_empty())
}

/// Those who came, changed or went, as they stood before and after.
pub(super) fn edits(before: &People, after: &People) -> Vec<PersonEdit> {
    let find = |people: &People, id| people.iter().find(|(known, _)| *known == id).map(|(_, person)| person.clone());
    let new = after.iter().filter(|(id, _)| find(before, *id).is_none());
    let ids = before.iter().chain(new).map(|(id, _)| *id);
    let edits = ids.map(|id| PersonEdit { id, was: find(before, id), becomes: find(after, id) });
    edits.filter(|edit| edit.was != edit.becomes).collect()
}
