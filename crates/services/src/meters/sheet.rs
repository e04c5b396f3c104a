//! The sheet on which the meters of a branch are read for a month.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use domain::{
    BranchId,
    booking::Guest,
    customer::Named,
    meter::{MeterSheet, Month, ReadingRow, SheetQuery, SheetRow, Stand},
    permission::{Action, Resource, noun, verb},
};
use entities::{branch, customer, meter, meter_reading, meter_reading::Column, space};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    MeterDesk, day_of, kind_of, latest_of,
    list::{shown, title},
    month_of, place, quantity,
    resident::residents,
    tariff::tariffs_of,
};
use crate::{
    authz::{Actor, Permit, Unit},
    customers::directory_of,
    failure::Outcome,
    ledger::sees_amounts,
    query::operations::{customers_with, place_of_space, readings, spaces},
};

/// A branch, as people choose it.
type Place = Named<BranchId>;

impl MeterDesk<'_> {
    /// The meters of a branch for a month: those that hang in spaces that the actor sees, with what was read of them for customers
    /// whom the actor sees. What a meter showed last is told to those who may read it now.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn sheet(&self, actor: &Actor, query: &SheetQuery) -> Outcome<MeterSheet> {
        let unit = self.services.read(actor).await?;
        let view = unit.permit::<verb::View, noun::Services>()?;
        let rooms = spaces(&unit.permit::<verb::View, noun::Spaces>()?).order_by_asc(space::Column::Code);
        let rooms = rooms.all(unit.tx()).await?;
        let today = self.services.clock().today();
        let month = query.month.unwrap_or(Month::of(today));
        let branches = branches_of(&unit, &rooms).await?;
        let asked = query.branch.filter(|asked| branches.iter().any(|branch| branch.id == *asked));
        let Some(branch) = asked.or_else(|| Some(branches.first()?.id)) else {
            return Ok(MeterSheet { branches, branch: None, month, rows: Vec::new(), tariffs: Vec::new() });
        };
        let rooms = rooms.into_iter().filter(|room| room.branch_id == branch.0).collect();
        let rows = rows(&unit, &view, rooms, month, month.read_on(today)).await?;
        let tariffs = match sees_amounts(&unit, &place_of_space(branch)) {
            true => tariffs_of(unit.tx(), &[branch], |_| false).await?,
            false => Vec::new(),
        };
        Ok(MeterSheet { branches, branch: Some(branch), month, rows, tariffs })
    }
}

/// The branches in which these spaces lie, by name.
pub(super) async fn branches_of(unit: &Unit, rooms: &[space::Model]) -> Outcome<Vec<Place>> {
    let ids: HashSet<Uuid> = rooms.iter().map(|room| room.branch_id).collect();
    let found = branch::Entity::find().filter(branch::Column::Id.is_in(ids)).order_by_asc(branch::Column::Name);
    Ok(found.all(unit.tx()).await?.into_iter().map(|row| Named { id: row.id.into(), name: row.name }).collect())
}

/// The rows of these spaces.
async fn rows(
    unit: &Unit,
    view: &Permit<'_, verb::View, noun::Services>,
    rooms: Vec<space::Model>,
    month: Month,
    day: NaiveDate,
) -> Outcome<Vec<SheetRow>> {
    let order: HashMap<Uuid, usize> = rooms.iter().enumerate().map(|(place, room)| (room.id, place)).collect();
    let read = meter::Entity::find()
        .filter(meter::Column::SpaceId.is_in(rooms.iter().map(|room| room.id)))
        .filter(meter::Column::Active.eq(true));
    let mut meters = read.all(unit.tx()).await?;
    meters.sort_by_key(|meter| (order.get(&meter.space_id).copied(), kind_of(&meter.kind)));
    let latest = latest_of(unit.tx(), meters.iter().map(|meter| meter.id)).await?;
    let guests = guests(unit, view, &rooms, day).await?;
    let mut of_month = readings_of(unit, view, &meters, month).await?;
    let rooms: HashMap<Uuid, space::Model> = rooms.into_iter().map(|room| (room.id, room)).collect();
    let mut rows = Vec::with_capacity(meters.len());
    for meter in meters {
        let Some(room) = rooms.get(&meter.space_id) else { continue };
        let guest = guests.get(&room.id);
        let at = place(guest.and_then(Option::as_ref), room);
        // For a guest whom the actor does not see nothing is read.
        let may_read = !matches!(guest, Some(None)) && unit.may_at(Action::Create, Resource::Services, &at);
        let last = latest.get(&meter.id);
        let stand = if may_read { stand(&meter, last, month)? } else { None };
        rows.push(SheetRow {
            meter: meter.id.into(),
            kind: kind_of(&meter.kind),
            space: title(room),
            guest: guest.and_then(Option::as_ref).map(|customer| told(unit, customer)),
            readings: of_month.remove(&meter.id).unwrap_or_default(),
            stand,
            amounts: sees_amounts(unit, &at),
            serial: meter.serial,
        });
    }
    Ok(rows)
}

/// What a meter showed last; nothing if it was read for a later month, as nothing is put before that.
fn stand(meter: &meter::Model, last: Option<&meter_reading::Model>, month: Month) -> Outcome<Option<Stand>> {
    let Some(last) = last else {
        let stand = Stand { shown: quantity(meter.begins_at), on: day_of(&meter.begins_on)?, used: None };
        return Ok((stand.on <= month.last()).then_some(stand));
    };
    let stand = Stand { shown: quantity(last.reading), on: day_of(&last.read_on)?, used: Some(quantity(last.used)) };
    Ok((month_of(last)? <= month).then_some(stand))
}

/// What was read of these meters for a month, as far as the actor sees it, by meter.
async fn readings_of(
    unit: &Unit,
    view: &Permit<'_, verb::View, noun::Services>,
    meters: &[meter::Model],
    month: Month,
) -> Outcome<HashMap<Uuid, Vec<ReadingRow>>> {
    let of_month = readings(unit, view)
        .filter(Column::MeterId.is_in(meters.iter().map(|meter| meter.id)))
        .filter(Column::Month.eq(month.to_string()))
        .filter(Column::Cancelled.eq(false))
        .order_by_asc(Column::Seq);
    let mut readings: HashMap<Uuid, Vec<ReadingRow>> = HashMap::new();
    for row in shown(unit, of_month.all(unit.tx()).await?).await? {
        readings.entry(row.meter.0).or_default().push(row);
    }
    Ok(readings)
}

/// Who lives in each of these spaces on a day; nobody whom the actor sees is `None`.
async fn guests(
    unit: &Unit,
    view: &Permit<'_, verb::View, noun::Services>,
    rooms: &[space::Model],
    day: NaiveDate,
) -> Outcome<HashMap<Uuid, Option<customer::Model>>> {
    let living = residents(unit, rooms.iter().map(|room| room.id), day).await?;
    let seen = customers_with(unit, view)
        .filter(customer::Column::Id.is_in(living.values().map(|resident| resident.customer)));
    let seen: HashMap<Uuid, customer::Model> =
        seen.all(unit.tx()).await?.into_iter().map(|row| (row.id, row)).collect();
    Ok(living.into_iter().map(|(room, resident)| (room, seen.get(&resident.customer).cloned())).collect())
}

/// A guest, and the way there for those who may see who it is.
fn told(unit: &Unit, customer: &customer::Model) -> Guest {
    let directory = directory_of(customer);
    let at = crate::query::scope::place_of(customer);
    let seen = unit.principal().may_at(Action::View, directory.resource(), &at);
    Guest {
        id: customer.id.into(),
        name: customer.name.clone(),
        link: seen.then(|| (directory, customer.code.clone())),
    }
}
