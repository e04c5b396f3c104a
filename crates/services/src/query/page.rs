//! Pages of a sorted list by keyset: page 1,000 costs what page 1 costs.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    AppError,
    list::{Cursor, Page, Place, Sort, SortKey},
};
use entities::customer::{self, Column};
use sea_orm::{
    ConnectionTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use super::{
    dialect::{Access, among, rows},
    is_storable,
    records::{Records, engine},
};
use crate::failure::Outcome;

/// A row that knows its place in a sorted list.
pub(crate) trait Located {
    /// Its number.
    fn seq(&self) -> i64;
    /// The bytes of its value under a sort key.
    fn sort_value(&self, key: SortKey) -> Vec<u8>;
}

impl Located for customer::Model {
    fn seq(&self) -> i64 {
        self.seq
    }

    fn sort_value(&self, key: SortKey) -> Vec<u8> {
        match key {
            SortKey::Newest => Vec::new(),
            SortKey::Name => self.full_name_key.clone(),
            SortKey::GivenName => self.given_name_key.clone(),
            SortKey::Code => self.code.clone().into_bytes(),
            SortKey::Phone => self.phone.clone().into_bytes(),
            SortKey::Email => self.email.clone().into_bytes(),
            SortKey::DateOfBirth => self.date_of_birth.clone().into_bytes(),
            SortKey::CreatedAt => instant_bytes(self.created_at),
            SortKey::UpdatedAt => instant_bytes(self.updated_at),
        }
    }
}

/// Bytes of an instant, as cursors carry it.
pub(crate) fn instant_bytes(at: DateTime<Utc>) -> Vec<u8> {
    at.to_rfc3339_opts(SecondsFormat::Micros, true).into_bytes()
}

/// Records that are walked past for each one of a page, before something else is tried.
const PATIENCE: u64 = 200;

/// Reads one page. One row more than asked for is read, to know whether there are more.
pub(crate) async fn read<Row>(
    tx: &impl ConnectionTrait,
    records: &Records,
    sort: Sort,
    place: &Place,
    size: u16,
) -> Outcome<Page<At<Row>>>
where
    Row: FromQueryResult + Located + Send,
{
    let walk = Walk::new(sort, place);
    let rows = walk.rows(tx, records, u64::from(size) + 1).await?;
    Ok(page_of(walk.located(rows), place, size))
}

/// Reads one page of records to whose order no index leads.
pub(crate) async fn read_all_sorted<Row>(
    tx: &impl ConnectionTrait,
    select: Select<customer::Entity>,
    sort: Sort,
    place: &Place,
    size: u16,
) -> Outcome<Page<At<Row>>>
where
    Row: FromQueryResult + Located + Send,
{
    let walk = Walk::new(sort, place);
    let rows = walk.along(tx, select, u64::from(size) + 1, Access::Planned).await?;
    Ok(page_of(walk.located(rows), place, size))
}

/// A way through a sorted list, from a settled place on in one direction.
pub(super) struct Walk {
    by: SortKey,
    descending: bool,
    from: Option<Cursor>,
}

impl Walk {
    pub fn new(sort: Sort, place: &Place) -> Self {
        let backwards = matches!(place, Place::Before(_));
        let from = match place {
            Place::Start | Place::At(_) => None,
            Place::After(cursor) | Place::Before(cursor) => Some(cursor.clone()),
        };
        Self { by: sort.by, descending: sort.descending != backwards, from }
    }

    /// In the order in which records were made, from a number on.
    pub fn by_number(descending: bool, from: Option<i64>) -> Self {
        Self { by: SortKey::Newest, descending, from: from.map(|seq| Cursor { seq, value: Vec::new() }) }
    }

    /// The next records.
    pub async fn rows<Row>(&self, tx: &impl ConnectionTrait, records: &Records, count: u64) -> Outcome<Vec<Row>>
    where
        Row: FromQueryResult + Located + Send,
    {
        let index = Access::Index(index(self.by));
        if records.are_all() {
            return self.along(tx, records.select(), count, index).await;
        }
        if let Some(few) = records.few(tx).await? {
            return self.along(tx, records.select().filter(among(engine(tx), &few)), count, Access::Number).await;
        }
        let Some(end) = self.skip::<Row>(tx, records, count * PATIENCE).await? else {
            return self.along(tx, records.select(), count, index).await;
        };
        let near = self.along(tx, records.select().filter(self.beside(&end, Side::UpTo)?), count, index).await?;
        if near.len() as u64 == count {
            return Ok(near);
        }
        match records.few_of_all(tx).await? {
            Some(few) => self.along(tx, records.select().filter(among(engine(tx), &few)), count, Access::Number).await,
            None => self.along(tx, records.select_from_far(tx), count, index).await,
        }
    }

    /// The place behind so many records of all; `None` if there are not so many.
    async fn skip<Row>(&self, tx: &impl ConnectionTrait, records: &Records, count: u64) -> Outcome<Option<Cursor>>
    where
        Row: FromQueryResult + Located + Send,
    {
        let everybody = records.everybody().offset(count);
        let row = self.along::<Row>(tx, everybody, 1, Access::Index(index(self.by))).await?.pop();
        Ok(row.map(|row| self.place_of(&row)))
    }

    /// The next records of a query that knows them by this number.
    pub async fn numbered<Row>(
        &self,
        tx: &impl ConnectionTrait,
        select: Select<customer::Entity>,
        number: SimpleExpr,
        count: u64,
    ) -> Outcome<Vec<Row>>
    where
        Row: FromQueryResult + Located + Send,
    {
        let select = match &self.from {
            Some(cursor) if self.descending => select.filter(number.clone().lt(cursor.seq)),
            Some(cursor) => select.filter(number.clone().gt(cursor.seq)),
            None => select,
        };
        rows(tx, &select.order_by(number, self.order()).limit(count).into_query(), Access::Number).await
    }

    async fn along<Row>(
        &self,
        tx: &impl ConnectionTrait,
        mut select: Select<customer::Entity>,
        count: u64,
        access: Access,
    ) -> Outcome<Vec<Row>>
    where
        Row: FromQueryResult + Located + Send,
    {
        if let Some(cursor) = &self.from {
            select = select.filter(self.beside(cursor, Side::Beyond)?);
        }
        if let Some(column) = column(self.by) {
            select = select.order_by(column, self.order());
        }
        rows(tx, &select.order_by(Column::Seq, self.order()).limit(count).into_query(), access).await
    }

    fn order(&self) -> Order {
        if self.descending { Order::Desc } else { Order::Asc }
    }

    /// The place of a row on the way.
    fn place_of(&self, row: &impl Located) -> Cursor {
        Cursor { seq: row.seq(), value: row.sort_value(self.by) }
    }

    fn located<Row: Located>(&self, rows: Vec<Row>) -> Vec<At<Row>> {
        rows.into_iter().map(|row| At { place: self.place_of(&row), row }).collect()
    }

    fn beside(&self, place: &Cursor, side: Side) -> Outcome<SimpleExpr> {
        beside(self.by, place, self.descending, side)
    }
}

/// A row and its place in the list.
pub(crate) struct At<Row> {
    pub place: Cursor,
    pub row: Row,
}

impl<Row: Located> At<Row> {
    /// A row at the place where it stands under a sort key.
    pub fn new(row: Row, by: SortKey) -> Self {
        Self { place: Cursor { seq: row.seq(), value: row.sort_value(by) }, row }
    }
}

/// Makes a page of the rows that were read from a place on: one more than asked for tells that there are more.
pub(super) fn page_of<Row>(mut rows: Vec<At<Row>>, from: &Place, size: u16) -> Page<At<Row>> {
    let more = rows.len() > usize::from(size);
    rows.truncate(usize::from(size));
    if matches!(from, Place::Before(_)) {
        rows.reverse();
    }
    let place = |row: Option<&At<Row>>| row.map(|row| row.place.clone());
    let (first, last) = (place(rows.first()), place(rows.last()));
    let (before, after) = match from {
        Place::Start | Place::At(_) => (None, last.filter(|_| more)),
        Place::After(_) => (first, last.filter(|_| more)),
        Place::Before(_) => (first.filter(|_| more), last),
    };
    Page { rows, before, after }
}

/// Where a row stands, seen from a place.
#[derive(Clone, Copy)]
enum Side {
    /// After it on the way.
    Beyond,
    /// Before it on the way, or at it.
    UpTo,
}

/// `(value, seq)` compared with the place's; both go the same way, so that one index range holds the rows.
fn beside(key: SortKey, place: &Cursor, descending: bool, side: Side) -> Outcome<SimpleExpr> {
    let seq = || Expr::col((customer::Entity, Column::Seq));
    let (here, there) = match column(key) {
        Some(column) => (
            Expr::tuple([Expr::col((customer::Entity, column)), seq()]),
            Expr::tuple([Expr::val(value(key, &place.value)?), Expr::val(place.seq)]),
        ),
        None => (seq(), Expr::val(place.seq)),
    };
    Ok(match (side, descending) {
        (Side::Beyond, false) => here.gt(there),
        (Side::Beyond, true) => here.lt(there),
        (Side::UpTo, false) => here.lte(there),
        (Side::UpTo, true) => here.gte(there),
    })
}

fn value(key: SortKey, bytes: &[u8]) -> Outcome<Value> {
    let garbled = || AppError::field("after", "unknown_value");
    let text = || String::from_utf8(bytes.to_vec()).ok().filter(|text| is_storable(text)).ok_or_else(garbled);
    Ok(match key {
        SortKey::Name | SortKey::GivenName => bytes.to_vec().into(),
        SortKey::CreatedAt | SortKey::UpdatedAt => text()?.parse::<DateTime<Utc>>().map_err(|_| garbled())?.into(),
        _ => text()?.into(),
    })
}

const fn column(key: SortKey) -> Option<Column> {
    Some(match key {
        SortKey::Newest => return None,
        SortKey::Name => Column::FullNameKey,
        SortKey::GivenName => Column::GivenNameKey,
        SortKey::Code => Column::Code,
        SortKey::Phone => Column::Phone,
        SortKey::Email => Column::Email,
        SortKey::DateOfBirth => Column::DateOfBirth,
        SortKey::CreatedAt => Column::CreatedAt,
        SortKey::UpdatedAt => Column::UpdatedAt,
    })
}

/// The index that holds the records in this order.
const fn index(key: SortKey) -> &'static str {
    match key {
        SortKey::Newest => "customer_by_seq",
        SortKey::Name => "customer_by_full_name",
        SortKey::GivenName => "customer_by_given_name",
        SortKey::Code => "customer_by_code",
        SortKey::Phone => "customer_by_phone",
        SortKey::Email => "customer_by_email",
        SortKey::DateOfBirth => "customer_by_birth",
        SortKey::CreatedAt => "customer_by_created",
        SortKey::UpdatedAt => "customer_by_updated",
    }
}
