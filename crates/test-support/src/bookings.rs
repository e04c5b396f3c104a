//! Spaces, bookings, contracts, extra services, meters, invoices and receipts, made as people make them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    BookingId, BranchId, CatalogValueId, CustomerId, ExtraServiceId, IdempotencyKey, InvoiceId, MeterId, ReadingId,
    SpaceId, TariffId,
    booking::{Booked, BookingInput},
    catalog::ValueText,
    contract::{Billed, ContractInput, Drafted},
    extra_service::{NewService, ServiceInput},
    invoice::{InvoiceInput, LineInput},
    ledger::Purpose,
    meter::{Course, MeterInput, MeterKind, Month, ReadingInput, Step, TariffInput},
    money::Vnd,
    quantity::Quantity,
    receipt::{Posted, ReceiptInput},
    space::{Price, PriceUnit, SpaceInput},
    value::Catalog,
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

    /// Lets a space from a day on until another one; the contract is in force.
    pub async fn lease(
        &self,
        actor: &Actor,
        (customer, space): (CustomerId, SpaceId),
        (starts_on, ends_on): (NaiveDate, NaiveDate),
        rent: Vnd,
    ) -> Drafted {
        let input = ContractInput {
            customer,
            space: Some(space),
            starts_on,
            ends_on,
            rent: Some(rent),
            billed: Billed::Start,
            agreed_deposit: None,
            text: "{{space.name}}: {{rent}}".to_owned(),
            note: String::new(),
        };
        let drafted = self.contracts().create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap();
        self.contracts().activate(actor, drafted.id, 1).await.unwrap();
        drafted
    }

    /// A service that customers can have.
    pub async fn service(&self, actor: &Actor, label: &str) -> CatalogValueId {
        let text = ValueText { label: label.to_owned(), span: Default::default() };
        self.catalogs().create(actor, Catalog::Service, &text, None).await.unwrap().id
    }

    /// Begins an invoice over these lines.
    pub async fn bill(&self, actor: &Actor, customer: CustomerId, lines: Vec<LineInput>) -> InvoiceId {
        let input = InvoiceInput { customer, lines, due_on: None, note: String::new() };
        self.invoices().create(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
    }

    /// Orders two of a service, on a day.
    pub async fn order(
        &self,
        actor: &Actor,
        (customer, booking): (CustomerId, Option<BookingId>),
        (service, unit_price): (CatalogValueId, Vnd),
        used_on: NaiveDate,
    ) -> ExtraServiceId {
        let quantity = Quantity::whole(2);
        let unit_price = Some(unit_price);
        let input = ServiceInput { customer, service, booking, quantity, unit_price, used_on, note: String::new() };
        let new = NewService { input, delivered: false };
        self.extra_services().create(actor, IdempotencyKey(Uuid::now_v7()), &new).await.unwrap()
    }

    /// Hangs a meter of electricity in a space, which begins at nothing on a day.
    pub async fn meter(&self, actor: &Actor, space: SpaceId, serial: &str, begins_on: NaiveDate) -> MeterId {
        let input = MeterInput {
            space,
            kind: MeterKind::Electricity,
            serial: serial.to_owned(),
            begins_at: Quantity::default(),
            begins_on,
            active: true,
        };
        self.meters().create(actor, &input).await.unwrap()
    }

    /// What a unit of electricity costs in a branch, from a day on.
    pub async fn tariff(&self, actor: &Actor, branch: BranchId, price: Vnd, valid_from: NaiveDate) -> TariffId {
        let steps = vec![Step { above: 0, price }];
        let input = TariffInput { branch, kind: MeterKind::Electricity, valid_from, steps };
        self.meters().add_tariff(actor, &input).await.unwrap()
    }

    /// Reads a meter on a day, for the month of that day.
    pub async fn reading(&self, actor: &Actor, meter: MeterId, read_on: NaiveDate, shown: u32) -> ReadingId {
        let (month, reading) = (Month::of(read_on), Quantity::whole(shown));
        let input = ReadingInput { meter, month, read_on, reading, course: Course::Straight };
        self.meters().read(actor, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap()
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
