//! What stands beside the entries: their values, and the names of those who acted.

use std::collections::HashMap;

use domain::{customer::PersonEdit, history::Changes};
use entities::{audit_entry, audit_value};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome, staff::names_of};

/// The values of an entry that tells of a customer.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct CustomerChanges {
    /// What histories and the trail show.
    #[serde(flatten)]
    pub changes: Changes,
    /// The people who came, changed or went, from whom they are put back: lines are for reading.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<PersonEdit>,
}

/// The values of these entries, as JSON, by entry.
pub(super) async fn values(tx: &impl ConnectionTrait, entries: &[audit_entry::Model]) -> Outcome<HashMap<i64, String>> {
    let found = audit_value::Entity::find()
        .filter(audit_value::Column::EntrySeq.is_in(entries.iter().map(|entry| entry.seq)))
        .all(tx)
        .await?;
    Ok(found.into_iter().map(|value| (value.entry_seq, value.values_json)).collect())
}

/// Who did what these entries tell of, by id.
pub(super) async fn names(unit: &Unit, entries: &[audit_entry::Model]) -> Outcome<HashMap<Uuid, String>> {
    names_of(unit, entries.iter().filter_map(|entry| entry.actor_id)).await
}
