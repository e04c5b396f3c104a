//! Orders by what its reader is shown of a field: names in the place of ids, texts as they collate. No index stands in such an
//! order, so few records are sorted here, whole, for each page.

use std::{cmp::Ordering, collections::HashMap};

use domain::{
    AppError,
    customer::Field,
    list::{Cursor, Page, Place, Sort, SortKey},
    name_key::full_name_key,
    value::FieldKind,
};
use entities::customer::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::list::shown;
use crate::{
    authz::Unit,
    failure::Outcome,
    query::{
        page::{self, At},
        records::{Records, Tested, Way},
    },
};

/// In which order records are read that are sorted here.
const AS_MADE: Sort = Sort { by: SortKey::Newest, descending: false };
/// A count has at most so many digits.
const DIGITS: usize = 20;

/// A page of few records, sorted by a field, perhaps from the last to the first.
///
/// # Errors
/// A list is never sorted by this field.
pub(super) async fn page(
    unit: &Unit,
    few: &Records,
    (field, descending): (Field, bool),
    place: &Place,
    size: u16,
) -> Outcome<Page<At>> {
    if SortKey::of(field) != Some(SortKey::Shown(field)) {
        return Err(AppError::field("sort", "unknown_value").into());
    }
    let (backwards, from) = match place {
        Place::Start | Place::At(_) => (false, None),
        Place::After(cursor) => (false, Some(cursor)),
        Place::Before(cursor) => (true, Some(cursor)),
    };
    let order = |one: &Cursor, other: &Cursor| {
        let order = (&one.value, one.seq).cmp(&(&other.value, other.seq));
        if descending == backwards { order } else { order.reverse() }
    };
    let mut places = places(unit, few, field).await?;
    places.retain(|place| from.is_none_or(|from| order(place, from) == Ordering::Greater));
    places.sort_unstable_by(order);
    places.truncate(usize::from(size) + 1);

    let those = Column::Seq.is_in(places.iter().map(|place| place.seq));
    let way = customer::Entity::find().select_only().column(Column::Seq).filter(those.clone());
    let those = few.clone().seldom().that(those, Tested::InRow, Some(Way::about(way.into_query())));
    let found = page::read(unit.tx(), &those, AS_MADE, &Place::Start, size + 1).await?;
    let mut rows: HashMap<i64, customer::Model> = found.rows.into_iter().map(|at| (at.row.seq, at.row)).collect();
    let rows = places.into_iter().filter_map(|place| Some(At { row: rows.remove(&place.seq)?, place })).collect();
    Ok(page::page_of(rows, place, size))
}

/// Where each of them stands.
async fn places(unit: &Unit, few: &Records, field: Field) -> Outcome<Vec<Cursor>> {
    let all = page::read(unit.tx(), &few.clone().reading(&[field]), AS_MADE, &Place::Start, u16::MAX).await?.rows;
    let numbers: Vec<i64> = all.iter().map(|at| at.row.seq).collect();
    let rows = shown(unit, few.directory(), &[field], all).await?;
    let text = rows.into_iter().map(|mut row| row.values.remove(&field).unwrap_or_default());
    Ok(numbers.into_iter().zip(text).map(|(seq, text)| Cursor { seq, value: key(field, &text) }).collect())
}

/// Bytes in whose order values of a field stand.
fn key(field: Field, text: &str) -> Vec<u8> {
    match field.kind() {
        FieldKind::Count if !text.is_empty() => format!("{text:0>DIGITS$}").into_bytes(),
        FieldKind::Count | FieldKind::Date => text.as_bytes().to_vec(),
        _ => full_name_key(text),
    }
}
