//! Spaces, bookings and receipts, made as people make them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    BranchId, CustomerId, IdempotencyKey, SpaceId,
    booking::{Booked, BookingInput},
    ledger::Purpose,
    money::Vnd,
    receipt::{Posted, ReceiptInput},
    space::{Price, PriceUnit, SpaceInput},
};
use services::authz::Actor;
use uuid::Uuid;

use crate::TestServices;

/// What a night costs in every space of the tests.
pub const NIGHT: Vnd = Vnd(300_000);

/// A stay as the form sends it: without a price, so that it costs what the space costs.
pub fn stay(customer: CustomerId, space: SpaceId, starts_at: DateTime<Utc>, nights: i64) -> BookingInput {
    BookingInput {
        customer,
        space,
        starts_at,
        ends_at: starts_at + TimeDelta::days(nights) - TimeDelta::hours(2),
        price: None,
        agreed_deposit: None,
        guests: None,
        note: String::new(),
    }
}

impl TestServices {
    /// A room in a branch.
    pub async fn space(&self, actor: &Actor, code: &str, branch: BranchId) -> SpaceId {
        let input = SpaceInput {
            code: code.to_owned(),
            name: format!("Phòng {code}"),
            branch: Some(branch),
            kind: None,
            capacity: Some(2),
            price: Some(Price { amount: NIGHT, unit: PriceUnit::Day }),
            active: true,
        };
        self.spaces().create(actor, &input).await.unwrap()
    }

    /// Books a space from a moment on for so many nights.
    pub async fn book(
        &self,
        actor: &Actor,
        customer: CustomerId,
        space: SpaceId,
        starts_at: DateTime<Utc>,
        nights: i64,
    ) -> Booked {
        let input = stay(customer, space, starts_at, nights);
        self.bookings().create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
    }

    /// Takes a deposit of a customer today.
    pub async fn deposit(&self, actor: &Actor, customer: CustomerId, amount: Vnd) -> Posted {
        let input = ReceiptInput {
            customer,
            purpose: Purpose::Deposit,
            amount,
            method: None,
            paid_on: self.services().clock().today(),
            charges: Vec::new(),
            note: String::new(),
        };
        self.receipts().post(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
    }
}
