//! Many want one room at one time: one of them gets it.

use std::sync::Arc;

use anyhow::Result;
use chrono::TimeDelta;
use domain::booking::BookingInput;

use super::{
    hand::{Hand, Heard},
    house::House,
    instances::Doors,
    notes::Notes,
};
use crate::client::Client;

/// How many want it.
pub const MANY: u64 = 50;
/// What the others are told, in the words of the wire.
const OCCUPIED: &str = "occupied";

/// Has them all book at once, at every instance; what they have written down, and how many were answered otherwise than one
/// alone gets it.
pub async fn rush(
    session: &Client,
    house: &Arc<House>,
    doors: &Doors,
    seed: u64,
    number: i64,
) -> Result<(Notes, usize)> {
    let mut asking = Vec::new();
    for place in 0..MANY {
        let hand = Hand::new(session, house, doors, seed.wrapping_add(place)).await?;
        asking.push(tokio::spawn(want(hand, number)));
    }
    let (mut notes, mut winners, mut wrong) = (Notes::default(), 0_usize, 0);
    for asking in asking {
        let (theirs, heard) = asking.await??;
        notes.join(theirs);
        match heard {
            Heard::Yes(_) => winners += 1,
            Heard::No(why) if why.contains(OCCUPIED) => {}
            Heard::No(_) | Heard::Nothing | Heard::Idle => wrong += 1,
        }
    }
    Ok((notes, wrong + winners.abs_diff(1)))
}

async fn want(mut hand: Hand, number: i64) -> Result<(Notes, Heard)> {
    let starts_at = hand.house.since + TimeDelta::days(number);
    let input = BookingInput {
        customer: hand.customer()?,
        space: hand.house.sought,
        starts_at,
        ends_at: starts_at + TimeDelta::hours(20),
        price: Some(hand.amount()),
        agreed_deposit: None,
        guests: None,
        note: String::new(),
    };
    let heard = hand.make("bookings/create", &input).await?;
    Ok((hand.notes, heard))
}
