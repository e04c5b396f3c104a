//! What becomes of bookings when something becomes of their customer.

use domain::{
    FieldError,
    history::Event,
    permission::{Resource, noun, verb},
};
use entities::{booking, charge, customer, customer_branch};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::write::widen;
use crate::{audit, authz::Unit, customers::directory_of, failure::Outcome, live::Hint, query::scope::place_of};

/// Bookings that a refusal lists.
const LISTED: u64 = 10;
/// Ids that one statement names.
const AT_ONCE: usize = 1_000;

/// The bookings that have moved to another customer.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Moved(Vec<Uuid>);

/// Why a customer may not go to the trash yet: something is to come of a booking. The bookings, by their codes for those who may
/// see them.
pub(crate) async fn hindrances(unit: &Unit, row: &customer::Model) -> Outcome<Vec<FieldError>> {
    let open = booking::Entity::find()
        .filter(booking::Column::CustomerId.eq(row.id))
        .filter(booking::Column::Status.is_in(["reserved", "checked_in"]))
        .order_by_asc(booking::Column::StartsAt)
        .limit(LISTED)
        .all(unit.tx())
        .await?;
    // Whoever sees the customer and may view bookings sees all of its bookings.
    let codes = !open.is_empty() && unit.permit::<verb::View, noun::Bookings>().is_ok();
    let field = |code: String| if codes { code } else { "booking".to_owned() };
    Ok(open.into_iter().map(|booking| FieldError::new(field(booking.code), "open_booking")).collect())
}

/// The bookings of a customer, and what is owed for them, become those of another one. The totals follow with the money.
pub(crate) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<Moved> {
    let theirs = booking::Entity::find().filter(booking::Column::CustomerId.eq(from.id));
    let ids: Vec<Uuid> = theirs.select_only().column(booking::Column::Id).into_tuple().all(unit.tx()).await?;
    put(unit, &ids, from, to).await?;
    Ok(Moved(ids))
}

/// Gives back those that are still there.
pub(crate) async fn give_back(unit: &Unit, moved: &Moved, from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    put(unit, &moved.0, from, to).await
}

async fn put(unit: &Unit, ids: &[Uuid], from: &customer::Model, to: &customer::Model) -> Outcome<()> {
    if ids.is_empty() {
        return Ok(());
    }
    for ids in ids.chunks(AT_ONCE) {
        booking::Entity::update_many()
            .col_expr(booking::Column::CustomerId, Expr::value(to.id))
            .filter(booking::Column::Id.is_in(ids.iter().copied()))
            .filter(booking::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
        charge::Entity::update_many()
            .col_expr(charge::Column::CustomerId, Expr::value(to.id))
            .filter(charge::Column::BookingId.is_in(ids.iter().copied()))
            .filter(charge::Column::CustomerId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    for customer in [from, to] {
        widen(unit, customer).await?;
    }
    unit.hint(Hint::Operations(Resource::Bookings, directory_of(to), vec![place_of(from), place_of(to)])).await
}

/// Takes out of bookings what may name a customer who is deleted for good. Times and amounts stay.
pub(crate) async fn forget(tx: &impl ConnectionTrait, customers: &[Uuid]) -> Outcome<()> {
    let of = || booking::Column::CustomerId.is_in(customers.iter().copied());
    let ids = booking::Entity::find().filter(of()).select_only().column(booking::Column::Id);
    let ids: Vec<Uuid> = ids.into_tuple().all(tx).await?;
    for id in &ids {
        audit::erase(tx, *id, Event::ALL).await?;
    }
    let emptied = booking::Entity::update_many().col_expr(booking::Column::Note, Expr::value(""));
    emptied.filter(of()).exec(tx).await?;
    let seqs = customer::Entity::find().filter(customer::Column::Id.is_in(customers.iter().copied()));
    let seqs: Vec<i64> = seqs.select_only().column(customer::Column::Seq).into_tuple().all(tx).await?;
    customer_branch::Entity::delete_many().filter(customer_branch::Column::CustomerSeq.is_in(seqs)).exec(tx).await?;
    Ok(())
}
