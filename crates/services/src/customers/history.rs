//! Who changed what of a customer, and of those that were merged into it.

use std::collections::{BTreeMap, HashMap};

use domain::{
    CustomerId, MergeId,
    customer::{Directory, Field, MergeNote, may_be_restored},
    history::{Event, HistoryEntry},
    permission::verb,
};
use entities::{customer, merge};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Customers,
    detail::by_id,
    former,
    links::{self, directory_of},
    record,
};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    query::lookup::{by_ids, taken_in},
};

/// The acts whose old values may be put back.
const RESTORABLE: [Event; 4] = [Event::Changed, Event::Imported, Event::Merged, Event::Unmerged];

impl Customers<'_> {
    /// Who changed what and when, of the record and of those that were merged into it; sensitive values are kept masked, and
    /// other customers are named as far as the reader may see them.
    ///
    /// # Errors
    /// Not found; forbidden.
    pub async fn history(&self, actor: &Actor, id: CustomerId, before: Option<i64>) -> Outcome<Vec<HistoryEntry>> {
        let unit = self.services.read(actor).await?;
        let row = by_id(&unit, &unit.permit_in::<verb::View>(self.directory)?, id).await?;
        let gone = taken_in(unit.tx(), row.id).await?;
        let records: Vec<Uuid> = std::iter::once(row.id).chain(gone.iter().map(|gone| gone.id)).collect();
        let found = crate::audit::history(&unit, &records, before).await?;

        let notes = notes(&unit, &records).await?;
        let names: HashMap<Uuid, String> = gone.iter().map(|gone| (gone.id, called(gone))).collect();
        let entry = |(record, mut entry): (Option<Uuid>, HistoryEntry)| {
            entry.of = record.and_then(|id| names.get(&id).cloned());
            entry.merge = notes.get(&entry.seq).cloned();
            entry.restores = restores(&row, &entry);
            entry
        };
        let mut entries: Vec<HistoryEntry> = found.into_iter().map(entry).collect();
        links::name_in(&unit, &mut entries).await?;
        former::name_in(&unit, &mut entries).await?;
        for entry in &mut entries {
            // A customer whom the reader may not see is put back nowhere.
            let HistoryEntry { restores, changes, .. } = entry;
            let named = |field: &Field| changes.get(field).is_some_and(|(old, _)| old.is_some());
            restores.retain(|field, old| directory_of(*field).is_none() || old.is_none() || named(field));
        }
        Ok(entries)
    }
}

/// What may be put back of what an entry tells; texts of customers are ids here.
fn restores(row: &customer::Model, entry: &HistoryEntry) -> BTreeMap<Field, Option<String>> {
    let (directory, kind) = (record::directory_of(row), record::kind_of(row));
    if !RESTORABLE.iter().any(|event| event.key() == entry.event) {
        return BTreeMap::new();
    }
    let may =
        |field: Field, old: &Option<String>| may_be_restored(directory, kind, row.without_email, field, old.as_deref());
    let olds = entry.changes.iter().map(|(field, (old, _))| (*field, old.clone()));
    olds.filter(|(field, old)| may(*field, old)).collect()
}

/// The merges in which these records stayed, by the number of the entry that tells of them.
async fn notes(unit: &Unit, records: &[Uuid]) -> Outcome<HashMap<i64, MergeNote>> {
    let merges = merge::Entity::find().filter(merge::Column::SurvivorId.is_in(records.iter().copied()));
    let merges = merges.all(unit.tx()).await?;
    if merges.is_empty() {
        return Ok(HashMap::new());
    }
    let others = by_ids(unit.tx(), merges.iter().map(|merge| merge.other_id)).await?;
    let note = |merge: merge::Model| {
        // Once it is a record of its own again, its name is told by itself alone.
        let other = others.get(&merge.other_id).filter(|_| merge.undone_at.is_none());
        let note = MergeNote {
            merge: MergeId(merge.id),
            name: other.map(|other| other.name.clone()).unwrap_or_default(),
            code: other.filter(|other| has_code(other)).map(|other| other.code.clone()),
            undone: merge.undone_at.is_some(),
        };
        (merge.entry_seq, note)
    };
    Ok(merges.into_iter().map(note).collect())
}

/// What a record that went into another one is called in its history.
fn called(row: &customer::Model) -> String {
    if has_code(row) { row.code.clone() } else { row.name.clone() }
}

fn has_code(row: &customer::Model) -> bool {
    record::directory_of(row) != Directory::Leads
}
