//! At the reception: who comes, who goes, who does not come.

use chrono::{DateTime, Utc};
use domain::{
    AppError, BookingId,
    booking::{ActDone, BookingAct, BookingStatus, Stay},
    history::Event,
    money::Vnd,
    permission::{noun, verb},
    space::is_payable,
};
use entities::{booking, booking_step};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::{BookingDesk, FREE, contract, editable, status_of, write};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    ledger::check_amounts,
    query::scope::place_of,
};

impl BookingDesk<'_> {
    /// Does what happens to a booking at the reception.
    ///
    /// # Errors
    /// The booking is not so far, or the space is occupied; forbidden; not found.
    pub async fn act(&self, actor: &Actor, id: BookingId, act: BookingAct) -> Outcome<ActDone> {
        let unit = self.services.write::<verb::Edit, noun::Bookings>(actor).await?;
        let (before, customer) = editable(&unit, id).await?;
        if let BookingAct::CheckOut(price) = act {
            check_amounts(&unit, price.is_some(), &place_of(&customer))?;
            if price.is_some_and(|price| !is_payable(price)) {
                return Err(AppError::field("price", "number_out_of_range").into());
            }
        }
        contract::check_act(&before, act)?;
        write::hold(&unit, [before.space_id]).await?;
        let (now, stay) = (unit.now(), stay_of(&before));
        let mut row = before.clone();
        let mut done = ActDone::default();
        let outcome = match act {
            BookingAct::CheckIn => {
                row.checked_in_at = Some(now);
                stay.checked_in(now).map(|stay| (Event::CheckedIn, stay))
            }
            BookingAct::CheckOut(price) => {
                let next = next_of(&unit, &before).await?;
                done.next_waits = next.is_some_and(|next| next < now);
                row.checked_out_at = Some(now);
                stay.checked_out(now, price, next).map(|stay| (Event::CheckedOut, stay))
            }
            BookingAct::Cancel => stay.cancelled().map(|stay| (Event::Cancelled, stay)),
            BookingAct::NoShow => stay.missed(now).map(|stay| (Event::NoShow, stay)),
            BookingAct::Undo(status) => undone(&unit, &before, status, &mut row).await?,
        };
        let (event, mut stay) = outcome.map_err(|code| AppError::field("booking", code))?;
        if matches!(act, BookingAct::Undo(_)) {
            stay.ends_at = contract::within(&unit, &before, &stay).await?;
        }
        row.status = stay.status.key().to_owned();
        (row.starts_at, row.ends_at, row.held_from) = (stay.starts_at, stay.ends_at, stay.held_from);
        row.price = stay.price.0;
        keep(&unit, event, &before, &row).await?;
        write::update(&unit, event, &before, row, &customer).await?;
        unit.commit().await?;
        Ok(done)
    }
}

fn stay_of(row: &booking::Model) -> Stay {
    Stay {
        status: status_of(row),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        held_from: row.held_from,
        price: Vnd(row.price),
    }
}

/// When the next guest is to have the space.
async fn next_of(unit: &Unit, row: &booking::Model) -> Outcome<Option<DateTime<Utc>>> {
    let next = booking::Entity::find()
        .filter(booking::Column::SpaceId.eq(row.space_id))
        .filter(booking::Column::Status.is_not_in(FREE))
        .filter(booking::Column::HeldFrom.gte(row.ends_at))
        .filter(booking::Column::Id.ne(row.id))
        .order_by_asc(booking::Column::HeldFrom)
        .limit(1);
    Ok(next.one(unit.tx()).await?.map(|next| next.held_from))
}

/// The booking as it was before the check-in or check-out by which it has come so far.
async fn undone(
    unit: &Unit,
    before: &booking::Model,
    at: BookingStatus,
    row: &mut booking::Model,
) -> Outcome<Result<(Event, Stay), &'static str>> {
    let (wrong, event, status) = match status_of(before) {
        // Somebody was faster, perhaps with the same finger: what that one has done stays.
        other if other != at => return Ok(Err("booking_status")),
        BookingStatus::CheckedIn => (Event::CheckedIn, Event::CheckInUndone, BookingStatus::Reserved),
        BookingStatus::Completed => (Event::CheckedOut, Event::CheckOutUndone, BookingStatus::CheckedIn),
        _ => return Ok(Err("booking_status")),
    };
    let step = booking_step::Entity::find()
        .filter(booking_step::Column::BookingId.eq(before.id))
        .filter(booking_step::Column::Event.eq(wrong.key()))
        .order_by_desc(booking_step::Column::Seq)
        .one(unit.tx())
        .await?;
    let Some(step) = step else { return Ok(Err("booking_status")) };
    let stay = Stay { status, ..stay_of(before) };
    let stay = match wrong {
        Event::CheckedIn => {
            row.checked_in_at = None;
            Stay { starts_at: step.starts_at, held_from: step.starts_at, ..stay }
        }
        _ => {
            row.checked_out_at = None;
            Stay { ends_at: step.ends_at, price: step.price.map_or(stay.price, Vnd), ..stay }
        }
    };
    Ok(Ok((event, stay)))
}

/// Keeps what a check-in or check-out changed, and that one was taken back: nothing of it is ever deleted.
async fn keep(unit: &Unit, event: Event, before: &booking::Model, row: &booking::Model) -> Outcome<()> {
    if matches!(event, Event::Cancelled | Event::NoShow) {
        return Ok(());
    }
    let step = booking_step::ActiveModel {
        seq: NotSet,
        booking_id: Set(row.id),
        event: Set(event.key().to_owned()),
        at: Set(unit.now()),
        by_id: Set(unit.actor().user.0),
        starts_at: Set(before.starts_at),
        ends_at: Set(before.ends_at),
        price: Set((before.price != row.price).then_some(before.price)),
    };
    booking_step::Entity::insert(step).exec_without_returning(unit.tx()).await?;
    Ok(())
}
