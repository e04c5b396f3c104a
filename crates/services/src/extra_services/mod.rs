//! Extra services: what customers have beside spaces. Each has one live charge, and each change of it changes the charge and the
//! totals of its customer in the same transaction.

mod act;
mod change;
mod create;
mod customer;
mod list;
mod write;

use domain::{
    AppError, BookingId, ExtraServiceId,
    error::Conflict,
    extra_service::{ServiceInput, ServiceStatus, amount_of},
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    quantity::Quantity,
    value::Catalog,
};
use entities::{booking, customer as guest, extra_service};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};

pub(crate) use self::customer::{Moved, forget, give_back, hindrances, move_over};
use crate::{
    Services,
    authz::Unit,
    catalogs::Labels,
    failure::{Failure, Outcome},
    query::{operations::followed, scope::place_of},
    staff::names_of,
};

/// The use cases; get them from [`Services::extra_services`].
pub struct ServiceDesk<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on extra services.
    pub const fn extra_services(&self) -> ServiceDesk<'_> {
        ServiceDesk { services: self }
    }
}

/// How an extra service was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Standing {
    pub input: ServiceInput,
    pub status: ServiceStatus,
}

/// What people call it: `Giặt ủi × 2`.
pub(crate) fn title(labels: &Labels, row: &extra_service::Model) -> String {
    format!("{} × {}", labels.label(Some(row.service_id)).unwrap_or_default(), quantity_of(row))
}

/// An extra service that may be edited, and its customer; nobody else changes either until this unit is over. Whoever wants both
/// takes the customer first. What is visible but may not be edited is forbidden rather than missing.
async fn editable(unit: &Unit, id: ExtraServiceId) -> Outcome<(extra_service::Model, guest::Model)> {
    let view = unit.permit::<verb::View, noun::Services>()?;
    let found = || followed(unit, &view).filter(extra_service::Column::Id.eq(id.0));
    let seen = found().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let customer = guest::Entity::find().filter(guest::Column::Id.eq(seen.customer_id)).lock_exclusive();
    let customer = customer.one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    // As it is by now, if it is still there and that customer's.
    let row = found().lock_exclusive().one(unit.tx()).await?.filter(|row| row.customer_id == customer.id);
    let row = row.ok_or(AppError::NotFound)?;
    let permit = unit.permit::<verb::Edit, noun::Services>()?;
    if permit.reach().covers(&place_of(&customer)) { Ok((row, customer)) } else { Err(forbidden(Action::Edit)) }
}

/// Whether a service may be chosen.
async fn check_service(unit: &Unit, input: &ServiceInput) -> Outcome<()> {
    let known = unit.legend().await?.labels.named(Catalog::Service);
    match known.iter().any(|value| value.id == input.service) {
        true => Ok(()),
        false => Err(AppError::field("service", "unknown_value").into()),
    }
}

/// Whether a stay is the customer's, and the actor sees it.
async fn check_booking(unit: &Unit, booking: Option<BookingId>, customer: &guest::Model) -> Outcome<()> {
    let Some(booking) = booking else { return Ok(()) };
    let permit = unit.permit::<verb::View, noun::Bookings>()?;
    let found = followed(unit, &permit).filter(booking::Column::Id.eq(booking.0)).one(unit.tx()).await?;
    match found.ok_or(AppError::NotFound)?.customer_id == customer.id {
        true => Ok(()),
        false => Err(AppError::field("booking", "not_of_customer").into()),
    }
}

/// What more than anybody could pay is no price.
fn check_amount(row: &extra_service::Model) -> Outcome<()> {
    match amount_of(quantity_of(row), Vnd(row.unit_price)) {
        Some(_) => Ok(()),
        None => Err(AppError::field("quantity", "number_out_of_range").into()),
    }
}

fn forbidden(action: Action) -> Failure {
    AppError::Forbidden { action, resource: Resource::Services }.into()
}

/// An extra service as its form has it.
fn kept(row: &extra_service::Model) -> Outcome<ServiceInput> {
    Ok(ServiceInput {
        customer: row.customer_id.into(),
        service: row.service_id.into(),
        booking: row.booking_id.map(BookingId),
        quantity: quantity_of(row),
        unit_price: Some(Vnd(row.unit_price)),
        used_on: day_of(row)?,
        note: row.note.clone(),
    })
}

fn day_of(row: &extra_service::Model) -> Outcome<chrono::NaiveDate> {
    row.used_on.parse().map_err(|_| Failure::fault(format!("the day of extra service {} cannot be read", row.id)))
}

/// Never negative: the database sees to that.
fn quantity_of(row: &extra_service::Model) -> Quantity {
    Quantity::of_thousandths(row.quantity).unwrap_or_default()
}

/// How far it has come; what the database holds besides the known words cannot be.
fn status_of(row: &extra_service::Model) -> ServiceStatus {
    ServiceStatus::from_key(&row.status).unwrap_or(ServiceStatus::Cancelled)
}

async fn conflict(unit: &Unit, row: &extra_service::Model) -> Outcome<Failure> {
    let changed_by = names_of(unit, [row.updated_by]).await?.into_values().next().unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: row.version, changed_by, fields: Vec::new() })).into())
}
