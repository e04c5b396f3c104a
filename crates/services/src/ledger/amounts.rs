//! Who sees amounts, and what is made of them.

use domain::{
    AppError,
    ledger::Source,
    permission::{Action, Placement, Resource, noun, verb},
};
use entities::customer;
use sea_orm::{ColumnTrait, QueryFilter, Select};

use crate::{authz::Unit, failure::Outcome, query::operations::customers_with};

/// Whether the actor may see the amounts of what stands there.
pub(crate) fn sees_amounts(unit: &Unit, at: &Placement) -> bool {
    unit.opens((Action::View, Resource::Amounts)).is_some_and(|reach| reach.covers(at))
}

/// Whether the actor may see what customers who stand there are to bring, which is made of bookings, services and contracts.
pub(crate) fn sees_expected(unit: &Unit, at: &Placement) -> bool {
    let made_of = [Resource::Bookings, Resource::Services, Resource::Contracts];
    sees_amounts(unit, at) && made_of.iter().all(|resource| unit.opens((Action::View, *resource)).is_some())
}

/// Whether the actor may see what is owed and was paid of what stands there: it is made of receipts too.
pub(crate) fn sees_balance(unit: &Unit, at: &Placement) -> bool {
    sees_expected(unit, at) && unit.opens((Action::View, Resource::Receipts)).is_some()
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
    let this = |select: Select<customer::Entity>| select.filter(customer::Column::Id.eq(customer.id)).one(unit.tx());
    let mut seen = Vec::new();
    if let Ok(permit) = unit.permit::<verb::View, noun::Bookings>()
        && this(customers_with(unit, &permit)).await?.is_some()
    {
        seen.push(Source::Booking);
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Services>()
        && this(customers_with(unit, &permit)).await?.is_some()
    {
        seen.push(Source::Service);
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Contracts>()
        && this(customers_with(unit, &permit)).await?.is_some()
    {
        seen.push(Source::RentPeriod);
    }
    Ok(seen)
}
