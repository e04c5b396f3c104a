//! The history of records.

use std::collections::BTreeMap;

use domain::{
    AppError,
    customer::Former,
    error::Conflict,
    history::{Event, HistoryEntry},
};
use entities::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::told::{CustomerChanges, names, values};
use crate::{
    authz::Unit,
    failure::{Failure, Outcome},
    staff::names_of,
};

/// Entries of a page.
const PAGE: u64 = 50;
/// What gives accounts, roles and places another version.
const CHANGES: [Event; 6] = [
    Event::AccountCreated,
    Event::Created,
    Event::Changed,
    Event::PermissionsChanged,
    Event::Blocked,
    Event::Unblocked,
];

/// The newest entries of records, or those before an entry, each with its record; customers stand in them by their ids. The
/// caller has checked that the reader may see the records.
pub(crate) async fn history(
    unit: &Unit,
    records: &[Uuid],
    before: Option<i64>,
) -> Outcome<Vec<(Option<Uuid>, HistoryEntry)>> {
    let mut entries = audit_entry::Entity::find().filter(audit_entry::Column::RecordId.is_in(records.iter().copied()));
    if let Some(seq) = before {
        entries = entries.filter(audit_entry::Column::Seq.lt(seq));
    }
    let entries = entries.order_by_desc(audit_entry::Column::Seq).limit(PAGE).all(unit.tx()).await?;
    let (values, names) = (values(unit.tx(), &entries).await?, names(unit, &entries).await?);
    entries
        .into_iter()
        .map(|entry| {
            let json = values.get(&entry.seq);
            let CustomerChanges { changes, people } =
                json.map(|json| serde_json::from_str(json)).transpose()?.unwrap_or_default();
            let told = HistoryEntry {
                seq: entry.seq,
                at: entry.at,
                actor: entry.actor_id.and_then(|id| names.get(&id).cloned()),
                event: entry.event,
                changes,
                of: None,
                merge: None,
                restores: BTreeMap::new(),
                people: people.into_iter().filter_map(Former::of).collect(),
            };
            Ok((entry.record_id, told))
        })
        .collect()
}

/// What somebody is told who saves over a newer version than the form showed: which one it is, and who made it. The caller has
/// checked that the reader may see the record.
pub(crate) async fn overtaken(unit: &Unit, record: Uuid, version: i64) -> Outcome<Failure> {
    let last = audit_entry::Entity::find()
        .filter(audit_entry::Column::RecordId.eq(record))
        .filter(audit_entry::Column::Event.is_in(CHANGES.map(Event::key)))
        .order_by_desc(audit_entry::Column::Seq)
        .one(unit.tx())
        .await?;
    let by = names_of(unit, last.and_then(|entry| entry.actor_id)).await?;
    let changed_by = by.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version, changed_by, fields: Vec::new() })).into())
}
