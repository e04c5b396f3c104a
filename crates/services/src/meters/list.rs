//! Readings as lists and sheets have them.

use std::collections::HashMap;

use domain::{
    booking::Guest,
    customer::Named,
    meter::{ReadingFilter, ReadingPage, ReadingPlace, ReadingRow},
    money::Vnd,
    permission::{Action, Resource, noun, verb},
};
use entities::{meter, meter_reading, meter_reading::Column, space};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{MeterDesk, course_of, day_of, kind_of, latest_of, month_of, place, quantity};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::sees_amounts,
    query::{
        lookup,
        operations::{are_countable, latest, readings, spaces},
    },
    staff::names_of,
};

impl MeterDesk<'_> {
    /// What was read for a customer, the latest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ReadingFilter,
        after: Option<ReadingPlace>,
    ) -> Outcome<ReadingPage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Services>()?;
        if !are_countable([after.map(|place| place.read_on)]) {
            return Ok(ReadingPage::default());
        }
        let theirs = readings(&unit, &permit).filter(Column::CustomerId.eq(filter.customer.0));
        let after = after.map(|ReadingPlace { read_on, seq }| (read_on, seq));
        let (rows, more) = latest(unit.tx(), theirs, (Column::ReadOn, Column::Seq), after).await?;
        let rows = shown(&unit, rows).await?;
        let after = rows.last().filter(|_| more).map(|row| row.place);
        Ok(ReadingPage { rows, after })
    }
}

/// What people call a space.
pub(super) fn title(space: &space::Model) -> Named<domain::SpaceId> {
    Named { id: space.id.into(), name: format!("{} · {}", space.code, space.name) }
}

/// Rows with the names of what they name, by one query each for all of them; amounts as far as the reader may see any.
pub(super) async fn shown(unit: &Unit, rows: Vec<meter_reading::Model>) -> Outcome<Vec<ReadingRow>> {
    let tx = unit.tx();
    let customers = lookup::by_ids(tx, rows.iter().filter_map(|row| row.customer_id)).await?;
    let makers = names_of(unit, rows.iter().map(|row| row.created_by)).await?;
    let last = latest_of(tx, rows.iter().map(|row| row.meter_id)).await?;
    let hanging = meter::Entity::find().filter(meter::Column::Id.is_in(rows.iter().map(|row| row.meter_id)));
    let meters: HashMap<Uuid, meter::Model> = hanging.all(tx).await?.into_iter().map(|row| (row.id, row)).collect();
    let there = || space::Column::Id.is_in(meters.values().map(|meter| meter.space_id));
    let rooms = space::Entity::find().filter(there()).all(tx).await?;
    let rooms: HashMap<Uuid, space::Model> = rooms.into_iter().map(|row| (row.id, row)).collect();
    let named: HashMap<Uuid, Named<domain::SpaceId>> = match unit.permit::<verb::View, noun::Spaces>() {
        Ok(permit) => {
            let seen = spaces(&permit).filter(there()).all(tx).await?;
            seen.iter().map(|space| (space.id, title(space))).collect()
        }
        Err(_) => HashMap::new(),
    };
    let row = |row: meter_reading::Model| {
        let lost = || Failure::fault(format!("reading {} has lost what it belongs to", row.id));
        let meter = meters.get(&row.meter_id).ok_or_else(lost)?;
        let room = rooms.get(&meter.space_id).ok_or_else(lost)?;
        let customer = row.customer_id.map(|id| customers.get(&id).ok_or_else(lost)).transpose()?;
        let at = place(customer, room);
        let guest = customer.map(|customer| {
            let directory = directory_of(customer);
            let seen = unit.principal().may_at(Action::View, directory.resource(), &at);
            let link = seen.then(|| (directory, customer.code.clone()));
            Guest { id: customer.id.into(), name: customer.name.clone(), link }
        });
        let is_latest = !row.cancelled && last.get(&row.meter_id).is_some_and(|latest| latest.seq == row.seq);
        let may = |action| is_latest && unit.principal().may_at(action, Resource::Services, &at);
        Ok(ReadingRow {
            id: row.id.into(),
            place: ReadingPlace { read_on: day_of(&row.read_on)?, seq: row.seq },
            meter: row.meter_id.into(),
            kind: kind_of(&meter.kind),
            space: named.get(&room.id).cloned(),
            month: month_of(&row)?,
            old: quantity(row.old),
            reading: quantity(row.reading),
            course: course_of(&row),
            used: quantity(row.used),
            amount: (customer.is_some() && sees_amounts(unit, &at)).then_some(Vnd(row.amount)),
            customer: guest,
            cancelled: row.cancelled,
            is_latest,
            made_by: makers.get(&row.created_by).cloned().unwrap_or_default(),
            may_edit: may(Action::Edit),
            may_cancel: may(Action::Delete),
        })
    };
    rows.into_iter().map(row).collect()
}
