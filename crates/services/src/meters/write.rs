//! Writing a reading: the row, its charge and the totals of its customer, the audit entry and the hint.

use domain::{
    customer::Directory,
    history::Event,
    ledger::{Charge, ChargeStatus, Source},
    meter::Course,
    money::Vnd,
    permission::Resource,
};
use entities::{charge, customer, meter, meter_reading, space};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use uuid::Uuid;

use super::{Standing, day_of, kept, kind_of, place, quantity};
use crate::{
    authz::Unit,
    customers::directory_of,
    failure::Outcome,
    ledger::{Book, SourceId},
    live::Hint,
};

/// What a reading belongs to: its meter, the space of that, and whoever lived there.
pub(super) type Of<'r> = (&'r meter::Model, &'r space::Model, Option<&'r customer::Model>);

/// A row of which a meter came so to what it showed.
pub(super) fn with_course(mut row: meter_reading::Model, course: Course) -> meter_reading::Model {
    course.key().clone_into(&mut row.course);
    (row.ended, row.began) = match course {
        Course::Replaced { ended, began } => (Some(ended.in_thousandths()), Some(began.in_thousandths())),
        Course::Straight | Course::TurnedOver => (None, None),
    };
    row
}

/// Writes a new reading.
pub(super) async fn insert(unit: &Unit, event: Event, row: &meter_reading::Model, of: Of<'_>) -> Outcome<()> {
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = NotSet;
    meter_reading::Entity::insert(active).exec_without_returning(unit.tx()).await?;
    settle(unit, row).await?;
    told(unit, event, None, row, of).await
}

/// Writes what has become of a reading.
pub(super) async fn update(
    unit: &Unit,
    event: Event,
    before: &meter_reading::Model,
    mut row: meter_reading::Model,
    of: Of<'_>,
) -> Outcome<()> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await?;
    settle(unit, &row).await?;
    told(unit, event, Some(before), &row, of).await
}

/// Keeps charge and totals in step with the reading; nobody owes what nobody used.
async fn settle(unit: &Unit, row: &meter_reading::Model) -> Outcome<()> {
    let Some(customer) = row.customer_id else { return Ok(()) };
    let live = charge::Entity::find().filter(charge::Column::MeterReadingId.eq(row.id)).one(unit.tx()).await?;
    let charge = Charge {
        id: live.map_or_else(Uuid::now_v7, |live| live.id).into(),
        source: Source::MeterReading,
        amount: Vnd(row.amount),
        service_on: day_of(&row.read_on)?,
        // What was read was used.
        status: if row.cancelled { ChargeStatus::Void } else { ChargeStatus::Earned },
    };
    let mut book = Book::open(unit, customer).await?;
    book.keep(charge, SourceId::Reading(row.id))?;
    book.close(unit).await
}

/// Writes down what was done, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    before: Option<&meter_reading::Model>,
    row: &meter_reading::Model,
    (meter, space, customer): Of<'_>,
) -> Outcome<()> {
    let standing = |row: &meter_reading::Model| -> Outcome<Standing> {
        Ok(Standing {
            input: kept(row)?,
            kind: kind_of(&meter.kind),
            old: quantity(row.old),
            used: quantity(row.used),
            amount: row.customer_id.map(|_| Vnd(row.amount)),
            cancelled: row.cancelled,
        })
    };
    let details = (before.map(standing).transpose()?, Some(standing(row)?));
    unit.record_details(event, Resource::Services, Some(row.id), &details).await?;
    unit.announce(Resource::Services.key(), row.id).await?;
    let directory = customer.map_or(Directory::default(), directory_of);
    let places = vec![place(customer, space)];
    // What is owed by now may have taken money that was free.
    unit.hint(Hint::Operations(Resource::Receipts, directory, places.clone())).await?;
    unit.hint(Hint::Operations(Resource::Services, directory, places)).await
}
