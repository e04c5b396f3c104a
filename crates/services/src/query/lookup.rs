//! Records that bear one of many keys, found by one query for a whole batch of rows.

use std::collections::HashMap;

use domain::customer::Directory;
use entities::{
    customer::{self, Column},
    former_code,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IdenStatic, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use super::{
    dialect::{Access, is_storable, rows},
    records::engine,
    scope,
    search::has_number,
};
use crate::{authz::CustomerPermit, failure::Outcome};

/// Records of a key that are looked at: more than one make it ambiguous, and the oldest is the one that a duplicate is
/// a duplicate of.
const OLDEST: i32 = 3;

/// People that are looked for together. Each name is looked up with each birth date: SQLite finds pairs in no index.
const PEOPLE: usize = 32;

/// The keys of a batch.
#[derive(Default)]
pub(crate) struct Keys {
    pub codes: Vec<String>,
    pub phones: Vec<String>,
    pub emails: Vec<String>,
    pub tax_codes: Vec<String>,
    /// Keyed hashes.
    pub id_numbers: Vec<Vec<u8>>,
    /// Folded names, and dates of birth: records with one of each are found, whether they belong together or not.
    pub people: Vec<(String, String)>,
}

/// The living records within reach that bear any of the keys, of each key the oldest, oldest first. With `lock` nobody
/// changes them until the transaction ends.
pub(crate) async fn bearers<V>(
    tx: &impl ConnectionTrait,
    permit: &CustomerPermit<'_, V>,
    keys: &Keys,
    lock: bool,
) -> Outcome<Vec<customer::Model>> {
    let living = || scope::living(permit);
    let mut found = Vec::new();
    if !keys.codes.is_empty() {
        let bearing = living().filter(Column::Code.is_in(padded(&keys.codes)));
        let numbers: Vec<i64> = bearing.select_only().column(Column::Seq).into_tuple().all(tx).await?;
        found.extend(numbers);
    }
    for way in ways(keys) {
        let oldest = oldest(living().filter(way.condition), way.key);
        let numbers = rows::<Numbered>(tx, &oldest, Access::Index(way.index)).await?;
        found.extend(numbers.into_iter().map(|found| found.seq));
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    found.sort_unstable();
    found.dedup();
    let mut records = living().filter(Column::Seq.is_in(padded(&found))).order_by_asc(Column::Seq);
    if lock {
        records = records.lock_exclusive();
    }
    Ok(records.all(tx).await?)
}

/// The living records within reach that have one of these numbers in E.164, be it the first or a further one: of each number the
/// oldest.
pub(crate) async fn bearers_of_numbers<V>(
    tx: &impl ConnectionTrait,
    permit: &CustomerPermit<'_, V>,
    numbers: &[String],
) -> Outcome<Vec<customer::Model>> {
    let mut found: Vec<customer::Model> = Vec::new();
    for number in numbers {
        let bearing = scope::living(permit).filter(has_number(engine(tx), number)).order_by_asc(Column::Seq);
        let bearing = bearing.limit(u64::from(OLDEST.unsigned_abs())).all(tx).await?;
        found.extend(
            bearing.into_iter().filter(|row| found.iter().all(|known| known.seq != row.seq)).collect::<Vec<_>>(),
        );
    }
    Ok(found)
}

/// How the records of some keys are found.
struct Way {
    condition: SimpleExpr,
    /// The columns that make the key.
    key: &'static [Column],
    /// SQLite is told the index: without statistics it walks all records of a kind to find a few id numbers.
    index: &'static str,
}

/// One way for each kind of key that there is.
fn ways(keys: &Keys) -> Vec<Way> {
    let mut ways = Vec::new();
    let mut add = |condition, key: &'static [Column], index| ways.push(Way { condition, key, index });
    if !keys.phones.is_empty() {
        add(Column::Phone.is_in(padded(&keys.phones)), &[Column::Phone], "customer_by_phone");
    }
    if !keys.emails.is_empty() {
        add(Column::Email.is_in(padded(&keys.emails)), &[Column::Email], "customer_by_email");
    }
    if !keys.tax_codes.is_empty() {
        add(Column::TaxCode.is_in(padded(&keys.tax_codes)), &[Column::TaxCode], "customer_by_tax_code");
    }
    if !keys.id_numbers.is_empty() {
        let condition = Column::IdNumberHash.is_in(padded(&keys.id_numbers));
        add(condition, &[Column::IdNumberHash], "customer_by_id_number");
    }
    for people in keys.people.chunks(PEOPLE) {
        let (folds, births): (Vec<_>, Vec<_>) = people.iter().cloned().unzip();
        let condition = Column::Fold.is_in(padded(&folds)).and(Column::DateOfBirth.is_in(padded(&births)));
        add(condition, &[Column::Fold, Column::DateOfBirth], "customer_by_fold");
    }
    ways
}

/// The number of a record.
#[derive(FromQueryResult)]
struct Numbered {
    seq: i64,
}

/// The values, the last one repeated up to a power of two: batches of nearly the same size are the same statement to the
/// database, which need not think about it again.
fn padded<T: Clone>(values: &[T]) -> Vec<T> {
    let last = values.last().into_iter().cycle();
    values.iter().chain(last).take(values.len().next_power_of_two()).cloned().collect()
}

/// The numbers of the oldest records of each key, which is made of these columns.
fn oldest(records: Select<customer::Entity>, key: &[Column]) -> SelectStatement {
    let key: Vec<_> = key.iter().map(|column| format!("\"customer\".\"{}\"", column.as_str())).collect();
    let key = key.join(", ");
    let place = format!("ROW_NUMBER() OVER (PARTITION BY {key} ORDER BY \"customer\".\"seq\")");
    let numbered = records.select_only().column(Column::Seq).expr_as(Expr::cust(place), "place").into_query();
    Query::select()
        .column(Alias::new("seq"))
        .from_subquery(numbered, Alias::new("numbered"))
        .and_where(Expr::col(Alias::new("place")).lte(OLDEST))
        .to_owned()
}

/// Who bears a code, whoever may know of it: codes are unique over all kinds of customers, and stay taken in the trash.
#[derive(FromQueryResult)]
pub(crate) struct CodeBearer {
    pub code: String,
    pub id: Uuid,
    pub seq: i64,
    pub directory: String,
    pub owner_id: Option<Uuid>,
    pub branch_id: Option<Uuid>,
    pub booked_branches: String,
    pub trashed_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// The bearers of these codes, out of reach as well: what is not the actor's to see may only become "in use".
pub(crate) async fn code_bearers(tx: &impl ConnectionTrait, codes: &[String]) -> Outcome<Vec<CodeBearer>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(customer::Entity::find()
        .select_only()
        .columns([
            Column::Code,
            Column::Id,
            Column::Seq,
            Column::Directory,
            Column::OwnerId,
            Column::BranchId,
            Column::BookedBranches,
            Column::TrashedAt,
        ])
        .filter(Column::Code.is_in(padded(codes)))
        .into_model()
        .all(tx)
        .await?)
}

/// Those of these codes that customers had before: they stay taken.
pub(crate) async fn former_codes(tx: &impl ConnectionTrait, codes: &[String]) -> Outcome<Vec<String>> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let found = former_code::Entity::find().filter(former_code::Column::Code.is_in(padded(codes))).all(tx).await?;
    Ok(found.into_iter().map(|former| former.code).collect())
}

/// The records that had this code before, or took in one that had it, whoever may see them. With a directory those alone whose
/// code it was there.
pub(crate) async fn formerly(
    tx: &impl ConnectionTrait,
    code: &str,
    directory: Option<Directory>,
) -> Outcome<Vec<Uuid>> {
    if code.is_empty() || !is_storable(code) {
        return Ok(Vec::new());
    }
    let mut ids: Vec<Uuid> =
        former_code::Entity::find_by_id(code).one(tx).await?.into_iter().map(|former| former.customer_id).collect();
    let merged = customer::Entity::find().select_only().column(Column::Id).filter(Column::Code.eq(code));
    ids.extend(merged.filter(Column::MergedInto.is_not_null()).into_tuple::<Uuid>().one(tx).await?);
    if let Some(directory) = directory.filter(|_| !ids.is_empty()) {
        let there = by_ids(tx, ids.iter().copied()).await?;
        ids.retain(|id| there.get(id).is_some_and(|row| row.directory == directory.key()));
    }
    let into = survivors(tx, ids.iter().copied()).await?;
    Ok(ids.into_iter().map(|id| into.get(&id).copied().unwrap_or(id)).collect())
}

/// Merges that are followed one after the other.
const FOLLOWED: usize = 32;

/// The records into which these went, whoever may see them, by the ids of those that went: what is read of them is asked for
/// by their own reach.
pub(crate) async fn survivors(
    tx: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, Uuid>> {
    let mut found: HashMap<Uuid, Uuid> = HashMap::new();
    let mut ask: Vec<Uuid> = ids.into_iter().collect();
    for _ in 0..FOLLOWED {
        if ask.is_empty() {
            break;
        }
        let gone: Vec<(Uuid, Option<Uuid>)> = customer::Entity::find()
            .select_only()
            .columns([Column::Id, Column::MergedInto])
            .filter(Column::Id.is_in(ask))
            .filter(Column::MergedInto.is_not_null())
            .into_tuple()
            .all(tx)
            .await?;
        let step: HashMap<Uuid, Uuid> = gone.into_iter().filter_map(|(id, into)| Some((id, into?))).collect();
        for into in found.values_mut() {
            *into = step.get(into).copied().unwrap_or(*into);
        }
        ask = step.values().copied().collect();
        for (id, into) in step {
            found.entry(id).or_insert(into);
        }
    }
    Ok(found)
}

/// The records that went into one, and those that went into these: with their codes and names.
pub(crate) async fn taken_in(tx: &impl ConnectionTrait, id: Uuid) -> Outcome<Vec<customer::Model>> {
    let mut found: Vec<customer::Model> = Vec::new();
    let mut ask = vec![id];
    for _ in 0..FOLLOWED {
        let gone = customer::Entity::find().filter(Column::MergedInto.is_in(ask)).all(tx).await?;
        ask = gone.iter().map(|row| row.id).collect();
        found.extend(gone);
        if ask.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// Records by their ids, wherever they are: for what has to do with them already.
pub(crate) async fn by_ids(
    tx: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, customer::Model>> {
    let found = customer::Entity::find().filter(Column::Id.is_in(ids)).all(tx).await?;
    Ok(found.into_iter().map(|record| (record.id, record)).collect())
}
