//! Orders of a list. Most stand in an index. Some are told by few values, such as those of a catalog: there the list is one value
//! after the other, and of each the records in the order of their numbers, so that a page is found without sorting a million.

use std::collections::HashMap;

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{Cursor, Page, Place, Sort, SortKey},
    name_key::full_name_key,
    value::FieldKind,
};
use entities::{
    customer::{self, Column},
    user,
};
use i18n::Locale;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
    sea_query::{CaseStatement, Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::{
    dialect::{Access, Numbers, among, rows},
    page::{self, At, Walk, page_of},
    records::{Records, Tested, Way, engine},
    search::Search,
};
use crate::{failure::Outcome, legend::Legend};

/// More records than these are not sorted where no index stands in their order: whoever looks for something narrows it first.
const MOST_SORTED: u64 = 10_000;

/// In which order a list stands.
pub(crate) struct ListOrder {
    sort: Sort,
    /// Of an order by values: these, from the first to the last.
    values: Vec<OneOf>,
}

/// One of the values by which a list is sorted.
struct OneOf {
    /// As cursors carry it; nothing where there is no value.
    bytes: Vec<u8>,
    /// That a record has it.
    condition: SimpleExpr,
    way: Option<Way>,
}

#[derive(FromQueryResult)]
struct Number {
    seq: i64,
}

impl ListOrder {
    /// The order of a list of this directory, with the values that there are now and the one that the place names.
    pub async fn of(
        tx: &impl ConnectionTrait,
        legend: &Legend,
        directory: Directory,
        sort: Sort,
        place: &Place,
    ) -> Outcome<Self> {
        let Some(column) = column(sort.by) else { return Ok(Self { sort, values: Vec::new() }) };
        let ids = |ids: Vec<Uuid>, index: Option<&'static str>| {
            let one = |id: Option<Uuid>| {
                let condition = id.map_or_else(|| column.is_null(), |id| column.eq(id));
                let way = index.map(|index| Way::by(directory, condition.clone(), index));
                OneOf { bytes: bytes(id), condition, way }
            };
            std::iter::once(None).chain(ids.into_iter().map(Some)).map(one).collect()
        };
        let values = match field_of(sort.by).map(Field::kind) {
            Some(FieldKind::Choice(keys)) => {
                let one = |key: &str| OneOf { bytes: key.into(), condition: column.eq(key), way: None };
                std::iter::once("").chain(keys.iter().copied()).map(one).collect()
            }
            Some(FieldKind::Catalog(catalog)) => ids(legend.labels.ids(catalog).collect(), None),
            Some(FieldKind::User) => {
                let mut owners = owners_in(tx, directory, place).await?;
                let name = |owner: Uuid| legend.person(owner, Locale::default()).unwrap_or_default();
                owners.sort_by_cached_key(|owner| (full_name_key(&name(*owner)), *owner));
                ids(owners, Some("customer_by_owner"))
            }
            _ => {
                let mut branches = legend.branches();
                branches.sort_by_cached_key(|(branch, name)| (full_name_key(name), *branch));
                ids(branches.into_iter().map(|(branch, _)| branch).collect(), Some("customer_by_branch"))
            }
        };
        Ok(Self { sort, values })
    }

    /// Reads one page of records in this order.
    ///
    /// # Errors
    /// The place is none of this order.
    pub async fn page(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        place: &Place,
        size: u16,
    ) -> Outcome<Page<At>> {
        let Some(column) = column(self.sort.by) else { return page::read(tx, records, self.sort, place, size).await };
        let records = records.clone().telling(column);
        let (backwards, from) = match place {
            Place::Start | Place::At(_) => (false, None),
            Place::After(cursor) => (false, Some(cursor)),
            Place::Before(cursor) => (true, Some(cursor)),
        };
        let descending = self.sort.descending != backwards;
        let mut values: Vec<&OneOf> = self.values.iter().collect();
        if descending {
            values.reverse();
        }
        if let Some(cursor) = from {
            let at = values.iter().position(|one| one.bytes == cursor.value);
            values.drain(..at.ok_or_else(|| AppError::field("after", "unknown_value"))?);
        }
        let course = Course { records: &records, descending, wanted: u64::from(size) + 1 };
        let found = course.rows(tx, &values, from.map(|cursor| cursor.seq)).await?;
        let at = |row: customer::Model| At::new(row, self.sort.by);
        Ok(page_of(found.into_iter().map(at).collect(), place, size))
    }
}

/// Where the records of a value begin in a list that is sorted by few values; one that there is not leads to the beginning.
pub(crate) fn beginning(legend: &Legend, sort: Sort, named: &str) -> Place {
    let id = || named.parse::<Uuid>().ok();
    let value = match field_of(sort.by).map(Field::kind) {
        Some(FieldKind::Choice(keys)) => keys.contains(&named).then(|| named.as_bytes().to_vec()),
        Some(FieldKind::Catalog(catalog)) => legend.labels.find(catalog, named).map(|(id, _)| bytes(Some(id))),
        Some(FieldKind::User) => {
            id().filter(|id| legend.person(*id, Locale::default()).is_some()).map(|id| bytes(Some(id)))
        }
        _ => id().filter(|id| legend.branches().iter().any(|(branch, _)| branch == id)).map(|id| bytes(Some(id))),
    };
    // No record has such a number: all of the value come next.
    let seq = if sort.descending { i64::MAX } else { i64::MIN };
    value.map_or(Place::Start, |value| Place::After(Cursor { seq, value }))
}

/// Those of some records that a search hits, or all of them, to be sorted.
///
/// # Errors
/// There are too many.
pub(crate) async fn few_of(tx: &impl ConnectionTrait, search: Option<&Search>, records: &Records) -> Outcome<Records> {
    let hits = match search {
        Some(search) => search.numbers(tx, records, MOST_SORTED + 1).await?,
        None => records.numbers(tx, MOST_SORTED + 1).await?,
    };
    if hits.count > MOST_SORTED {
        return Err(AppError::field("sort", "too_many_to_sort").into());
    }
    let hit = among(engine(tx), &hits);
    let way = customer::Entity::find().select_only().column(Column::Seq).filter(hit.clone());
    Ok(records.clone().seldom().that(hit, Tested::InRow, Some(Way::about(way.into_query()))))
}

/// What a record is sorted by, as cursors carry it; nothing if values do not tell the order.
pub(super) fn value_of(row: &customer::Model, by: SortKey) -> Vec<u8> {
    match by {
        SortKey::Gender => row.gender.clone().into_bytes(),
        SortKey::JourneyStage => row.journey_stage.clone().into_bytes(),
        SortKey::Source => bytes(row.source_id),
        SortKey::CustomerGroup => bytes(row.customer_group_id),
        SortKey::ContactStatus => bytes(row.contact_status_id),
        SortKey::Occupation => bytes(row.occupation_id),
        SortKey::OrganizationSize => bytes(row.organization_size_id),
        SortKey::Industry => bytes(row.industry_id),
        SortKey::Owner => bytes(row.owner_id),
        SortKey::Branch => bytes(row.branch_id),
        _ => Vec::new(),
    }
}

/// The column whose values tell the order; all of them are in the index of the default order.
const fn column(by: SortKey) -> Option<Column> {
    Some(match by {
        SortKey::Gender => Column::Gender,
        SortKey::JourneyStage => Column::JourneyStage,
        SortKey::Source => Column::SourceId,
        SortKey::CustomerGroup => Column::CustomerGroupId,
        SortKey::ContactStatus => Column::ContactStatusId,
        SortKey::Occupation => Column::OccupationId,
        SortKey::OrganizationSize => Column::OrganizationSizeId,
        SortKey::Industry => Column::IndustryId,
        SortKey::Owner => Column::OwnerId,
        SortKey::Branch => Column::BranchId,
        _ => return None,
    })
}

fn field_of(by: SortKey) -> Option<Field> {
    Field::ALL.iter().copied().find(|field| SortKey::of(*field) == Some(by))
}

fn bytes(id: Option<Uuid>) -> Vec<u8> {
    id.map(|id| id.as_bytes().to_vec()).unwrap_or_default()
}

/// Those who have charge of customers of a directory, and the one whom a place names: their last customer may have gone since.
async fn owners_in(tx: &impl ConnectionTrait, directory: Directory, place: &Place) -> Outcome<Vec<Uuid>> {
    let named = match place {
        Place::After(cursor) | Place::Before(cursor) => Uuid::from_slice(&cursor.value).ok(),
        Place::Start | Place::At(_) => None,
    };
    let owner = Expr::col((customer::Entity, Column::OwnerId)).equals((user::Entity, user::Column::Id));
    let charges = customer::Entity::find().select_only().column(Column::Seq).filter(owner);
    let charges = charges.filter(Column::Directory.eq(directory.key())).filter(Column::TrashedAt.is_null());
    let is_one = Condition::any()
        .add(Expr::exists(charges.into_query()))
        .add_option(named.map(|named| user::Column::Id.eq(named)));
    let owners = user::Entity::find().select_only().column(user::Column::Id).filter(is_one);
    Ok(owners.into_tuple().all(tx).await?)
}

/// A way through a list by values.
struct Course<'a> {
    records: &'a Records,
    descending: bool,
    /// Records of a page, and one more.
    wanted: u64,
}

impl Course<'_> {
    /// The next records of these values, one after the other; of the first one from a number on.
    async fn rows(
        &self,
        tx: &impl ConnectionTrait,
        values: &[&OneOf],
        from: Option<i64>,
    ) -> Outcome<Vec<customer::Model>> {
        if !self.records.are_all()
            && let Some(few) = self.records.few_or_all(tx).await?
        {
            return self.sorted(tx, Some(&few), values, from, self.wanted).await;
        }
        let (mut found, mut from) = (Vec::new(), from);
        for (at, one) in values.iter().enumerate() {
            let missing = self.wanted.saturating_sub(found.len() as u64);
            if missing == 0 {
                break;
            }
            let Some(stretch) = self.stretch(tx, one, from, missing).await? else {
                let rest = values.get(at..).unwrap_or_default();
                found.extend(self.sorted(tx, None, rest, from, missing).await?);
                break;
            };
            found.extend(stretch);
            from = None;
        }
        Ok(found)
    }

    /// The next records of one value; nothing is said if they are so rare that all would have to be looked through.
    async fn stretch(
        &self,
        tx: &impl ConnectionTrait,
        one: &OneOf,
        from: Option<i64>,
        missing: u64,
    ) -> Outcome<Option<Vec<customer::Model>>> {
        let walk = Walk::by_number(self.descending, from);
        let records = self.records.clone().that(one.condition.clone(), Tested::InIndex, one.way.clone());
        if one.way.is_some() {
            return walk.rows(tx, &records, missing).await.map(Some);
        }
        // As far as for a whole page: few may be missing.
        let patience = records.limits().patience * self.wanted / Ord::max(missing, 1);
        walk.near(tx, &records, missing, patience).await
    }

    /// The next records of these values, sorted by the database: an index tells it all that it has to look at.
    async fn sorted(
        &self,
        tx: &impl ConnectionTrait,
        few: Option<&Numbers>,
        values: &[&OneOf],
        from: Option<i64>,
        missing: u64,
    ) -> Outcome<Vec<customer::Model>> {
        let seq = || Expr::col((customer::Entity, Column::Seq));
        let (mut any, mut rank) = (Condition::any(), CaseStatement::new());
        for (at, one) in values.iter().enumerate() {
            let beyond = from.filter(|_| at == 0).map(|from| match self.descending {
                true => seq().lt(from),
                false => seq().gt(from),
            });
            any = any.add(Condition::all().add(one.condition.clone()).add_option(beyond));
            rank = rank.case(one.condition.clone(), i64::try_from(at).unwrap_or(i64::MAX));
        }
        let select = self.records.select().filter(any).select_only().column(Column::Seq);
        let (select, access) = match few {
            Some(few) => (select.filter(among(engine(tx), few)), Access::Number),
            None => (select, Access::Index("customer_by_seq")),
        };
        let order = if self.descending { Order::Desc } else { Order::Asc };
        let select = select.order_by_asc(SimpleExpr::Case(Box::new(rank))).order_by(Column::Seq, order).limit(missing);
        let numbers: Vec<Number> = rows(tx, &select.into_query(), access).await?;
        let these = numbers.iter().map(|number| number.seq);
        let rows = self.records.everybody().filter(Column::Seq.is_in(these));
        let rows = self.records.shape().rows(tx, rows, Access::Number).await?;
        let mut rows: HashMap<i64, customer::Model> = rows.into_iter().map(|row| (row.seq, row)).collect();
        Ok(numbers.into_iter().filter_map(|number| rows.remove(&number.seq)).collect())
    }
}

#[cfg(test)]
mod tests;
