//! The chain: each entry carries a seal over itself and the seal before it, made with a key that is not in the database.
//! Whoever changes, removes or inserts an entry later breaks it there.
//!
//! Writers never wait for it: one task seals what was committed, in the order in which it finds it. Values stand apart
//! under a salted digest, so that an erasure takes them and leaves the chain whole.

use std::{collections::HashMap, time::Duration};

use entities::{audit_entry, audit_value};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use sha2::{Digest, Sha256};
use tokio_util::sync::CancellationToken;

use crate::{Services, failure::Outcome, secrets::Secrets};

/// How often the task looks for new entries.
const PAUSE: Duration = Duration::from_millis(500);
/// Entries that are sealed at once: few, as SQLite has one writer.
const BATCH: u64 = 500;
/// Entries that are checked at once.
const PAGE: u64 = 2000;
/// The lock of PostgreSQL by which one instance seals at a time; any number will do, as long as it stays the same.
const LOCK: i64 = 0x534f_4b48_5345_414c;

/// Values by entry.
type Values = HashMap<i64, audit_value::Model>;

/// What the chain is found to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chain {
    /// Entries that are whole.
    pub sealed: u64,
    /// Of these the ones whose values were erased.
    pub erased: u64,
    /// Entries that wait for their seal.
    pub waiting: u64,
    /// The newest seal, in hexadecimal. Noted elsewhere it shows later whether entries were cut off at the end.
    pub head: String,
    /// The first entry that is not as it was written.
    pub broken: Option<(i64, Break)>,
}

/// In which way an entry is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Break {
    /// There is none at this place of the chain.
    Missing,
    /// Who, when or what was changed, or an entry before it was.
    Entry,
    /// Its values were changed.
    Values,
}

impl Services {
    /// Seals what is committed, until the shutdown begins.
    pub async fn seal_audit(&self, shutdown: CancellationToken) {
        loop {
            match seal_batch(self).await {
                Ok(BATCH) => continue,
                Ok(_) => {}
                Err(failure) => tracing::warn!(%failure, "the audit trail cannot be sealed"),
            }
            tokio::select! {
                () = shutdown.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    /// Seals everything that is committed now.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn seal_audit_now(&self) -> Outcome<()> {
        while seal_batch(self).await? == BATCH {}
        Ok(())
    }

    /// Checks the chain from its first entry up to the first broken one.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn verify_audit(&self) -> Outcome<Chain> {
        let tx = self.database().begin_read().await?;
        let (mut chain, mut before) = (Chain::default(), Vec::new());
        loop {
            let done = i64::try_from(chain.sealed).unwrap_or(i64::MAX);
            let entries = audit_entry::Entity::find()
                .filter(audit_entry::Column::Place.gt(done))
                .order_by_asc(audit_entry::Column::Place)
                .limit(PAGE)
                .all(&tx)
                .await?;
            let values = values_of(&tx, &entries).await?;
            for entry in &entries {
                let place = i64::try_from(chain.sealed).unwrap_or(i64::MAX).saturating_add(1);
                let value = values.get(&entry.seq);
                if let Some(broken) = check(self.secrets(), &before, place, entry, value) {
                    chain.broken = Some((if broken == Break::Missing { place } else { entry.seq }, broken));
                    return Ok(chain);
                }
                chain.sealed += 1;
                chain.erased += u64::from(value.is_none() && entry.values_digest.is_some());
                before = entry.seal.clone().unwrap_or_default();
            }
            if entries.is_empty() {
                break;
            }
        }
        chain.head = before.iter().map(|byte| format!("{byte:02x}")).collect();
        chain.waiting = audit_entry::Entity::find().filter(audit_entry::Column::Place.is_null()).count(&tx).await?;
        tx.commit().await?;
        Ok(chain)
    }
}

/// Seals the next entries; tells how many.
async fn seal_batch(services: &Services) -> Outcome<u64> {
    let database = services.database();
    let tx = database.begin_read().await?;
    let idle = unsealed().limit(1).count(&tx).await? == 0;
    tx.commit().await?;
    if idle {
        return Ok(0);
    }
    let tx = database.begin_write().await?;
    if !database.try_lock(&tx, LOCK).await? {
        return Ok(0);
    }
    let last = audit_entry::Entity::find()
        .filter(audit_entry::Column::Place.is_not_null())
        .order_by_desc(audit_entry::Column::Place)
        .one(&tx)
        .await?;
    let (mut place, mut before) =
        last.map_or_else(Default::default, |last| (last.place.unwrap_or_default(), last.seal.unwrap_or_default()));
    let entries = unsealed().order_by_asc(audit_entry::Column::Seq).limit(BATCH).all(&tx).await?;
    let values = values_of(&tx, &entries).await?;
    let count = entries.len() as u64;
    for mut entry in entries {
        place += 1;
        entry.values_digest = values.get(&entry.seq).map(digest);
        before = seal(services.secrets(), &before, place, &entry)?;
        audit_entry::Entity::update_many()
            .col_expr(audit_entry::Column::Place, Expr::value(place))
            .col_expr(audit_entry::Column::ValuesDigest, Expr::value(entry.values_digest))
            .col_expr(audit_entry::Column::Seal, Expr::value(before.clone()))
            .filter(audit_entry::Column::Seq.eq(entry.seq))
            .exec(&tx)
            .await?;
    }
    tx.commit().await?;
    Ok(count)
}

fn unsealed() -> sea_orm::Select<audit_entry::Entity> {
    audit_entry::Entity::find().filter(audit_entry::Column::Place.is_null())
}

async fn values_of(tx: &impl ConnectionTrait, entries: &[audit_entry::Model]) -> Outcome<Values> {
    let ids = entries.iter().map(|entry| entry.seq);
    let found = audit_value::Entity::find().filter(audit_value::Column::EntrySeq.is_in(ids)).all(tx).await?;
    Ok(found.into_iter().map(|value| (value.entry_seq, value)).collect())
}

fn check(
    secrets: &Secrets,
    before: &[u8],
    place: i64,
    entry: &audit_entry::Model,
    value: Option<&audit_value::Model>,
) -> Option<Break> {
    if entry.place != Some(place) {
        return Some(Break::Missing);
    }
    let is_whole = seal(secrets, before, place, entry).is_ok_and(|seal| Some(seal) == entry.seal);
    if !is_whole {
        return Some(Break::Entry);
    }
    let is_as_written = value.is_none_or(|value| Some(digest(value)) == entry.values_digest);
    (!is_as_written).then_some(Break::Values)
}

/// What the entry itself says of its values.
fn digest(value: &audit_value::Model) -> Vec<u8> {
    Sha256::new().chain_update(&value.salt).chain_update(&value.values_json).finalize().to_vec()
}

/// Over everything that an entry tells. As JSON, in which no two entries are written alike.
fn seal(secrets: &Secrets, before: &[u8], place: i64, entry: &audit_entry::Model) -> Outcome<Vec<u8>> {
    let who = (entry.actor_id, entry.session_id, &entry.address);
    let what = (&entry.event, &entry.resource, entry.record_id, &entry.values_digest);
    // Microseconds are what both databases keep.
    let told = serde_json::to_vec(&(before, place, entry.seq, entry.at.timestamp_micros(), who, what))?;
    Ok(secrets.chain(&told))
}
