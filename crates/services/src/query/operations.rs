//! Where every query on spaces and bookings begins: at the reach of a permit.
//!
//! A space follows its branch. A booking follows its customer: whoever sees the customer and may view bookings sees all of
//! the customer's; and the reach of the bookings' own cell shows those of customers who stand in it, also to somebody who
//! may see no customers (a guard).

use domain::{
    BranchId,
    customer::Directory,
    permission::{Action, Decision, Placement, decide, noun, verb},
};
use entities::{booking, customer, space};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select, Statement,
    sea_query::{Expr, ExprTrait},
};

use super::scope::within;
use crate::{
    authz::{Permit, Unit},
    database::Engine,
    failure::{Failure, Outcome},
};

/// Spaces within reach.
#[track_caller]
pub(crate) fn spaces<V>(permit: &Permit<'_, V, noun::Spaces>) -> Select<space::Entity> {
    let reach = permit.reach();
    let all = space::Entity::find();
    if reach.all {
        all
    } else {
        all.filter(space::Column::BranchId.is_in(reach.branches.iter().map(|branch| branch.0)))
    }
}

/// Where a space stands.
pub(crate) fn place_of_space(branch: BranchId) -> Placement {
    Placement { owner: None, branches: vec![branch] }
}

/// Living customers whose bookings somebody sees.
#[track_caller]
pub(crate) fn guests(unit: &Unit, permit: &Permit<'_, verb::View, noun::Bookings>) -> Select<customer::Entity> {
    let living = customer::Entity::find().filter(customer::Column::TrashedAt.is_null());
    let reach = permit.reach();
    if reach.all {
        return living;
    }
    let mut seen = Condition::any().add(within(reach));
    for directory in Directory::ALL {
        let cell = directory.cell(Action::View);
        let Decision::Allowed(reach) = decide(unit.principal(), cell, None) else { continue };
        let there = customer::Column::Directory.eq(directory.key());
        let confined = (!reach.all).then(|| within(reach));
        seen = seen.add(Condition::all().add(there).add_option(confined));
    }
    living.filter(seen)
}

/// Bookings that somebody sees.
#[track_caller]
pub(crate) fn bookings(unit: &Unit, permit: &Permit<'_, verb::View, noun::Bookings>) -> Select<booking::Entity> {
    let this =
        Expr::col((customer::Entity, customer::Column::Id)).equals((booking::Entity, booking::Column::CustomerId));
    let guest = guests(unit, permit).select_only().column(customer::Column::Seq).filter(this);
    booking::Entity::find().filter(Expr::exists(guest.into_query()))
}

/// The number of the next booking. A booking that is refused may leave a gap on PostgreSQL; codes may have gaps.
pub(crate) async fn next_booking_number(tx: &impl ConnectionTrait, engine: Engine) -> Outcome<i64> {
    let sql = match engine {
        Engine::Sqlite => "UPDATE sequence SET value = value + 1 WHERE name = 'booking_code' RETURNING value AS value",
        Engine::Postgres => "SELECT nextval('booking_code') AS value",
    };
    let row = tx.query_one_raw(Statement::from_string(tx.get_database_backend(), sql)).await?;
    let row = row.ok_or_else(|| Failure::fault("the sequence of booking codes is gone"))?;
    Ok(row.try_get("", "value")?)
}
