//! The job: it walks along one index after the other, a page at a time, each with the rights of that moment. After an
//! interruption it goes on behind the last page that was written.

use std::collections::HashMap;

use blake2::{Blake2b, Digest, digest::consts::U32};
use domain::{
    customer::{Directory, Field},
    duplicate::{ScanKey, ScanStatus},
    permission::verb,
};
use entities::{
    scan::{self, Column},
    scan_group,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    Services,
    authz::Unit,
    failure::Outcome,
    jobs::{Ended, Job},
    query::{
        runs::{KeyValue, further, runs},
        scope,
    },
};

/// Records that are read at once.
const PAGE: usize = 2_000;
/// Records with further numbers that are read at once: each number is looked for by itself.
const FURTHER: u64 = 200;
/// Groups that a scan keeps: whoever has gone through these scans anew.
const MOST_GROUPS: u64 = 10_000;

/// How far a scan is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    /// Keys that are done.
    keys: usize,
    /// Where the next page begins.
    behind: Option<KeyValue>,
    /// Records of this key that were passed.
    passed: u64,
    /// Records of the list.
    records: u64,
}

/// Looks through the list from where it stands to its end.
pub(crate) async fn scan(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let Some(directory) = directory_of(services, job).await? else { return Ok(Ended::Done) };
    loop {
        if shutdown.is_cancelled() {
            return Ok(Ended::Interrupted);
        }
        if !page(services, job, directory).await? {
            return Ok(Ended::Done);
        }
    }
}

async fn directory_of(services: &Services, job: &Job) -> Outcome<Option<Directory>> {
    let unit = services.read(&job.actor).await?;
    let row = scan::Entity::find_by_id(job.subject).one(unit.tx()).await?;
    Ok(row.and_then(|row| Directory::from_key(&row.directory)))
}

/// What is known when a page is read.
struct Read {
    /// How far the scan was before.
    before: String,
    place: Place,
    keys: Vec<ScanKey>,
    found: Option<(ScanKey, Vec<Vec<Uuid>>)>,
}

/// Does one page; `false` if there is nothing left to do.
async fn page(services: &Services, job: &Job, directory: Directory) -> Outcome<bool> {
    let Some(read) = read(services, job, directory).await? else { return Ok(false) };
    let unit = services.write_in::<verb::Edit>(&job.actor, directory).await?;
    let Some(row) = busy(&unit, job.subject).await? else { return Ok(false) };
    if row.place_json != read.before {
        // Somebody else was taken for its worker, and was faster.
        return Ok(true);
    }
    if let Some((key, groups)) = read.found {
        keep(&unit, row.id, key, groups).await?;
    }
    let kept = scan_group::Entity::find().filter(scan_group::Column::ScanId.eq(row.id)).count(unit.tx()).await?;
    let (place, keys) = (read.place, read.keys.len());
    let is_over = place.keys >= keys || kept >= MOST_GROUPS;
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let total = place.records.saturating_mul(keys as u64);
    let done = place.records.saturating_mul(place.keys as u64).saturating_add(place.passed).min(total);
    let mut row = row.into_active_model();
    row.place_json = Set(serde_json::to_string(&place)?);
    row.rows_total = Set(number(total));
    row.rows_done = Set(number(if is_over { total } else { done }));
    let status = if is_over { ScanStatus::Ready } else { ScanStatus::Running };
    row.status = Set(status.key().to_owned());
    row.update(unit.tx()).await?;
    unit.commit().await?;
    Ok(!is_over)
}

/// Reads the next page: nobody who writes waits for that.
async fn read(services: &Services, job: &Job, directory: Directory) -> Outcome<Option<Read>> {
    let unit = services.read(&job.actor).await?;
    unit.permit_in::<verb::Edit>(directory)?;
    let permit = unit.permit_in::<verb::View>(directory)?;
    let row = scan::Entity::find_by_id(job.subject).one(unit.tx()).await?;
    let Some(row) = row.filter(is_busy) else { return Ok(None) };
    let keys: Vec<ScanKey> = ScanKey::of(directory).filter(|key| may_compare(&unit, *key)).collect();
    let mut place: Place = match row.place_json.as_str() {
        "" => Place { records: scope::living(&permit).count(unit.tx()).await?, ..Place::default() },
        json => serde_json::from_str(json)?,
    };
    let mut found = None;
    if let Some(key) = keys.get(place.keys) {
        let mut records = scope::living(&permit);
        if let Some(known) = key.field().sensitive().and_then(|cell| unit.opens(cell)) {
            records = records.filter(scope::covered(known));
        }
        let behind = place.behind.as_ref();
        let runs = match key {
            ScanKey::OtherPhones => further(unit.tx(), &permit, behind, FURTHER).await?,
            _ => runs(unit.tx(), records, *key, behind, PAGE).await?,
        };
        found = Some((*key, runs.groups));
        place.passed += runs.passed;
        place.behind = runs.next;
        if place.behind.is_none() {
            place = Place { keys: place.keys + 1, records: place.records, ..Place::default() };
        }
    }
    Ok(Some(Read { before: row.place_json, place, keys, found }))
}

/// The scan, if somebody still wants it; nobody else changes it until the unit is over.
async fn busy(unit: &Unit, id: Uuid) -> Outcome<Option<scan::Model>> {
    let row = scan::Entity::find_by_id(id).lock_exclusive().one(unit.tx()).await?;
    Ok(row.filter(is_busy))
}

fn is_busy(row: &scan::Model) -> bool {
    ScanStatus::from_key(&row.status).is_some_and(ScanStatus::is_busy)
}

/// Papers are compared for those who may see them.
fn may_compare(unit: &Unit, key: ScanKey) -> bool {
    key.field().sensitive().is_none_or(|cell| unit.opens(cell).is_some())
}

/// Keeps groups; of one that is known already what its records have in common, too.
async fn keep(unit: &Unit, scan: Uuid, key: ScanKey, groups: Vec<Vec<Uuid>>) -> Outcome<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let mut fresh: HashMap<Vec<u8>, Vec<Uuid>> = groups.into_iter().map(|ids| (digest_of(&ids), ids)).collect();
    let known = scan_group::Entity::find()
        .filter(scan_group::Column::ScanId.eq(scan))
        .filter(scan_group::Column::Digest.is_in(fresh.keys().cloned().collect::<Vec<_>>()))
        .all(unit.tx())
        .await?;
    for group in known {
        fresh.remove(&group.digest);
        let mut reasons = reasons_of(&group.reasons);
        if !reasons.contains(&key.field()) {
            reasons.push(key.field());
            let mut group = group.into_active_model();
            group.reasons = Set(reasons.iter().map(|field| field.key()).collect::<Vec<_>>().join(","));
            group.update(unit.tx()).await?;
        }
    }
    let mut rows = Vec::new();
    for (digest, ids) in fresh {
        rows.push(scan_group::ActiveModel {
            scan_id: Set(scan),
            digest: Set(digest),
            reasons: Set(key.field().key().to_owned()),
            members_json: Set(serde_json::to_string(&ids)?),
            ..Default::default()
        });
    }
    if !rows.is_empty() {
        scan_group::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// What the records of a group have in common.
pub(super) fn reasons_of(text: &str) -> Vec<Field> {
    text.split(',').filter_map(Field::from_key).collect()
}

/// The same for the same records, in whatever order they were found.
fn digest_of(ids: &[Uuid]) -> Vec<u8> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let mut digest = Blake2b::<U32>::new();
    ids.iter().for_each(|id| digest.update(id.as_bytes()));
    digest.finalize().to_vec()
}

/// The scan cannot go on; what was found until then stays.
pub(crate) async fn fail(services: &Services, id: Uuid, reason: &str) -> Outcome<()> {
    let busy = ScanStatus::ALL.iter().filter(|status| status.is_busy()).map(|status| status.key());
    scan::Entity::update_many()
        .col_expr(Column::Status, Expr::value(ScanStatus::Failed.key()))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(busy))
        .exec(services.database().writer())
        .await?;
    Ok(())
}
