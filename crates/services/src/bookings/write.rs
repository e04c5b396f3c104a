//! Writing a booking: the row, its charge, the totals and the places of its customer, the audit entry and the hint.

use domain::{
    booking::BookingStatus,
    history::Event,
    ledger::{Charge, ChargeStatus, Source, Totals},
    money::Vnd,
    permission::Resource,
};
use entities::{booking, charge, customer, customer_branch, space};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set, Unchanged},
    ColumnTrait, DbErr, EntityTrait, IntoActiveModel, JoinType, QueryFilter, QueryOrder, QuerySelect,
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
    let live = charge::Entity::find().filter(charge::Column::BookingId.eq(row.id)).one(unit.tx()).await?;
    let id = live.map_or_else(Uuid::now_v7, |live| live.id);
    let mut book = Book::open(unit, row.customer_id).await?;
    book.keep(charge_of(unit, id, row), SourceId::Booking(row.id))?;
    book.close(unit).await?;
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
    let stood = place_of(customer);
    let moved = before.is_none_or(|before| before.space_id != row.space_id);
    let stands = if moved { widen(unit, customer).await? } else { stood.clone() };
    if stands != stood {
        unit.announce_customer(directory, customer.id, [stood.clone(), stands.clone()]).await?;
    }
    let places = vec![stood, stands];
    // What is owed by now may have taken money that was free.
    unit.hint(Hint::Operations(Resource::Receipts, directory, places.clone())).await?;
    unit.hint(Hint::Operations(Resource::Bookings, directory, places)).await
}

/// A customer stands in each branch where it has a booking.
pub(crate) async fn widen(unit: &Unit, row: &customer::Model) -> Outcome<domain::permission::Placement> {
    let space_of = booking::Entity::belongs_to(space::Entity).from(booking::Column::SpaceId).to(space::Column::Id);
    let branches: Vec<Uuid> = booking::Entity::find()
        .select_only()
        .column(space::Column::BranchId)
        .distinct()
        .join(JoinType::InnerJoin, space_of.into())
        .filter(booking::Column::CustomerId.eq(row.id))
        .order_by_asc(space::Column::BranchId)
        .into_tuple()
        .all(unit.tx())
        .await?;
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
