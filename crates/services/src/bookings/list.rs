//! Bookings as lists show them.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveTime};
use domain::{
    booking::{BookingCode, BookingFilter, BookingPage, BookingPlace, BookingRow, BookingStatus, Guest, Today},
    customer::Named,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    space::is_countable,
};
use entities::{booking, booking::Column, branch, contract, space};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select};
use uuid::Uuid;

use super::{BookingDesk, status_of};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::Outcome,
    ledger::sees_amounts,
    query::{
        is_storable, lookup,
        operations::{codes, followed},
        scope::place_of,
    },
};

/// Bookings of a page.
const PAGE: u64 = 50;
/// More come or go on no day.
const MOST_TODAY: u64 = 500;

impl BookingDesk<'_> {
    /// Bookings, the latest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &BookingFilter,
        after: Option<BookingPlace>,
    ) -> Outcome<BookingPage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Bookings>()?;
        let code = filter.code.trim().to_uppercase();
        let countable =
            |day: &Option<NaiveDate>| day.is_none_or(|day| is_countable(day.and_time(NaiveTime::MIN).and_utc()));
        let days = [filter.from, filter.to];
        if !is_storable(&code)
            || !days.iter().all(countable)
            || after.is_some_and(|place| !is_countable(place.starts_at))
        {
            return Ok(BookingPage::default());
        }
        let zone = self.services.clock().zone;
        let before = filter.to.and_then(|day| day.succ_opt()).map(|day| zone.start_of(day));
        let there = filter.branch.map(|branch| {
            let spaces = space::Entity::find().select_only().column(space::Column::Id);
            Column::SpaceId.in_subquery(spaces.filter(space::Column::BranchId.eq(branch.0)).into_query())
        });
        let wanted = Condition::all()
            .add_option(codes(Column::Code, &code, |number| BookingCode(number).to_string()))
            .add_option(filter.customer.map(|customer| Column::CustomerId.eq(customer.0)))
            .add_option(filter.space.map(|space| Column::SpaceId.eq(space.0)))
            .add_option(there)
            .add_option(filter.status.map(|status| Column::Status.eq(status.key())))
            .add_option(filter.from.map(|day| Column::EndsAt.gt(zone.start_of(day))))
            .add_option(before.map(|end| Column::StartsAt.lt(end)));
        let all = followed(&unit, &permit);
        let mut select = all.clone().filter(wanted);
        if let Some(BookingPlace { starts_at, seq }) = after {
            let behind = Condition::any().add(Column::StartsAt.lt(starts_at)).add(Column::Seq.lt(seq));
            select = select.filter(Column::StartsAt.lte(starts_at)).filter(behind);
        }
        let select = select.order_by_desc(Column::StartsAt).order_by_desc(Column::Seq);
        let mut rows = select.limit(PAGE + 1).all(unit.tx()).await?;
        let more = rows.len() as u64 > PAGE;
        rows.truncate(PAGE as usize);
        let after = rows.last().filter(|_| more).map(place);
        let rows = shown(&unit, rows).await?;
        // Who it is stands in whatever the reader sees of the customer.
        let customer = match (filter.customer, rows.first()) {
            (None, _) => None,
            (Some(_), Some(row)) => Some(row.guest.clone()),
            (Some(customer), None) => {
                let any = all.filter(Column::CustomerId.eq(customer.0)).limit(1).all(unit.tx()).await?;
                shown(&unit, any).await?.pop().map(|row| row.guest)
            }
        };
        Ok(BookingPage { rows, after, customer })
    }

    /// Who comes, goes and stays today.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn today(&self, actor: &Actor) -> Outcome<Today> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Bookings>()?;
        let (clock, today) = (self.services.clock(), self.services.clock().today());
        let begins = clock.zone.start_of(today);
        let ends = clock.zone.start_of(today.succ_opt().unwrap_or(today));
        let of = |status: BookingStatus| -> Select<booking::Entity> {
            followed(&unit, &permit).filter(Column::Status.eq(status.key())).limit(MOST_TODAY)
        };
        let arrivals = of(BookingStatus::Reserved).filter(Column::StartsAt.lt(ends)).order_by_asc(Column::StartsAt);
        let inside = of(BookingStatus::CheckedIn).order_by_asc(Column::EndsAt);
        let left = of(BookingStatus::Completed).filter(Column::CheckedOutAt.gte(begins));
        let arrivals = shown(&unit, arrivals.all(unit.tx()).await?).await?;
        let inside = shown(&unit, inside.all(unit.tx()).await?).await?;
        let left = shown(&unit, left.order_by_desc(Column::CheckedOutAt).all(unit.tx()).await?).await?;
        let (departures, staying) = inside.into_iter().partition(|row| row.ends_at < ends);
        Ok(Today { arrivals, departures, staying, left })
    }
}

fn place(row: &booking::Model) -> BookingPlace {
    BookingPlace { starts_at: row.starts_at, seq: row.seq }
}

/// Rows with the names of what they name, by one query each for the whole page; amounts as far as the reader may see any.
async fn shown(unit: &Unit, rows: Vec<booking::Model>) -> Outcome<Vec<BookingRow>> {
    let customers = lookup::by_ids(unit.tx(), rows.iter().map(|row| row.customer_id)).await?;
    let spaces = space::Entity::find().filter(space::Column::Id.is_in(rows.iter().map(|row| row.space_id)));
    let spaces: HashMap<Uuid, space::Model> =
        spaces.all(unit.tx()).await?.into_iter().map(|row| (row.id, row)).collect();
    let branches = branch::Entity::find().filter(branch::Column::Id.is_in(spaces.values().map(|row| row.branch_id)));
    let branches: HashMap<Uuid, String> =
        branches.all(unit.tx()).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let contracts = contracts_of(unit, &rows).await?;
    let row = |row: booking::Model| {
        let (customer, space) = (customers.get(&row.customer_id)?, spaces.get(&row.space_id)?);
        let (directory, placement) = (directory_of(customer), place_of(customer));
        let amounts = sees_amounts(unit, &placement);
        let seen = unit.principal().may_at(Action::View, directory.resource(), &placement);
        Some(BookingRow {
            id: row.id.into(),
            place: place(&row),
            guest: Guest {
                id: row.customer_id.into(),
                name: customer.name.clone(),
                link: seen.then(|| (directory, customer.code.clone())),
            },
            space: space.id.into(),
            space_name: format!("{} · {}", space.code, space.name),
            branch: branches.get(&space.branch_id).cloned().unwrap_or_default(),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
            held_from: row.held_from,
            status: status_of(&row),
            price: amounts.then_some(Vnd(row.price)),
            agreed_deposit: amounts.then_some(Vnd(row.agreed_deposit)),
            guests: row.guests.and_then(|guests| guests.try_into().ok()),
            checked_in_at: row.checked_in_at,
            checked_out_at: row.checked_out_at,
            of_contract: row.contract_id.is_some(),
            contract: row.contract_id.and_then(|id| Some(Named { id: id.into(), name: contracts.get(&id)?.clone() })),
            code: row.code,
            note: row.note,
            may_edit: unit.principal().may_at(Action::Edit, Resource::Bookings, &placement),
        })
    };
    Ok(rows.into_iter().filter_map(row).collect())
}

/// The codes of the contracts to which bookings belong, for those who see them.
async fn contracts_of(unit: &Unit, rows: &[booking::Model]) -> Outcome<HashMap<Uuid, String>> {
    let named: Vec<Uuid> = rows.iter().filter_map(|row| row.contract_id).collect();
    if named.is_empty() {
        return Ok(HashMap::new());
    }
    let Ok(permit) = unit.permit::<verb::View, noun::Contracts>() else { return Ok(HashMap::new()) };
    let seen = followed(unit, &permit).filter(contract::Column::Id.is_in(named)).select_only();
    let seen = seen.columns([contract::Column::Id, contract::Column::Code]);
    let seen: Vec<(Uuid, String)> = seen.into_tuple().all(unit.tx()).await?;
    Ok(seen.into_iter().collect())
}
