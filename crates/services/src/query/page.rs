//! Pages of a sorted list by keyset: page 1,000 costs what page 1 costs.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    AppError,
    list::{Cursor, Page, Place, Sort, SortKey},
};
use entities::customer::{self, Column};
use sea_orm::{
    ConnectionTrait, Order, QueryFilter, QueryOrder, QuerySelect, Select, Value,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};

use super::{
    dialect::{Access, Numbers, among},
    is_storable,
    order::value_of,
    records::{Asked, Records, engine},
    shape::Shape,
};
use crate::failure::Outcome;

/// The place of a record in a sorted list.
fn place_of(row: &customer::Model, key: SortKey) -> Cursor {
    let value = match key {
        SortKey::Name => row.full_name_key.clone(),
        SortKey::GivenName => row.given_name_key.clone(),
        SortKey::Code => row.code.clone().into_bytes(),
        SortKey::Phone => row.phone.clone().into_bytes(),
        SortKey::Email => row.email.clone().into_bytes(),
        SortKey::DateOfBirth => row.date_of_birth.clone().into_bytes(),
        SortKey::CreatedAt => instant_bytes(row.created_at),
        SortKey::TaxCode => row.tax_code.clone().into_bytes(),
        SortKey::UpdatedAt => instant_bytes(row.updated_at),
        _ => value_of(row, key),
    };
    Cursor { seq: row.seq, value }
}

/// Bytes of an instant, as cursors carry it.
pub(crate) fn instant_bytes(at: DateTime<Utc>) -> Vec<u8> {
    at.to_rfc3339_opts(SecondsFormat::Micros, true).into_bytes()
}

/// Reads one page. One row more than asked for is read, to know whether there are more.
pub(crate) async fn read(
    tx: &impl ConnectionTrait,
    records: &Records,
    sort: Sort,
    place: &Place,
    size: u16,
) -> Outcome<Page<At>> {
    let walk = Walk::new(sort, place);
    let rows = walk.rows(tx, records, u64::from(size) + 1).await?;
    Ok(page_of(walk.located(rows), place, size))
}

/// Reads one page of records to whose order no index leads.
pub(crate) async fn read_all_sorted(
    tx: &impl ConnectionTrait,
    select: Select<customer::Entity>,
    sort: Sort,
    place: &Place,
    size: u16,
) -> Outcome<Page<At>> {
    let walk = Walk::new(sort, place);
    let rows = walk.along(tx, &Shape::whole(), select, u64::from(size) + 1, Access::Planned).await?;
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
    pub async fn rows(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        count: u64,
    ) -> Outcome<Vec<customer::Model>> {
        let (shape, index) = (records.shape(), Access::Index(index(self.by)));
        if records.are_all() {
            return self.along(tx, shape, records.select(), count, index).await;
        }
        // Most conditions hold so often that a page is found before an index could be asked.
        if let Some(near) = self.near(tx, records, count, records.limits().short).await? {
            return Ok(near);
        }
        if let Some(few) = records.few(tx, Asked::Cheap).await? {
            return self.of(tx, records, &few, count).await;
        }
        let led_to = records.led_to(tx).await?;
        if let Some(few) = led_to.as_ref().filter(|led_to| led_to.count <= records.limits().few) {
            return self.of(tx, records, few, count).await;
        }
        if let Some(near) = self.near(tx, records, count, records.limits().patience).await? {
            return Ok(near);
        }
        if let Some(few) = records.few(tx, Asked::Dear).await? {
            return self.of(tx, records, &few, count).await;
        }
        if let Some(led_to) = led_to {
            // Whoever is none of these is passed without being read.
            let select = records.select().filter(among(engine(tx), &led_to));
            return self.along(tx, shape, select, count, index).await;
        }
        match records.few_of_all(tx).await? {
            Some(few) => self.of(tx, records, &few, count).await,
            None => self.along(tx, shape, records.select(), count, index).await,
        }
    }

    /// The next records, if they are found while no more than so many are walked past for each.
    pub async fn near(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        count: u64,
        patience: u64,
    ) -> Outcome<Option<Vec<customer::Model>>> {
        if patience == 0 {
            return Ok(None);
        }
        let end = self.skip(tx, records, count * patience).await?;
        let near = match &end {
            Some(end) => records.select().filter(self.beside(end, Side::UpTo)?),
            None => records.select(),
        };
        let near = self.along(tx, records.shape(), near, count, Access::Index(index(self.by))).await?;
        // Where nothing is beyond the end, this is all.
        Ok((end.is_none() || near.len() as u64 == count).then_some(near))
    }

    /// The next of few records, by their numbers.
    async fn of(
        &self,
        tx: &impl ConnectionTrait,
        records: &Records,
        few: &Numbers,
        count: u64,
    ) -> Outcome<Vec<customer::Model>> {
        let select = records.select().filter(among(engine(tx), few));
        self.along(tx, records.shape(), select, count, Access::Number).await
    }

    /// The place behind so many records of all; `None` if there are not so many.
    async fn skip(&self, tx: &impl ConnectionTrait, records: &Records, count: u64) -> Outcome<Option<Cursor>> {
        let everybody = records.everybody().offset(count);
        let row = self.along(tx, &Shape::place(), everybody, 1, Access::Index(index(self.by))).await?.pop();
        Ok(row.map(|row| place_of(&row, self.by)))
    }

    /// The next records of a query that knows them by this number.
    pub async fn numbered(
        &self,
        tx: &impl ConnectionTrait,
        shape: &Shape,
        select: Select<customer::Entity>,
        number: SimpleExpr,
        count: u64,
    ) -> Outcome<Vec<customer::Model>> {
        let select = match &self.from {
            Some(cursor) if self.descending => select.filter(number.clone().lt(cursor.seq)),
            Some(cursor) => select.filter(number.clone().gt(cursor.seq)),
            None => select,
        };
        shape.rows(tx, select.order_by(number, self.order()).limit(count), Access::Number).await
    }

    async fn along(
        &self,
        tx: &impl ConnectionTrait,
        shape: &Shape,
        mut select: Select<customer::Entity>,
        count: u64,
        access: Access,
    ) -> Outcome<Vec<customer::Model>> {
        if let Some(cursor) = &self.from {
            select = select.filter(self.beside(cursor, Side::Beyond)?);
        }
        if let Some(column) = column(self.by) {
            select = select.order_by(column, self.order());
        }
        let shape = shape.clone().with(column(self.by));
        shape.rows(tx, select.order_by(Column::Seq, self.order()).limit(count), access).await
    }

    fn order(&self) -> Order {
        if self.descending { Order::Desc } else { Order::Asc }
    }

    fn located(&self, rows: Vec<customer::Model>) -> Vec<At> {
        rows.into_iter().map(|row| At::new(row, self.by)).collect()
    }

    fn beside(&self, place: &Cursor, side: Side) -> Outcome<SimpleExpr> {
        beside(self.by, place, self.descending, side)
    }
}

/// A record and its place in the list.
pub(crate) struct At {
    pub place: Cursor,
    pub row: customer::Model,
}

impl At {
    /// A record at the place where it stands under a sort key.
    pub fn new(row: customer::Model, by: SortKey) -> Self {
        Self { place: place_of(&row, by), row }
    }
}

/// Makes a page of the rows that were read from a place on: one more than asked for tells that there are more.
pub(crate) fn page_of(mut rows: Vec<At>, from: &Place, size: u16) -> Page<At> {
    let more = rows.len() > usize::from(size);
    rows.truncate(usize::from(size));
    if matches!(from, Place::Before(_)) {
        rows.reverse();
    }
    let place = |row: Option<&At>| row.map(|row| row.place.clone());
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

/// The column in whose order an index holds the records; none is their number.
const fn column(key: SortKey) -> Option<Column> {
    Some(match key {
        SortKey::Name => Column::FullNameKey,
        SortKey::GivenName => Column::GivenNameKey,
        SortKey::Code => Column::Code,
        SortKey::Phone => Column::Phone,
        SortKey::Email => Column::Email,
        SortKey::DateOfBirth => Column::DateOfBirth,
        SortKey::CreatedAt => Column::CreatedAt,
        SortKey::TaxCode => Column::TaxCode,
        SortKey::UpdatedAt => Column::UpdatedAt,
        _ => return None,
    })
}

/// The index that holds the records in this order, or in that of their numbers.
const fn index(key: SortKey) -> &'static str {
    match key {
        SortKey::Name => "customer_by_full_name",
        SortKey::GivenName => "customer_by_given_name",
        SortKey::Code => "customer_by_code",
        SortKey::Phone => "customer_by_phone",
        SortKey::Email => "customer_by_email",
        SortKey::DateOfBirth => "customer_by_birth",
        SortKey::CreatedAt => "customer_by_created",
        SortKey::TaxCode => "customer_by_tax_code",
        SortKey::UpdatedAt => "customer_by_updated",
        _ => "customer_by_seq",
    }
}

#[cfg(test)]
mod tests;
