//! The booking of a contract: it is made, cut and called off through the contract alone, and has no price. Guests come and go by it
//! as by any other.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError,
    booking::{BookingAct, BookingCode, BookingInput, BookingStatus, Stay},
    history::Event,
    money::Vnd,
    space::days_later,
};
use entities::{booking, contract, customer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{status_of, write};
use crate::{
    authz::Unit,
    failure::Outcome,
    query::operations::{Numbered, next_number},
};

/// Books the space of a contract that comes in force, for as long as it goes.
///
/// # Errors
/// The space is occupied.
pub(crate) async fn book(
    unit: &Unit,
    contract: Uuid,
    space: Uuid,
    (starts_at, ends_at): (DateTime<Utc>, DateTime<Utc>),
    customer: &customer::Model,
) -> Outcome<()> {
    write::hold(unit, [space]).await?;
    let number = next_number(unit.tx(), unit.services().database().engine(), Numbered::Bookings).await?;
    let by = unit.actor().user.0;
    let row = booking::Model {
        seq: 0,
        id: Uuid::now_v7(),
        version: 1,
        code: BookingCode(number).to_string(),
        customer_id: customer.id,
        space_id: space,
        contract_id: Some(contract),
        starts_at,
        ends_at,
        held_from: starts_at,
        status: BookingStatus::Reserved.key().to_owned(),
        price: 0,
        agreed_deposit: 0,
        guests: None,
        note: String::new(),
        checked_in_at: None,
        checked_out_at: None,
        created_at: unit.now(),
        created_by: by,
        updated_at: unit.now(),
        updated_by: by,
    };
    write::insert(unit, row, customer).await
}

/// Frees the space of a contract that ends at a moment: nobody is expected any more who has not come by then, and who is there has
/// it until then. What is over stays as it was.
pub(crate) async fn free(unit: &Unit, contract: Uuid, at: DateTime<Utc>, customer: &customer::Model) -> Outcome<()> {
    let found = booking::Entity::find().filter(booking::Column::ContractId.eq(contract)).lock_exclusive();
    let Some(before) = found.one(unit.tx()).await? else { return Ok(()) };
    write::hold(unit, [before.space_id]).await?;
    let mut row = before.clone();
    let event = match status_of(&before) {
        BookingStatus::Reserved if at <= before.starts_at => {
            BookingStatus::Cancelled.key().clone_into(&mut row.status);
            Event::Cancelled
        }
        BookingStatus::Reserved | BookingStatus::CheckedIn => {
            row.ends_at = cut(&before, at);
            Event::Changed
        }
        BookingStatus::Completed | BookingStatus::Cancelled | BookingStatus::NoShow => return Ok(()),
    };
    if row == before { Ok(()) } else { write::update(unit, event, &before, row, customer).await }
}

/// When a stay ends that may not be there longer than until a moment; whoever has come was there for a minute.
fn cut(row: &booking::Model, at: DateTime<Utc>) -> DateTime<Utc> {
    row.ends_at.min(at.max(row.held_from + TimeDelta::minutes(1)))
}

/// When the stay of a contract ends after a check-in or check-out was taken back: not after the contract, which may have been
/// terminated since.
pub(super) async fn within(unit: &Unit, before: &booking::Model, stay: &Stay) -> Outcome<DateTime<Utc>> {
    let Some(id) = before.contract_id else { return Ok(stay.ends_at) };
    let found = contract::Entity::find().filter(contract::Column::Id.eq(id)).one(unit.tx()).await?;
    let last = found.and_then(|contract| contract.terminated_on?.parse().ok());
    let zone = unit.services().clock().zone;
    let row = booking::Model { ends_at: stay.ends_at, held_from: stay.held_from, ..before.clone() };
    Ok(last.map_or(stay.ends_at, |last| cut(&row, zone.start_of(days_later(last, 1)))))
}

/// Refuses a price, and what only the contract can do.
pub(super) fn check_act(row: &booking::Model, act: BookingAct) -> Result<(), AppError> {
    match act {
        BookingAct::CheckOut(None | Some(Vnd(0))) | BookingAct::CheckIn | BookingAct::Undo(_) => Ok(()),
        _ => check(row),
    }
}

/// Refuses another time, another space and a price.
pub(super) fn check_change(row: &booking::Model, now: &BookingInput, new: &BookingInput) -> Result<(), AppError> {
    let said = |input: &BookingInput| {
        (
            input.space,
            input.starts_at,
            input.ends_at,
            input.price.unwrap_or_default(),
            input.agreed_deposit.unwrap_or_default(),
        )
    };
    if said(now) == said(new) { Ok(()) } else { check(row) }
}

fn check(row: &booking::Model) -> Result<(), AppError> {
    match row.contract_id {
        None => Ok(()),
        Some(_) => Err(AppError::field("booking", "booking_of_contract")),
    }
}
