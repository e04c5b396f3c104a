//! The people of a history who may be put back, as the reader sees them.

use std::collections::HashMap;

use domain::{
    CustomerId,
    customer::{Directory, Former, PersonField, PersonInput},
    history::{Event, HistoryEntry},
};
use uuid::Uuid;

use super::links::seen;
use crate::{authz::Unit, failure::Outcome, query::lookup::survivors};

/// Names those who may be put back, and leaves out whoever is or was an individual that the reader may not see. An individual that
/// went into another one is that one.
pub(super) async fn name_in(unit: &Unit, entries: &mut [HistoryEntry]) -> Outcome<()> {
    for entry in entries.iter_mut().filter(|entry| entry.event != Event::Changed.key()) {
        entry.people.clear();
    }
    let named: Vec<Uuid> =
        entries.iter().flat_map(|entry| &entry.people).flat_map(individuals).map(|id| id.0).collect();
    let into = survivors(unit.tx(), named.iter().copied()).await?;
    let now = |id: CustomerId| CustomerId(*into.get(&id.0).unwrap_or(&id.0));
    let known = seen(unit, Directory::Individuals, named.iter().map(|id| now(CustomerId(*id)).0)).await?;
    let names: HashMap<CustomerId, String> = known.into_iter().map(|(id, link)| (CustomerId(id), link.name)).collect();
    for entry in entries {
        entry.people.retain(|person| individuals(person).all(|id| names.contains_key(&now(id))));
        for person in &mut entry.people {
            for stood in std::iter::once(&mut person.was).chain(&mut person.became) {
                stood.individual = stood.individual.map(now);
            }
            person.name = called(&person.was, &names);
        }
    }
    Ok(())
}

fn individuals(person: &Former) -> impl Iterator<Item = CustomerId> + use<> {
    let became = person.became.as_ref().and_then(|became| became.individual);
    person.was.individual.into_iter().chain(became)
}

fn called(person: &PersonInput, names: &HashMap<CustomerId, String>) -> String {
    let name = match person.individual {
        Some(id) => names.get(&id),
        None => person.values.get(&PersonField::Name),
    };
    name.cloned().unwrap_or_default()
}
