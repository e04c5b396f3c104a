//! The audit trail: written in the same transaction as the change it tells of, chained within a second, and read by those
//! who may.

mod chain;
mod facts;
mod file;
mod history;
mod told;
mod trail;

use chrono::{DateTime, Utc};
use domain::{
    history::{Changes, Event},
    permission::Resource,
};
use entities::{audit_entry, audit_value};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde::{Serialize, de::DeserializeOwned};
use std::collections::HashMap;
use uuid::Uuid;

use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
};

pub use chain::{Break, Chain};
pub use file::TrailFile;
pub(crate) use history::{history, overtaken};
pub(crate) use told::CustomerChanges;
pub use trail::Audit;

/// Bytes of a salt: too many to try.
const SALT_BYTES: usize = 16;
/// Entries that one statement names.
const AT_ONCE: usize = 1_000;

impl Unit {
    /// Writes that the actor did something to a record. Sensitive values must be masked already.
    pub(crate) async fn record(
        &self,
        event: Event,
        resource: Resource,
        record: Option<Uuid>,
        changes: &Changes,
    ) -> Outcome<()> {
        self.record_numbered(event, resource, record, changes).await.map(drop)
    }

    /// The same; tells the number of the entry.
    pub(crate) async fn record_numbered(
        &self,
        event: Event,
        resource: Resource,
        record: Option<Uuid>,
        changes: &Changes,
    ) -> Outcome<i64> {
        write(self.tx(), self.author(), self.now(), event, resource, record, changes).await
    }

    /// The same act done to many records, each of which stands in the list once.
    pub(crate) async fn record_many(
        &self,
        event: Event,
        resource: Resource,
        records: &[(Uuid, Changes)],
    ) -> Outcome<()> {
        let entries = records.iter().map(|(id, _)| entry(self.author(), self.now(), event, resource, Some(*id)));
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
        if !values.is_empty() {
            audit_value::Entity::insert_many(values).exec_without_returning(self.tx()).await?;
        }
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
        let entry = entry(self.author(), self.now(), event, resource, record);
        write_details(self.tx(), entry, details).await
    }
}

/// Writes an act outside of a unit of which other things are worth keeping than fields of a record; of the system without an
/// actor.
pub(crate) async fn write_act(
    tx: &impl ConnectionTrait,
    actor: Option<&Actor>,
    at: DateTime<Utc>,
    event: Event,
    resource: Resource,
    record: Uuid,
    details: &impl Serialize,
) -> Outcome<()> {
    write_details(tx, entry(actor, at, event, resource, Some(record)), details).await
}

/// Writes that somebody unknown, there, tried to get into an account; if there is one.
pub(crate) async fn write_attempt(
    tx: &impl ConnectionTrait,
    address: &str,
    at: DateTime<Utc>,
    account: Option<Uuid>,
) -> Outcome<()> {
    let attempt = entry(None, at, Event::SignInFailed, Resource::Users, account);
    let attempt = audit_entry::ActiveModel { address: Set(address.to_owned()), ..attempt };
    audit_entry::Entity::insert(attempt).exec_without_returning(tx).await?;
    Ok(())
}

async fn write_details(
    tx: &impl ConnectionTrait,
    entry: audit_entry::ActiveModel,
    details: &impl Serialize,
) -> Outcome<()> {
    let seq = audit_entry::Entity::insert(entry).exec(tx).await?.last_insert_id;
    audit_value::Entity::insert(values_of(seq, details)?).exec_without_returning(tx).await?;
    Ok(())
}

/// Writes an entry, and tells its number; without an actor for what happens before somebody is signed in.
pub(crate) async fn write(
    tx: &impl ConnectionTrait,
    actor: Option<&Actor>,
    at: DateTime<Utc>,
    event: Event,
    resource: Resource,
    record: Option<Uuid>,
    changes: &Changes,
) -> Outcome<i64> {
    let entry = entry(actor, at, event, resource, record);
    let seq = audit_entry::Entity::insert(entry).exec(tx).await?.last_insert_id;
    if !changes.is_empty() {
        audit_value::Entity::insert(values_of(seq, changes)?).exec_without_returning(tx).await?;
    }
    Ok(seq)
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
    let salt: [u8; SALT_BYTES] = rand::random();
    Ok(audit_value::ActiveModel {
        entry_seq: Set(entry),
        values_json: Set(serde_json::to_string(values)?),
        salt: Set(salt.to_vec()),
    })
}

/// The records that went altogether by an act, as far as they were those of which the entry tells: how each was is read from what
/// the entry says of before and since.
pub(crate) async fn gone<S: DeserializeOwned>(
    tx: &impl ConnectionTrait,
    by: Event,
    is_one: impl Fn(&S) -> bool,
) -> Outcome<Vec<Uuid>> {
    let entries: Vec<(i64, Uuid)> = audit_entry::Entity::find()
        .select_only()
        .columns([audit_entry::Column::Seq, audit_entry::Column::RecordId])
        .filter(audit_entry::Column::Event.eq(by.key()))
        .filter(audit_entry::Column::RecordId.is_not_null())
        .into_tuple()
        .all(tx)
        .await?;
    let mut gone = Vec::new();
    for entries in entries.chunks(AT_ONCE) {
        let values = audit_value::Entity::find()
            .filter(audit_value::Column::EntrySeq.is_in(entries.iter().map(|(seq, _)| *seq)))
            .all(tx)
            .await?;
        let tells = |value: &audit_value::Model| {
            let told: [Option<S>; 2] = serde_json::from_str(&value.values_json).unwrap_or_default();
            told.iter().flatten().any(&is_one)
        };
        let seqs: Vec<i64> = values.iter().filter(|value| tells(value)).map(|value| value.entry_seq).collect();
        gone.extend(entries.iter().filter(|(seq, _)| seqs.contains(seq)).map(|(_, id)| *id));
    }
    Ok(gone)
}

/// Takes away what the entries of a record say beside who, when and what: after this its names are in them no more.
pub(crate) async fn erase(tx: &impl ConnectionTrait, record: Uuid, events: &[Event]) -> Outcome<()> {
    let entries = audit_entry::Entity::find()
        .select_only()
        .column(audit_entry::Column::Seq)
        .filter(audit_entry::Column::RecordId.eq(record))
        .filter(audit_entry::Column::Event.is_in(events.iter().map(|event| event.key())))
        .into_query();
    audit_value::Entity::delete_many().filter(audit_value::Column::EntrySeq.in_subquery(entries)).exec(tx).await?;
    Ok(())
}
