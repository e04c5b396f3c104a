//! Reading a meter: once per row of the sheet, however often the request arrives.

use domain::{
    AppError, FieldErrors, IdempotencyKey, ReadingId,
    customer::Directory,
    history::Event,
    meter::{ReadingInput, Step, amount_of},
    money::Vnd,
    permission::{Action, noun, verb},
    quantity::Quantity,
};
use entities::{customer, meter, meter_reading, space};
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    MeterDesk, day_of, forbidden, held, kind_of, latest_of, place, quantity,
    resident::{Resident, resident_of},
    seen,
    tariff::tariff_for,
    write,
};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::Outcome,
    idempotency::digest,
    query::operations::customers_with,
};

impl MeterDesk<'_> {
    /// Reads a meter. Whoever lived there on that day owes at once what was used; where nobody did, nobody owes anything.
    ///
    /// # Errors
    /// Faults by field: a meter does not count backwards, is read in the order of days, and is not read without a tariff where
    /// somebody lives; forbidden; not found.
    pub async fn read(&self, actor: &Actor, key: IdempotencyKey, input: &ReadingInput) -> Outcome<ReadingId> {
        let unit = self.services.write::<verb::Create, noun::Services>(actor).await?;
        let request = digest(input)?;
        if let Some(known) = unit.answered(key, &request).await? {
            return Ok(known);
        }
        let input = input.normal(self.services.clock().today())?;
        let (meter, space) = seen(&unit, input.meter).await?;
        let (resident, customer) = payer(&unit, &space, &input).await?;
        if !unit.permit::<verb::Create, noun::Services>()?.reach().covers(&place(customer.as_ref(), &space)) {
            return Err(forbidden(Action::Create));
        }
        let meter = held(&unit, meter.id).await?;
        if !meter.active {
            return Err(AppError::field("reading", "meter_off").into());
        }
        let old = stand(&unit, &meter, &input).await?;
        let used = input.course.used(old, input.reading).map_err(|fault| FieldErrors(vec![fault]))?;
        let tariff = match &customer {
            Some(_) => {
                let valid = tariff_for(unit.tx(), space.branch_id, kind_of(&meter.kind), input.read_on).await?;
                Some(valid.ok_or_else(|| AppError::field("reading", "no_tariff"))?)
            }
            None => None,
        };
        let amount = cost(tariff.as_ref().map(|(_, steps)| steps.as_slice()), used)?;
        let (id, by) = (ReadingId(Uuid::now_v7()), unit.actor().user.0);
        let row = meter_reading::Model {
            seq: 0,
            id: id.0,
            version: 1,
            meter_id: meter.id,
            month: input.month.to_string(),
            read_on: input.read_on.to_string(),
            old: old.in_thousandths(),
            reading: input.reading.in_thousandths(),
            course: String::new(),
            ended: None,
            began: None,
            used: used.in_thousandths(),
            tariff_id: tariff.map(|(id, _)| id),
            amount: amount.0,
            customer_id: customer.as_ref().map(|customer| customer.id),
            booking_id: resident.map(|resident| resident.booking),
            cancelled: false,
            created_at: unit.now(),
            created_by: by,
            updated_at: unit.now(),
            updated_by: by,
        };
        let row = write::with_course(row, input.course);
        write::insert(&unit, Event::MeterRead, &row, (&meter, &space, customer.as_ref())).await?;
        unit.answer(key, request, &id).await?;
        unit.commit().await?;
        Ok(id)
    }
}

/// Who pays for what was used: whoever lived there on that day, held so that nobody else changes what that one owes. For whom the
/// actor does not see nothing is written down, and nothing more is told.
async fn payer(
    unit: &Unit,
    space: &space::Model,
    input: &ReadingInput,
) -> Outcome<(Option<Resident>, Option<customer::Model>)> {
    let Some(resident) = resident_of(unit, space.id, input.read_on).await? else { return Ok((None, None)) };
    let view = unit.permit::<verb::View, noun::Services>()?;
    let found = customers_with(unit, &view).filter(customer::Column::Id.eq(resident.customer)).lock_exclusive();
    let customer = found.one(unit.tx()).await?.ok_or_else(|| forbidden(Action::Create))?;
    // Somebody may have moved in or out until the customer was held: then it is to be tried again.
    if resident_of(unit, space.id, input.read_on).await? != Some(resident) {
        return Err(AppError::Unavailable.into());
    }
    if directory_of(&customer) == Directory::Leads {
        return Err(AppError::field("reading", "lead_has_none").into());
    }
    Ok((Some(resident), Some(customer)))
}

/// What the meter showed before, on a day that is not after this one.
async fn stand(unit: &Unit, meter: &meter::Model, input: &ReadingInput) -> Outcome<Quantity> {
    let latest = latest_of(unit.tx(), [meter.id]).await?.remove(&meter.id);
    let (shown, on) = match &latest {
        Some(latest) => (latest.reading, &latest.read_on),
        None => (meter.begins_at, &meter.begins_on),
    };
    match day_of(on)? <= input.read_on {
        true => Ok(quantity(shown)),
        false => Err(AppError::field("read_on", "read_since").into()),
    }
}

/// What so much costs by these steps; nothing where nobody lives.
pub(super) fn cost(steps: Option<&[Step]>, used: Quantity) -> Outcome<Vnd> {
    let amount = steps.map(|steps| amount_of(steps, used).ok_or(AppError::field("reading", "number_out_of_range")));
    Ok(amount.transpose()?.unwrap_or_default())
}
