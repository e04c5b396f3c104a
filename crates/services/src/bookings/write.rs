//! Writing a booking: the row, its charge, the totals and the places of its customer, the audit entry and the hint.

use std::collections::BTreeSet;

use domain::{
    booking::BookingStatus,
    history::Event,
    ledger::{Charge, ChargeStatus, Source, Totals},
    money::Vnd,
    permission::{Placement, Resource},
};
use entities::{booking, charge, contract, customer, customer_branch, space};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{Standing, kept, status_of};
use crate::{
    authz::Unit,
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::{Book, SourceId, totals},
    live::Hint,
    query::{
        one_at_a_time,
        scope::{place_of, placed},
    },
};

/// Nobody else books or frees these spaces until this unit is over: who comes second sees what the first has done.
pub(super) async fn hold(unit: &Unit, spaces: impl IntoIterator<Item = Uuid>) -> Outcome<()> {
    let mut spaces: Vec<Uuid> = spaces.into_iter().collect();
    spaces.sort_unstable();
    for space in spaces {
        one_at_a_time(unit.tx(), unit.services().database().engine(), space).await?;
    }
    Ok(())
}

/// Writes a new booking.
pub(super) async fn insert(unit: &Unit, row: booking::Model, customer: &customer::Model) -> Outcome<()> {
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = NotSet;
    booking::Entity::insert(active).exec_without_returning(unit.tx()).await.map_err(refused)?;
    settle(unit, None, &row).await?;
    told(unit, Event::Created, None, &row, customer).await
}

/// Writes what has become of a booking.
pub(super) async fn update(
    unit: &Unit,
    event: Event,
    before: &booking::Model,
    mut row: booking::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await.map_err(refused)?;
    settle(unit, Some(before), &row).await?;
    told(unit, event, Some(before), &row, customer).await
}

/// What the constraints of the database say, in words.
fn refused(error: DbErr) -> Failure {
    let said = error.to_string();
    let code = match () {
        () if said.contains("booking_apart") => "occupied",
        // SQLite names the column and PostgreSQL the index.
        () if said.contains("booking_inside") || said.contains("booking.space_id") => "guest_inside",
        () => return error.into(),
    };
    domain::AppError::field("space", code).into()
}

/// The charge of a booking.
fn charge_of(unit: &Unit, id: Uuid, row: &booking::Model) -> Charge {
    let status = match status_of(row) {
        BookingStatus::Reserved | BookingStatus::CheckedIn => ChargeStatus::Expected,
        BookingStatus::Completed => ChargeStatus::Earned,
        BookingStatus::Cancelled | BookingStatus::NoShow => ChargeStatus::Void,
    };
    let zone = unit.services().clock().zone;
    let service_on = zone.day_of(row.checked_out_at.unwrap_or(row.ends_at));
    Charge { id: id.into(), source: Source::Booking, amount: Vnd(row.price), service_on, status }
}

/// Keeps charge and totals in step with the booking.
async fn settle(unit: &Unit, before: Option<&booking::Model>, row: &booking::Model) -> Outcome<()> {
    // What belongs to a contract is owed by the periods of that.
    if row.contract_id.is_none() {
        let live = charge::Entity::find().filter(charge::Column::BookingId.eq(row.id)).one(unit.tx()).await?;
        let id = live.map_or_else(Uuid::now_v7, |live| live.id);
        let mut book = Book::open(unit, row.customer_id).await?;
        book.keep(charge_of(unit, id, row), SourceId::Booking(row.id))?;
        book.close(unit).await?;
    }
    let part = |row: &booking::Model| Totals::of_booking(status_of(row), Vnd(row.agreed_deposit));
    let difference = part(row) - before.map(part).unwrap_or_default();
    totals::apply(unit.tx(), row.customer_id, &difference).await
}

/// Writes down what was done, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    before: Option<&booking::Model>,
    row: &booking::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    let standing = |row: &booking::Model| Standing { input: kept(row), status: status_of(row) };
    let details = (before.map(standing), Some(standing(row)));
    unit.record_details(event, Resource::Bookings, Some(row.id), &details).await?;
    unit.announce(Resource::Bookings.key(), row.id).await?;
    let directory = directory_of(customer);
    let moved = before.is_none_or(|before| before.space_id != row.space_id);
    let places = if moved { widened(unit, customer).await? } else { vec![place_of(customer)] };
    // What is owed by now may have taken money that was free.
    unit.hint(Hint::Operations(Resource::Receipts, directory, places.clone())).await?;
    unit.hint(Hint::Operations(Resource::Bookings, directory, places)).await
}

/// Has a customer stand where its bookings and contracts say by now; where it stood and stands.
pub(crate) async fn widened(unit: &Unit, customer: &customer::Model) -> Outcome<Vec<Placement>> {
    let (stood, stands) = (place_of(customer), widen(unit, customer).await?);
    if stands != stood {
        unit.announce_customer(directory_of(customer), customer.id, [stood.clone(), stands.clone()]).await?;
    }
    Ok(vec![stood, stands])
}

/// A customer stands in each branch where it has a booking or a contract.
pub(crate) async fn widen(unit: &Unit, row: &customer::Model) -> Outcome<Placement> {
    let booked = booking::Entity::belongs_to(space::Entity).from(booking::Column::SpaceId).to(space::Column::Id);
    let booked = booking::Entity::find()
        .select_only()
        .column(space::Column::BranchId)
        .distinct()
        .join(JoinType::InnerJoin, booked.into());
    let booked = booked.filter(booking::Column::CustomerId.eq(row.id)).into_tuple().all(unit.tx()).await?;
    let rented = contract::Entity::belongs_to(space::Entity).from(contract::Column::SpaceId).to(space::Column::Id);
    let rented = contract::Entity::find()
        .select_only()
        .column(space::Column::BranchId)
        .distinct()
        .join(JoinType::InnerJoin, rented.into());
    let rented: Vec<Uuid> = rented.filter(contract::Column::CustomerId.eq(row.id)).into_tuple().all(unit.tx()).await?;
    let branches: BTreeSet<Uuid> = booked.into_iter().chain(rented).collect();
    let text = branches.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" ");
    if text != row.booked_branches {
        let known = customer_branch::Column::CustomerSeq.eq(row.seq);
        customer_branch::Entity::delete_many().filter(known).exec(unit.tx()).await?;
        let there = branches
            .iter()
            .map(|branch| customer_branch::ActiveModel { branch_id: Set(*branch), customer_seq: Set(row.seq) });
        if !branches.is_empty() {
            customer_branch::Entity::insert_many(there).exec_without_returning(unit.tx()).await?;
        }
        let becomes = Expr::value(text.as_str());
        let rows = customer::Entity::update_many().col_expr(customer::Column::BookedBranches, becomes);
        rows.filter(customer::Column::Seq.eq(row.seq)).exec(unit.tx()).await?;
    }
    Ok(placed(row.owner_id, row.branch_id, &text))
}
