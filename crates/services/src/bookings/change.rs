//! Changing a booking: other times, another space, another price.

use domain::{
    AppError, BookingId, FieldError, FieldErrors,
    booking::{BookingChange, BookingInput, BookingStatus},
    history::Event,
    permission::{noun, verb},
    space::minute_of,
};

use super::{BookingDesk, bookable, conflict, contract, editable, kept, status_of, write};
use crate::{authz::Actor, failure::Outcome, ledger::check_amounts, query::scope::place_of, words::merged};

impl BookingDesk<'_> {
    /// Changes the touched fields of a booking. A guest who is there moves to another space from now on.
    ///
    /// # Errors
    /// Faults by field, also if the space is occupied; a conflict if somebody else changed the same field; forbidden; not
    /// found.
    pub async fn change(&self, actor: &Actor, id: BookingId, change: &BookingChange) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Bookings>(actor).await?;
        let (before, customer) = editable(&unit, id).await?;
        let becomes = change.becomes.normal(self.services.clock().today())?;
        let set = |input: &BookingInput| (input.price, input.agreed_deposit);
        check_amounts(&unit, set(&change.was) != set(&becomes), &place_of(&customer))?;
        let now = kept(&before);
        let Some(new) = after(&change.was, &becomes, &now) else { return Err(conflict(&unit, &before).await?) };
        if new == now {
            return Ok(());
        }
        contract::check_change(&before, &now, &new)?;
        check_status(status_of(&before), &now, &new)?;
        let mut row = before.clone();
        if new.space != now.space {
            row.space_id = bookable(&unit, new.space).await?.id;
        }
        row.held_from = match status_of(&before) {
            BookingStatus::Reserved => new.starts_at,
            _ if new.space != now.space => minute_of(unit.now()).max(before.held_from),
            _ => before.held_from,
        };
        (row.starts_at, row.ends_at) = (new.starts_at, new.ends_at);
        if row.ends_at <= row.held_from {
            return Err(AppError::field("ends_at", "ends_before_start").into());
        }
        row.price = new.price.map_or(before.price, |price| price.0);
        row.agreed_deposit = new.agreed_deposit.map_or(before.agreed_deposit, |deposit| deposit.0);
        row.guests = new.guests.map(i64::from);
        row.note = new.note;
        write::hold(&unit, [before.space_id, row.space_id]).await?;
        write::update(&unit, Event::Changed, &before, row, &customer).await?;
        unit.commit().await
    }
}

/// What stands there after somebody typed over it; `None` if somebody else has changed the same field meanwhile. A booking
/// keeps its customer.
fn after(was: &BookingInput, becomes: &BookingInput, now: &BookingInput) -> Option<BookingInput> {
    Some(BookingInput {
        customer: now.customer,
        space: merged(&was.space, &becomes.space, &now.space)?,
        starts_at: merged(&was.starts_at, &becomes.starts_at, &now.starts_at)?,
        ends_at: merged(&was.ends_at, &becomes.ends_at, &now.ends_at)?,
        price: merged(&was.price, &becomes.price, &now.price)?,
        agreed_deposit: merged(&was.agreed_deposit, &becomes.agreed_deposit, &now.agreed_deposit)?,
        guests: merged(&was.guests, &becomes.guests, &now.guests)?,
        note: merged(&was.note, &becomes.note, &now.note)?,
    })
}

/// What has happened stays as it was: when a guest came, when and where one was who has left, and what was called off.
fn check_status(status: BookingStatus, now: &BookingInput, new: &BookingInput) -> Result<(), FieldErrors> {
    let touched = [
        ("starts_at", now.starts_at != new.starts_at),
        ("ends_at", now.ends_at != new.ends_at),
        ("space", now.space != new.space),
        ("price", now.price != new.price),
        ("agreed_deposit", now.agreed_deposit != new.agreed_deposit),
    ];
    let fixed: &[&str] = match status {
        BookingStatus::Reserved => &[],
        BookingStatus::CheckedIn => &["starts_at"],
        BookingStatus::Completed => &["starts_at", "ends_at", "space"],
        BookingStatus::Cancelled | BookingStatus::NoShow => {
            &["starts_at", "ends_at", "space", "price", "agreed_deposit"]
        }
    };
    let faults = touched.into_iter().filter(|(field, touched)| *touched && fixed.contains(field));
    let faults: Vec<_> = faults.map(|(field, _)| FieldError::new(field, "booking_status")).collect();
    if faults.is_empty() { Ok(()) } else { Err(FieldErrors(faults)) }
}
