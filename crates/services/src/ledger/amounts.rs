//! Who sees amounts, and what is made of them.

use domain::{
    AppError,
    ledger::Source,
    permission::{Action, Placement, Reach, Resource, noun, verb},
};
use entities::customer;
use sea_orm::{ColumnTrait, QueryFilter, Select};

use crate::{authz::Unit, failure::Outcome, query::operations::customers_with};

/// Whether the actor may see the amounts of what stands there.
pub(crate) fn sees_amounts(unit: &Unit, at: &Placement) -> bool {
    unit.opens((Action::View, Resource::Amounts)).is_some_and(|reach| reach.covers(at))
}

/// What the money that is to come in is made of.
const SOURCES: [Resource; 4] = [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Contracts];

/// Whether the actor may see what customers who stand there are to bring, which is made of bookings, services, invoices and
/// contracts.
pub(crate) fn sees_expected(unit: &Unit, at: &Placement) -> bool {
    sees_amounts(unit, at) && SOURCES.iter().all(|resource| unit.may(Action::View, *resource))
}

/// Whether the actor may see what is owed and was paid of what stands there: it is made of receipts too.
pub(crate) fn sees_balance(unit: &Unit, at: &Placement) -> bool {
    sees_expected(unit, at) && unit.may(Action::View, Resource::Receipts)
}

/// Of whose customers the actor may see what is owed and was paid.
///
/// # Errors
/// Forbidden, with the first cell that is missing.
pub(crate) fn balance_reach(unit: &Unit) -> Outcome<&Reach> {
    let missing = |resource| AppError::Forbidden { action: Action::View, resource };
    let reach = unit.opens((Action::View, Resource::Amounts)).ok_or(missing(Resource::Amounts))?;
    match SOURCES.into_iter().chain([Resource::Receipts]).find(|resource| !unit.may(Action::View, *resource)) {
        None => Ok(reach),
        Some(resource) => Err(missing(resource).into()),
    }
}

/// Refuses amounts of somebody who may not see those of what stands there.
pub(crate) fn check_amounts(unit: &Unit, sets_amounts: bool, at: &Placement) -> Outcome<()> {
    match sets_amounts && !sees_amounts(unit, at) {
        true => Err(AppError::Forbidden { action: Action::View, resource: Resource::Amounts }.into()),
        false => Ok(()),
    }
}

/// Of which records the actor sees those of a customer, and so what is owed for them.
pub(crate) async fn sources_seen(unit: &Unit, customer: &customer::Model) -> Outcome<Vec<Source>> {
    let mut seen = origins_seen(unit, customer).await?;
    if let Ok(permit) = unit.permit::<verb::View, noun::Invoices>()
        && this(unit, customer, customers_with(unit, &permit)).await?
    {
        seen.push(Source::InvoiceLine);
    }
    Ok(seen)
}

/// The same of those that are there without an invoice.
pub(crate) async fn origins_seen(unit: &Unit, customer: &customer::Model) -> Outcome<Vec<Source>> {
    let mut seen = Vec::new();
    if let Ok(permit) = unit.permit::<verb::View, noun::Bookings>()
        && this(unit, customer, customers_with(unit, &permit)).await?
    {
        seen.push(Source::Booking);
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Services>()
        && this(unit, customer, customers_with(unit, &permit)).await?
    {
        seen.extend([Source::Service, Source::MeterReading]);
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Contracts>()
        && this(unit, customer, customers_with(unit, &permit)).await?
    {
        seen.push(Source::RentPeriod);
    }
    Ok(seen)
}

/// Whether a customer is among these.
async fn this(unit: &Unit, customer: &customer::Model, those: Select<customer::Entity>) -> Outcome<bool> {
    Ok(those.filter(customer::Column::Id.eq(customer.id)).one(unit.tx()).await?.is_some())
}
