//! What stands beside the entries: their values, and the names of those who acted.

use std::collections::HashMap;

use entities::{audit_entry, audit_value, user};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::failure::Outcome;

/// The values of these entries, as JSON, by entry.
pub(super) async fn values(tx: &impl ConnectionTrait, entries: &[audit_entry::Model]) -> Outcome<HashMap<i64, String>> {
    let found = audit_value::Entity::find()
        .filter(audit_value::Column::EntrySeq.is_in(entries.iter().map(|entry| entry.seq)))
        .all(tx)
        .await?;
    Ok(found.into_iter().map(|value| (value.entry_seq, value.values_json)).collect())
}

/// Who did what these entries tell of, by id.
pub(super) async fn names(tx: &impl ConnectionTrait, entries: &[audit_entry::Model]) -> Outcome<HashMap<Uuid, String>> {
    let found: Vec<(Uuid, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::FullName])
        .filter(user::Column::Id.is_in(entries.iter().filter_map(|entry| entry.actor_id)))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(found.into_iter().collect())
}
