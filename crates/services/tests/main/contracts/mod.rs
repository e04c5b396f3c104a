//! Contracts: drafted, in force, ended, and what they mean for spaces.

mod acts;
mod customers;
mod drafts;
mod files;
mod rent;
mod rights;
mod templates;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    ContractId, IdempotencyKey,
    booking::{BookingFilter, BookingRow},
    contract::{Billed, ContractDetail, ContractInput, Drafted, Termination},
    money::Vnd,
};
use services::Outcome;
use test_support::TestServices;
use uuid::Uuid;

use crate::receipts::Till;

/// What each month costs.
pub const RENT: Vnd = Vnd(3_000);
/// What is agreed to be left.
pub const DEPOSIT: Vnd = Vnd(1_000);

/// Somebody who lets a room to a guest.
pub struct Lease<'s> {
    pub till: Till<'s>,
}

pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

impl<'s> Lease<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        Self { till: Till::new(on).await }
    }

    /// The room for the three months after this one.
    pub fn input(&self) -> ContractInput {
        ContractInput {
            customer: self.till.inn.guest,
            space: Some(self.till.inn.room),
            starts_on: day(2026, 12, 1),
            ends_on: day(2027, 2, 28),
            rent: Some(RENT),
            billed: Billed::Start,
            agreed_deposit: Some(DEPOSIT),
            text: "{{customer.name}} thuê {{space.name}}, mỗi tháng {{rent}}, từ {{starts_on}}".to_owned(),
            note: String::new(),
        }
    }

    pub async fn try_to_draft(&self, input: &ContractInput) -> Outcome<Drafted> {
        let inn = &self.till.inn;
        inn.on.contracts().create(&inn.admin, IdempotencyKey(Uuid::now_v7()), input).await
    }

    pub async fn draft(&self) -> ContractId {
        self.try_to_draft(&self.input()).await.unwrap().id
    }

    pub async fn try_to_activate(&self, id: ContractId) -> Outcome<()> {
        let inn = &self.till.inn;
        let version = self.read(id).await.version;
        inn.on.contracts().activate(&inn.admin, id, version).await
    }

    /// A contract in force, as is said.
    pub async fn begin(&self, input: &ContractInput) -> ContractId {
        let id = self.try_to_draft(input).await.unwrap().id;
        self.try_to_activate(id).await.unwrap();
        id
    }

    pub async fn active(&self) -> ContractId {
        self.begin(&self.input()).await
    }

    pub async fn try_to_terminate(&self, id: ContractId, on: NaiveDate) -> Outcome<()> {
        let inn = &self.till.inn;
        let termination = Termination { on, reason: "Chuyển nơi làm việc".to_owned() };
        inn.on.contracts().terminate(&inn.admin, id, &termination).await
    }

    pub async fn read(&self, id: ContractId) -> ContractDetail {
        self.till.inn.on.contracts().read(&self.till.inn.admin, id).await.unwrap()
    }

    /// The bookings of a contract.
    pub async fn bookings(&self, id: ContractId) -> Vec<BookingRow> {
        let inn = &self.till.inn;
        let page = inn.on.bookings().list(&inn.admin, &BookingFilter::default(), None).await.unwrap();
        let of_this = |row: &BookingRow| row.contract.as_ref().is_some_and(|contract| contract.id == id);
        page.rows.into_iter().filter(of_this).collect()
    }

    /// It is that day by now, and what the day brings has come.
    pub async fn come(&self, to: NaiveDate) {
        let on = self.till.inn.on;
        let days = (to - self.till.today()).num_days();
        on.clock.advance(TimeDelta::days(days));
        on.contracts().keep_up().await.unwrap();
    }

    /// The agreed deposits of the guest.
    pub async fn agreed(&self) -> Vnd {
        let inn = &self.till.inn;
        let totals = inn.on.bookings().totals(&inn.admin, domain::customer::Directory::Individuals, inn.guest).await;
        totals.unwrap().expected.unwrap().deposit
    }
}
