//! The audit trail: written in the same transaction as the change it tells of.

use chrono::{DateTime, Utc};
use domain::{
    history::{Changes, Event, HistoryEntry},
    permission::Resource,
};
use entities::{audit_entry, audit_value, user};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
};

/// Entries of a history page.
const PAGE: u64 = 50;

impl Unit {
    /// Writes that the actor did something to a record. Sensitive values must be masked already.
    pub(crate) async fn record(
        &self,
        event: Event,
        resource: Resource,
        record: Option<Uuid>,
        changes: &Changes,
    ) -> Outcome<()> {
        write(self.tx(), Some(self.actor()), self.now(), event, resource, record, changes).await
    }

    /// The same act done to many records, each of which stands in the list once.
    pub(crate) async fn record_many(
        &self,
        event: Event,
        resource: Resource,
        records: &[(Uuid, Changes)],
    ) -> Outcome<()> {
        let entries = records.iter().map(|(id, _)| entry(Some(self.actor()), self.now(), event, resource, Some(*id)));
        let written = audit_entry::Entity::insert_many(entries).exec_with_returning(self.tx()).await?;
        // Neither database promises to return the entries in the order in which they were given.
        let numbers: HashMap<Uuid, i64> =
            written.into_iter().filter_map(|entry| Some((entry.record_id?, entry.seq))).collect();
        let mut values = Vec::with_capacity(records.len());
        for (id, changes) in records.iter().filter(|(_, changes)| !changes.is_empty()) {
            if let Some(seq) = numbers.get(id) {
                values.push(values_of(*seq, changes)?);
            }
        }
        audit_value::Entity::insert_many(values).exec_without_returning(self.tx()).await?;
        Ok(())
    }

    /// Writes that the actor did something of which other things are worth keeping than fields of a record.
    pub(crate) async fn record_details(
        &self,
        event: Event,
        resource: Resource,
        record: Option<Uuid>,
        details: &impl Serialize,
    ) -> Outcome<()> {
        let entry = entry(Some(self.actor()), self.now(), event, resource, record);
        let seq = audit_entry::Entity::insert(entry).exec(self.tx()).await?.last_insert_id;
        audit_value::Entity::insert(values_of(seq, details)?).exec_without_returning(self.tx()).await?;
        Ok(())
    }
}

/// Writes an entry; without an actor for what happens before somebody is signed in.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    actor: Option<&Actor>,
    at: DateTime<Utc>,
    event: Event,
    resource: Resource,
    record: Option<Uuid>,
    changes: &Changes,
) -> Outcome<()> {
    let entry = entry(actor, at, event, resource, record);
    let seq = audit_entry::Entity::insert(entry).exec(tx).await?.last_insert_id;
    if !changes.is_empty() {
        audit_value::Entity::insert(values_of(seq, changes)?).exec_without_returning(tx).await?;
    }
    Ok(())
}

fn entry(
    actor: Option<&Actor>,
    at: DateTime<Utc>,
    event: Event,
    resource: Resource,
    record: Option<Uuid>,
) -> audit_entry::ActiveModel {
    audit_entry::ActiveModel {
        at: Set(at),
        actor_id: Set(actor.map(|actor| actor.user.0)),
        session_id: Set(actor.and_then(|actor| actor.session).map(|session| session.0)),
        address: Set(actor.map(|actor| actor.address.clone()).unwrap_or_default()),
        event: Set(event.key().to_owned()),
        resource: Set(resource.key().to_owned()),
        record_id: Set(record),
        ..Default::default()
    }
}

fn values_of(entry: i64, values: &impl Serialize) -> Outcome<audit_value::ActiveModel> {
    Ok(audit_value::ActiveModel { entry_seq: Set(entry), values_json: Set(serde_json::to_string(values)?) })
}

/// The newest entries of a record, or those before an entry. The caller has checked that the reader may see the record.
pub(crate) async fn history(unit: &Unit, record: Uuid, before: Option<i64>) -> Outcome<Vec<HistoryEntry>> {
    let mut entries = audit_entry::Entity::find().filter(audit_entry::Column::RecordId.eq(record));
    if let Some(seq) = before {
        entries = entries.filter(audit_entry::Column::Seq.lt(seq));
    }
    let entries = entries.order_by_desc(audit_entry::Column::Seq).limit(PAGE).all(unit.tx()).await?;
    let values: HashMap<i64, String> = audit_value::Entity::find()
        .filter(audit_value::Column::EntrySeq.is_in(entries.iter().map(|entry| entry.seq)))
        .all(unit.tx())
        .await?
        .into_iter()
        .map(|value| (value.entry_seq, value.values_json))
        .collect();
    let names: HashMap<Uuid, String> = user::Entity::find()
        .filter(user::Column::Id.is_in(entries.iter().filter_map(|entry| entry.actor_id)))
        .all(unit.tx())
        .await?
        .into_iter()
        .map(|user| (user.id, user.full_name))
        .collect();
    entries
        .into_iter()
        .map(|entry| {
            let changes =
                values.get(&entry.seq).map(|json| serde_json::from_str(json)).transpose()?.unwrap_or_default();
            Ok(HistoryEntry {
                seq: entry.seq,
                at: entry.at,
                actor: entry.actor_id.and_then(|id| names.get(&id).cloned()),
                event: entry.event,
                changes,
            })
        })
        .collect()
}
