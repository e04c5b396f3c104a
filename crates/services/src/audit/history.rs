//! The history of records.

use std::collections::BTreeMap;

use domain::history::HistoryEntry;
use entities::audit_entry;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::told::{names, values};
use crate::{authz::Unit, failure::Outcome};

/// Entries of a page.
const PAGE: u64 = 50;

/// The newest entries of records, or those before an entry, each with its record. The caller has checked that the reader may
/// see the records.
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
            let changes =
                values.get(&entry.seq).map(|json| serde_json::from_str(json)).transpose()?.unwrap_or_default();
            let told = HistoryEntry {
                seq: entry.seq,
                at: entry.at,
                actor: entry.actor_id.and_then(|id| names.get(&id).cloned()),
                event: entry.event,
                changes,
                of: None,
                merge: None,
                restores: BTreeMap::new(),
            };
            Ok((entry.record_id, told))
        })
        .collect()
}
