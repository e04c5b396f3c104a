//! Who lives in a space on a day, and so pays for what a meter counted until then.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{booking::BookingStatus, space::days_later};
use entities::{booking, booking::Column};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{authz::Unit, bookings::status_of, failure::Outcome};

/// Somebody who lives in a space, and by which booking.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Resident {
    pub customer: Uuid,
    pub booking: Uuid,
}

/// Who lives in these spaces on a day: whoever was inside then, of two the one who came first, as the meter counted for that one.
/// Where nobody was, whoever should have come before that day: not everywhere is each guest checked in.
pub(super) async fn residents(
    unit: &Unit,
    spaces: impl IntoIterator<Item = Uuid>,
    day: NaiveDate,
) -> Outcome<HashMap<Uuid, Resident>> {
    let zone = unit.services().clock().zone;
    let (begins, ends) = (zone.start_of(day), zone.start_of(days_later(day, 1)));
    let is = |status: BookingStatus| Condition::all().add(Column::Status.eq(status.key()));
    let came = Column::CheckedInAt.lt(ends);
    let inside = is(BookingStatus::CheckedIn).add(came.clone());
    let left = is(BookingStatus::Completed).add(came).add(Column::CheckedOutAt.gte(begins));
    let due = is(BookingStatus::Reserved).add(Column::StartsAt.lt(begins)).add(Column::EndsAt.gte(begins));
    let found = booking::Entity::find()
        .filter(Column::SpaceId.is_in(spaces))
        .filter(Condition::any().add(inside).add(left).add(due));
    let mut rows = found.all(unit.tx()).await?;
    rows.sort_by_key(|row| (status_of(row) == BookingStatus::Reserved, row.checked_in_at.unwrap_or(row.starts_at)));
    let mut residents = HashMap::new();
    for row in rows {
        residents.entry(row.space_id).or_insert(Resident { customer: row.customer_id, booking: row.id });
    }
    Ok(residents)
}

/// The same of one space.
pub(super) async fn resident_of(unit: &Unit, space: Uuid, day: NaiveDate) -> Outcome<Option<Resident>> {
    Ok(residents(unit, [space], day).await?.remove(&space))
}
