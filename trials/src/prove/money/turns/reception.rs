//! Guests are booked, come, go, or do neither.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use domain::{
    SpaceId,
    booking::{BookingAct, BookingChange, BookingFilter, BookingInput, BookingRow, BookingStatus},
    history::Event,
};
use rand::{RngExt, seq::IndexedRandom};
use serde_json::json;

use crate::prove::money::hand::{Hand, Heard, today};

/// Stays begin and end with one of these.
const SLOT: TimeDelta = TimeDelta::hours(12);
/// The first and the last one in which a stay begins, counted from the beginning of the trial.
const BEGINS: std::ops::Range<i32> = -2..5;
/// How many a stay has at most.
const LONGEST: i32 = 3;

impl Hand {
    /// Books a room, which may well be taken.
    pub async fn book(&mut self) -> Result<Heard> {
        let starts_at = self.house.since + SLOT * self.chance.random_range(BEGINS);
        let input = BookingInput {
            customer: self.customer()?,
            space: self.room()?,
            starts_at,
            ends_at: starts_at + SLOT * self.chance.random_range(1..=LONGEST),
            price: self.chance.random_bool(0.8).then(|| self.amount()),
            agreed_deposit: self.chance.random_bool(0.5).then(|| self.amount()),
            guests: None,
            note: String::new(),
        };
        self.make("bookings/create", &input).await
    }

    /// Changes the price, so that each change is another one; perhaps the room or the end with it.
    pub async fn rebook(&mut self) -> Result<Heard> {
        let filter = BookingFilter { customer: Some(self.customer()?), ..BookingFilter::default() };
        let Some(row) = self.stay(filter).await? else { return Ok(Heard::Idle) };
        let was = row.input();
        let mut becomes = BookingInput { price: Some(self.amount()), ..was.clone() };
        match self.chance.random_range(0..4) {
            0 => becomes.space = self.room()?,
            1 => becomes.ends_at += SLOT,
            2 => becomes.agreed_deposit = Some(self.amount()),
            _ => {}
        }
        let asked = json!({ "id": row.id, "change": BookingChange { was, becomes } });
        self.act("bookings/change", asked, Event::Changed, row.id.0).await
    }

    /// Lets in somebody who may be expected today.
    pub async fn check_in(&mut self) -> Result<Heard> {
        let stay = self.at_hand().await?;
        self.receive(stay, BookingAct::CheckIn, Event::CheckedIn).await
    }

    /// Lets somebody out, perhaps for another price.
    pub async fn check_out(&mut self) -> Result<Heard> {
        let price = self.chance.random_bool(0.4).then(|| self.amount());
        let stay = self.stay(so_far(BookingStatus::CheckedIn)).await?;
        self.receive(stay, BookingAct::CheckOut(price), Event::CheckedOut).await
    }

    /// Calls a booking off.
    pub async fn cancel(&mut self) -> Result<Heard> {
        let stay = self.stay(so_far(BookingStatus::Reserved)).await?;
        self.receive(stay, BookingAct::Cancel, Event::Cancelled).await
    }

    /// Nobody came who may have been expected.
    pub async fn miss(&mut self) -> Result<Heard> {
        let stay = self.at_hand().await?;
        self.receive(stay, BookingAct::NoShow, Event::NoShow).await
    }

    /// A check-in or check-out was a mistake.
    pub async fn undo(&mut self) -> Result<Heard> {
        let (status, event) = match self.chance.random_bool(0.3) {
            true => (BookingStatus::CheckedIn, Event::CheckInUndone),
            false => (BookingStatus::Completed, Event::CheckOutUndone),
        };
        let stay = self.stay(so_far(status)).await?;
        self.receive(stay, BookingAct::Undo(status), event).await
    }

    async fn receive(&mut self, stay: Option<BookingRow>, act: BookingAct, event: Event) -> Result<Heard> {
        let Some(BookingRow { id, .. }) = stay else { return Ok(Heard::Idle) };
        self.act("bookings/act", json!({ "id": id, "act": act }), event, id.0).await
    }

    /// A reserved stay that begins today or has begun.
    async fn at_hand(&mut self) -> Result<Option<BookingRow>> {
        let customer = Some(self.customer()?);
        self.stay(BookingFilter { customer, to: Some(today()), ..so_far(BookingStatus::Reserved) }).await
    }

    async fn stay(&mut self, filter: BookingFilter) -> Result<Option<BookingRow>> {
        self.one_of("bookings/list", filter).await
    }

    fn room(&mut self) -> Result<SpaceId> {
        self.house.rooms.choose(&mut self.chance).copied().context("there are no rooms")
    }
}

/// Those that have come so far.
fn so_far(status: BookingStatus) -> BookingFilter {
    BookingFilter { status: Some(status), ..BookingFilter::default() }
}
