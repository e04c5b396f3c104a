//! Correcting what was read of a meter, and taking it back: as long as the meter was not read since.

use domain::{
    AppError, FieldErrors, ReadingId,
    history::Event,
    meter::{Course, ReadingChange, ReadingInput},
    permission::{CellType, Verb, noun, verb},
};
use entities::{customer as guest, meter, meter_reading, meter_reading::Column, space};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    MeterDesk,
    create::cost,
    day_of, forbidden, held, kept, kind_of, latest_of, overtaken, place, quantity,
    tariff::{steps_by, tariff_for},
    write,
};
use crate::{
    authz::{Actor, Unit},
    failure::{Failure, Outcome},
    query::operations::readings,
    words::merged,
};

/// A reading with what belongs to it.
struct Held {
    row: meter_reading::Model,
    meter: meter::Model,
    space: space::Model,
    customer: Option<guest::Model>,
}

impl MeterDesk<'_> {
    /// Corrects the touched fields of a reading. Whose it is stays, and so does its tariff as long as its day does.
    ///
    /// # Errors
    /// Faults by field, also if it was taken back, the meter was read since, or it stands on an issued invoice; a conflict if
    /// somebody else corrected the same field; forbidden; not found.
    pub async fn correct(&self, actor: &Actor, id: ReadingId, change: &ReadingChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Services>(actor).await?;
        let Held { row: before, meter, space, customer } = reached::<verb::Edit>(&unit, id).await?;
        let becomes = change.becomes.normal(self.services.clock().today())?;
        let now = kept(&before)?;
        let Some(new) = after(&change.was, &becomes, &now) else {
            return Err(overtaken(&unit, before.version, before.updated_by).await?);
        };
        if new == now {
            return Ok(());
        }
        check_latest(&unit, &before).await?;
        // What came together from two people has to hold together.
        let new = new.normal(self.services.clock().today())?;
        check_order(&unit, &before, &meter, &new).await?;
        let used = new.course.used(quantity(before.old), new.reading).map_err(|fault| FieldErrors(vec![fault]))?;
        let tariff = match (&customer, before.tariff_id) {
            (None, _) => None,
            (Some(_), Some(known)) if new.read_on == now.read_on => steps_by(unit.tx(), known).await?,
            (Some(_), _) => tariff_for(unit.tx(), space.branch_id, kind_of(&meter.kind), new.read_on).await?,
        };
        if customer.is_some() && tariff.is_none() {
            return Err(AppError::field("read_on", "no_tariff").into());
        }
        let mut row = before.clone();
        row.month = new.month.to_string();
        row.read_on = new.read_on.to_string();
        row.reading = new.reading.in_thousandths();
        row.used = used.in_thousandths();
        row.amount = cost(tariff.as_ref().map(|(_, steps)| steps.as_slice()), used)?.0;
        row.tariff_id = tariff.map(|(id, _)| id);
        let row = write::with_course(row, new.course);
        write::update(&unit, Event::ReadingCorrected, &before, row, (&meter, &space, customer.as_ref())).await?;
        unit.commit().await
    }

    /// Takes a reading back: nobody owes it any more, and the meter shows what it showed before.
    ///
    /// # Errors
    /// It was taken back already, the meter was read since, or it stands on an issued invoice; forbidden; not found.
    pub async fn cancel(&self, actor: &Actor, id: ReadingId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Services>(actor).await?;
        let Held { row: before, meter, space, customer } = reached::<verb::Delete>(&unit, id).await?;
        check_latest(&unit, &before).await?;
        let row = meter_reading::Model { cancelled: true, ..before.clone() };
        write::update(&unit, Event::ReadingCancelled, &before, row, (&meter, &space, customer.as_ref())).await?;
        unit.commit().await
    }
}

/// A reading to which the actor may do something; nobody else changes it, its meter or its customer until this unit is over. Whoever
/// wants all of them takes the customer first. What is visible but not to be touched is forbidden rather than missing.
async fn reached<V: Verb>(unit: &Unit, id: ReadingId) -> Outcome<Held>
where
    (V, noun::Services): CellType,
{
    let view = unit.permit::<verb::View, noun::Services>()?;
    let found = || readings(unit, &view).filter(Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = match seen.customer_id {
        Some(customer) => {
            let found = guest::Entity::find().filter(guest::Column::Id.eq(customer)).lock_exclusive();
            Some(found.one(unit.tx()).await?.ok_or(AppError::NotFound)?)
        }
        None => None,
    };
    let meter = held(unit, seen.meter_id).await?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == seen.customer_id);
    let row = row.ok_or(AppError::NotFound)?;
    let space = space::Entity::find_by_id(meter.space_id).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    if unit.permit::<V, noun::Services>()?.reach().covers(&place(customer.as_ref(), &space)) {
        Ok(Held { row, meter, space, customer })
    } else {
        Err(forbidden(V::ACTION))
    }
}

/// Whether a reading may still become another one: a later one goes out from it.
async fn check_latest(unit: &Unit, row: &meter_reading::Model) -> Outcome<()> {
    let refused = |code| -> Outcome<()> { Err(Failure::from(AppError::field("reading", code))) };
    if row.cancelled {
        return refused("reading_cancelled");
    }
    match latest_of(unit.tx(), [row.meter_id]).await?.get(&row.meter_id) {
        Some(latest) if latest.seq != row.seq => refused("read_since"),
        _ => Ok(()),
    }
}

/// Whether the day is not before the one on which the meter was read, or began, before.
async fn check_order(unit: &Unit, row: &meter_reading::Model, meter: &meter::Model, new: &ReadingInput) -> Outcome<()> {
    let earlier = meter_reading::Entity::find()
        .filter(Column::MeterId.eq(row.meter_id))
        .filter(Column::Cancelled.eq(false))
        .filter(Column::Seq.lt(row.seq))
        .order_by_desc(Column::Seq);
    let earlier = earlier.one(unit.tx()).await?;
    let on = day_of(earlier.as_ref().map_or(&meter.begins_on, |earlier| &earlier.read_on))?;
    if new.read_on >= on { Ok(()) } else { Err(AppError::field("read_on", "read_since").into()) }
}

/// What stands there after somebody typed over it; `None` if somebody else has corrected the same field meanwhile. A reading keeps
/// its meter.
fn after(was: &ReadingInput, becomes: &ReadingInput, now: &ReadingInput) -> Option<ReadingInput> {
    Some(ReadingInput {
        meter: now.meter,
        month: merged(&was.month, &becomes.month, &now.month)?,
        read_on: merged(&was.read_on, &becomes.read_on, &now.read_on)?,
        reading: merged(&was.reading, &becomes.reading, &now.reading)?,
        course: merged::<Course>(&was.course, &becomes.course, &now.course)?,
    })
}
