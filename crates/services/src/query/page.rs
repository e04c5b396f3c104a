//! Pages of a sorted list by keyset: page 1,000 costs what page 1 costs.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    AppError,
    list::{Cursor, Page, Place, Sort, SortKey},
};
use entities::customer::{self, Column};
use sea_orm::{
    ColumnTrait, ConnectionTrait, FromQueryResult, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    Value,
    sea_query::{Alias, Expr, ExprTrait, Query, SimpleExpr},
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

/// Reads one page. One row more than asked for is read, to know whether there are more.
pub(crate) async fn read<Row>(
    tx: &impl ConnectionTrait,
    select: Select<customer::Entity>,
    sort: Sort,
    place: &Place,
    size: u16,
) -> Outcome<Page<At<Row>>>
where
    Row: FromQueryResult + Located + Send,
{
    let backwards = matches!(place, Place::Before(_));
    let descending = sort.descending != backwards;
    let mut select = select;
    if let Place::After(cursor) | Place::Before(cursor) = place {
        select = select.filter(beyond(sort.by, cursor, descending)?);
    }
    let order = if descending { Order::Desc } else { Order::Asc };
    if let Some(column) = column(sort.by) {
        select = select.order_by(column, order.clone());
    }
    let rows: Vec<Row> =
        select.order_by(Column::Seq, order).limit(u64::from(size) + 1).into_model::<Row>().all(tx).await?;

    let located = |row: Row| At { place: Cursor { seq: row.seq(), value: row.sort_value(sort.by) }, row };
    Ok(page_of(rows.into_iter().map(located).collect(), place, size))
}

/// A row and its place in the list.
pub(crate) struct At<Row> {
    pub place: Cursor,
    pub row: Row,
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
        Place::Start => (None, last.filter(|_| more)),
        Place::After(_) => (first, last.filter(|_| more)),
        Place::Before(_) => (first.filter(|_| more), last),
    };
    Page { rows, before, after }
}

/// `(value, seq)` beyond the cursor's; both go the same way, so that one index range holds the page.
fn beyond(key: SortKey, cursor: &Cursor, descending: bool) -> Outcome<SimpleExpr> {
    let Some(column) = column(key) else {
        return Ok(if descending { Column::Seq.lt(cursor.seq) } else { Column::Seq.gt(cursor.seq) });
    };
    let here = Expr::tuple([Expr::col((customer::Entity, column)), Expr::col((customer::Entity, Column::Seq))]);
    let there = Expr::tuple([Expr::val(value(key, &cursor.value)?), Expr::val(cursor.seq)]);
    Ok(if descending { here.lt(there) } else { here.gt(there) })
}

fn value(key: SortKey, bytes: &[u8]) -> Outcome<Value> {
    let garbled = || AppError::field("after", "unknown_value");
    let text = || String::from_utf8(bytes.to_vec()).map_err(|_| garbled());
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

/// How many records there are, at most `cap`: counting stops there.
pub(crate) async fn count(tx: &impl ConnectionTrait, select: Select<customer::Entity>, cap: u64) -> Outcome<u64> {
    let capped = select.select_only().column(Column::Seq).limit(cap).into_query();
    let query = Query::select()
        .expr_as(Expr::cust("COUNT(*)"), Alias::new("records"))
        .from_subquery(capped, Alias::new("capped"))
        .to_owned();
    let row = tx.query_one(&query).await?;
    let records: i64 = row.map(|row| row.try_get("", "records")).transpose()?.unwrap_or_default();
    Ok(u64::try_from(records).unwrap_or_default())
}
