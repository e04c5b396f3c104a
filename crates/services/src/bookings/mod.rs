//! Bookings of spaces: who comes when, and what becomes of it. Each has one live charge, unless it belongs to a contract, and each
//! change of it changes the charge, the totals and the branches of its customer in the same transaction.

mod act;
mod change;
mod contract;
mod create;
mod customer;
mod list;
mod totals;
mod write;

use domain::{
    AppError, BookingId,
    booking::{BookingInput, BookingStatus},
    error::Conflict,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
};
use entities::{booking, customer as guest, space};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

pub(crate) use self::{
    contract::{book, free},
    customer::{Moved, forget, give_back, hindrances, move_over},
    write::{widen, widened},
};
use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
    query::{
        operations::{followed, spaces},
        scope::place_of,
    },
    staff::names_of,
};

/// What takes no space.
pub(crate) const FREE: [&str; 2] = [BookingStatus::Cancelled.key(), BookingStatus::NoShow.key()];

/// The use cases; get them from [`Services::bookings`].
pub struct BookingDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on bookings.
    pub const fn bookings(&self) -> BookingDesk<'_> {
        BookingDesk { services: self }
    }
}

/// How a booking was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    pub input: BookingInput,
    pub status: BookingStatus,
}

/// A booking that may be edited, and its customer; nobody else changes either until this unit is over. Whoever wants both takes
/// the customer first. What is visible but may not be edited is forbidden rather than missing.
async fn editable(unit: &Unit, id: BookingId) -> Outcome<(booking::Model, guest::Model)> {
    let view = unit.permit::<verb::View, noun::Bookings>()?;
    let found = || followed(unit, &view).filter(booking::Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = guest::Entity::find().filter(guest::Column::Id.eq(seen.customer_id)).lock_exclusive();
    let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
    let row = row.ok_or(AppError::NotFound)?;
    let permit = unit.permit::<verb::Edit, noun::Bookings>()?;
    if permit.reach().covers(&place_of(&customer)) { Ok((row, customer)) } else { Err(forbidden(Action::Edit)) }
}

/// A space that may be booked.
pub(crate) async fn bookable(unit: &Unit, id: domain::SpaceId) -> Outcome<space::Model> {
    let view = unit.permit::<verb::View, noun::Spaces>()?;
    let found = spaces(&view).filter(space::Column::Id.eq(id.0)).one(unit.tx()).await?;
    let space = found.ok_or(AppError::NotFound)?;
    if space.active { Ok(space) } else { Err(AppError::field("space", "space_closed").into()) }
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Bookings }.into()
}

/// A booking as its form has it.
fn kept(row: &booking::Model) -> BookingInput {
    BookingInput {
        customer: row.customer_id.into(),
        space: row.space_id.into(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        price: Some(Vnd(row.price)),
        agreed_deposit: Some(Vnd(row.agreed_deposit)),
        guests: row.guests.and_then(|guests| guests.try_into().ok()),
        note: row.note.clone(),
    }
}

/// How far it has come; what the database holds besides the known words cannot be.
pub(crate) fn status_of(row: &booking::Model) -> BookingStatus {
    BookingStatus::from_key(&row.status).unwrap_or(BookingStatus::Cancelled)
}

async fn conflict(unit: &Unit, row: &booking::Model) -> Outcome<Failure> {
    let changed_by = names_of(unit, [row.updated_by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: row.version, changed_by, fields: Vec::new() })).into())
}
