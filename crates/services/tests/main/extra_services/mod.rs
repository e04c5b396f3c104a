//! Extra services: ordered, delivered, owed and paid.

mod customers;
mod rights;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    AppError, CatalogValueId, ExtraServiceId, IdempotencyKey,
    booking::BookingAct,
    customer::Directory,
    extra_service::{NewService, ServiceAct, ServiceChange, ServiceFilter, ServiceInput, ServiceRow, ServiceStatus},
    ledger::{Purpose, Source},
    money::Vnd,
    quantity::Quantity,
    receipt::ChargeFilter,
};
use services::Outcome;
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::{
    receipts::Till,
    support::{faults, refusal},
};

each_database!(
    what_is_delivered_is_owed,
    the_worked_example_with_laundry,
    a_form_sent_twice_orders_once,
    one_costs_what_it_cost_the_last_time,
    touched_fields_are_changed_and_others_kept,
    what_cannot_be_is_told_beside_its_field,
    pages_go_from_the_latest_day_to_the_first
);

/// Somebody who orders services for a guest.
pub struct Laundry<'s> {
    pub till: Till<'s>,
    pub laundry: CatalogValueId,
    pub parking: CatalogValueId,
}

impl<'s> Laundry<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        let till = Till::new(on).await;
        let laundry = on.service(&till.inn.admin, "Giặt sấy").await;
        Self { laundry, parking: on.service(&till.inn.admin, "Gửi xe đạp").await, till }
    }

    /// Two of the laundry for 100 each.
    pub fn input(&self) -> ServiceInput {
        ServiceInput {
            customer: self.till.inn.guest,
            service: self.laundry,
            booking: None,
            quantity: Quantity::whole(2),
            unit_price: Some(Vnd(100)),
            used_on: self.till.today(),
            note: String::new(),
        }
    }

    pub async fn try_to_order(&self, input: ServiceInput) -> Outcome<ExtraServiceId> {
        let (inn, new) = (&self.till.inn, NewService { input, delivered: false });
        inn.on.extra_services().create(&inn.admin, IdempotencyKey(Uuid::now_v7()), &new).await
    }

    pub async fn order(&self) -> ExtraServiceId {
        self.try_to_order(self.input()).await.unwrap()
    }

    pub async fn try_to(&self, id: ExtraServiceId, act: ServiceAct) -> Outcome<()> {
        self.till.inn.on.extra_services().act(&self.till.inn.admin, id, act).await
    }

    pub async fn rows(&self) -> Vec<ServiceRow> {
        let inn = &self.till.inn;
        inn.on.extra_services().list(&inn.admin, &ServiceFilter::default(), None).await.unwrap().rows
    }

    pub async fn row(&self, id: ExtraServiceId) -> ServiceRow {
        self.rows().await.into_iter().find(|row| row.id == id).unwrap()
    }

    pub async fn change(&self, id: ExtraServiceId, was: &ServiceInput, becomes: ServiceInput) -> Outcome<()> {
        let change = ServiceChange { was: was.clone(), becomes };
        self.till.inn.on.extra_services().change(&self.till.inn.admin, id, &change).await
    }
}

async fn what_is_delivered_is_owed(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let id = desk.order().await;
    assert_eq!(desk.till.totals().await, [200, 0, 0, 0]);
    let row = desk.row(id).await;
    assert_eq!(
        (row.status, row.service_name.as_str(), row.amount),
        (ServiceStatus::Ordered, "Giặt sấy", Some(Vnd(200)))
    );
    desk.try_to(id, ServiceAct::Deliver).await.unwrap();
    assert_eq!(desk.till.totals().await, [200, 200, 0, 0]);
    assert_eq!(faults(desk.try_to(id, ServiceAct::Cancel).await), ["extra_service: service_status"]);
    let filter = ChargeFilter { customer: desk.till.inn.guest, open: true };
    let charges = on.receipts().charges(&desk.till.inn.admin, filter, None).await.unwrap().rows;
    let told: Vec<_> = charges.iter().map(|row| (row.source, &*row.code, &*row.about, row.open())).collect();
    assert_eq!(told, [(Source::Service, "DV000001", "Giặt sấy × 2", Vnd(200))]);
    // The delivery was a mistake, and so was the order.
    desk.try_to(id, ServiceAct::Undo).await.unwrap();
    assert_eq!(desk.till.totals().await, [200, 0, 0, 0]);
    desk.try_to(id, ServiceAct::Cancel).await.unwrap();
    assert_eq!(desk.till.totals().await, [0; 4]);
    for act in ServiceAct::ALL {
        assert_eq!(faults(desk.try_to(id, *act).await), ["extra_service: service_status"]);
    }
    // Somebody had it already.
    let new = NewService { input: desk.input(), delivered: true };
    on.extra_services().create(&desk.till.inn.admin, IdempotencyKey(Uuid::now_v7()), &new).await.unwrap();
    assert_eq!(desk.till.totals().await, [200, 200, 0, 0]);
}

/// The worked example of the ledger, as far as there are no invoices in it.
async fn the_worked_example_with_laundry(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let till = &desk.till;
    let stay = domain::booking::BookingInput {
        price: Some(Vnd(3_000)),
        ..test_support::bookings::stay(till.inn.guest, till.inn.room, till.inn.tomorrow, 2)
    };
    let booking = till.inn.try_to_book(&stay).await.unwrap().id;
    till.post(Purpose::Deposit, 1_000, &[]).await;
    let room = till.charge_of(booking).await;
    till.post(Purpose::Payment, 500, &[room]).await;
    let laundry = desk.try_to_order(ServiceInput { booking: Some(booking), ..desk.input() }).await.unwrap();
    desk.try_to(laundry, ServiceAct::Deliver).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 200, 1_000, 0]);
    till.act(booking, BookingAct::CheckIn).await;
    till.act(booking, BookingAct::CheckOut(Some(Vnd(3_000)))).await;
    assert_eq!(till.totals().await, [3_200, 2_700, 1_000, 0]);
    let account = on.receipts().account(&till.inn.admin, till.inn.guest).await.unwrap();
    let named: Vec<_> = account.open.iter().map(|row| row.id).collect();
    assert_eq!(named.len(), 2);
    let second = till.post(Purpose::Payment, 2_000, &named).await;
    assert_eq!(till.totals().await, [3_200, 700, 1_000, 0]);
    till.try_to_apply(700, &named).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 0, 300, 0]);
    till.post(Purpose::RefundOfDeposit, 300, &[]).await;
    assert_eq!(till.totals().await, [3_200, 0, 0, 0]);
    till.try_to_reverse(second).await.unwrap();
    assert_eq!(till.totals().await, [3_200, 2_000, 0, 0]);
    till.post(Purpose::Payment, 2_500, &[]).await;
    assert_eq!(till.totals().await, [3_200, 0, 0, 500]);
    // What pays too much of a service that costs less is free again: it was the deposit.
    let was = desk.row(laundry).await.input();
    desk.change(laundry, &was, ServiceInput { quantity: Quantity::whole(1), ..was.clone() }).await.unwrap();
    assert_eq!(till.totals().await, [3_100, 0, 100, 500]);
}

async fn a_form_sent_twice_orders_once(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let (key, new) = (IdempotencyKey(Uuid::now_v7()), NewService { input: desk.input(), delivered: true });
    let admin = &desk.till.inn.admin;
    let first = on.extra_services().create(admin, key, &new).await.unwrap();
    assert_eq!(on.extra_services().create(admin, key, &new).await.unwrap(), first);
    assert_eq!(desk.till.totals().await, [200, 200, 0, 0]);
}

async fn one_costs_what_it_cost_the_last_time(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let unpriced = || ServiceInput { unit_price: None, ..desk.input() };
    assert_eq!(faults(desk.try_to_order(unpriced()).await), ["unit_price: price_unknown"]);
    let (today, yesterday) = (desk.till.today(), desk.till.today() - TimeDelta::days(1));
    desk.try_to_order(ServiceInput { unit_price: Some(Vnd(120)), used_on: today, ..desk.input() }).await.unwrap();
    desk.try_to_order(ServiceInput { unit_price: Some(Vnd(90)), used_on: yesterday, ..desk.input() }).await.unwrap();
    // Neither what was called off nor what is for a day to come says what it costs.
    let wrong = desk.try_to_order(ServiceInput { unit_price: Some(Vnd(999)), ..desk.input() }).await.unwrap();
    desk.try_to(wrong, ServiceAct::Cancel).await.unwrap();
    let ahead = today + TimeDelta::days(1);
    desk.try_to_order(ServiceInput { unit_price: Some(Vnd(998)), used_on: ahead, ..desk.input() }).await.unwrap();
    let id = desk.try_to_order(unpriced()).await.unwrap();
    assert_eq!(desk.row(id).await.unit_price, Some(Vnd(120)));
    let offer = on.extra_services().offer(&desk.till.inn.admin, desk.till.inn.guest).await.unwrap();
    let price = |service| offer.services.iter().find(|offered| offered.service.id == service).unwrap().unit_price;
    assert_eq!((price(desk.laundry), price(desk.parking), offer.amounts), (Some(Vnd(120)), None, true));
}

async fn touched_fields_are_changed_and_others_kept(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let id = desk.order().await;
    let was = desk.row(id).await.input();
    // Two people at once, at different fields and then at the same one.
    desk.change(id, &was, ServiceInput { note: "Áo sơ mi".to_owned(), ..was.clone() }).await.unwrap();
    let half = Quantity::thousandths(2_500);
    desk.change(id, &was, ServiceInput { quantity: half, ..was.clone() }).await.unwrap();
    let row = desk.row(id).await;
    assert_eq!((row.note.as_str(), row.quantity, row.amount), ("Áo sơ mi", half, Some(Vnd(250))));
    assert_eq!(desk.till.totals().await, [250, 0, 0, 0]);
    let late = desk.change(id, &was, ServiceInput { quantity: Quantity::whole(9), ..was.clone() }).await;
    let AppError::Conflict(conflict) = refusal(late) else { panic!("no conflict") };
    assert_eq!((conflict.version, conflict.changed_by.as_str()), (3, "Quản Trị"));
    desk.try_to(id, ServiceAct::Cancel).await.unwrap();
    let was = row.input();
    let late = desk.change(id, &was, ServiceInput { note: String::new(), ..was.clone() }).await;
    assert_eq!(faults(late), ["extra_service: service_status"]);
}

async fn what_cannot_be_is_told_beside_its_field(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let (day, nothing) = (NaiveDate::from_ymd_opt(1999, 12, 31).unwrap(), Quantity::default());
    let wrong = ServiceInput { quantity: nothing, unit_price: Some(Vnd(-1)), used_on: day, ..desk.input() };
    let told = faults(desk.try_to_order(wrong).await);
    assert_eq!(told, ["quantity: number_out_of_range", "unit_price: number_out_of_range", "used_on: invalid_date"]);
    let foreign = ServiceInput { service: Uuid::now_v7().into(), ..desk.input() };
    assert_eq!(faults(desk.try_to_order(foreign).await), ["service: unknown_value"]);
    let inn = &desk.till.inn;
    let other = on.named(&inn.admin, "Lê Khách").await.id;
    let theirs = on.book(&inn.admin, other, inn.room, inn.tomorrow, 1).await.id;
    let across = ServiceInput { booking: Some(theirs), ..desk.input() };
    assert_eq!(faults(desk.try_to_order(across).await), ["booking: not_of_customer"]);
    let nowhere = ServiceInput { booking: Some(Uuid::now_v7().into()), ..desk.input() };
    assert_eq!(refusal(desk.try_to_order(nowhere).await), AppError::NotFound);
    let lead = on.some_customer(&inn.admin, Directory::Leads, "Khách Tiềm").await.id;
    let early = ServiceInput { customer: lead, ..desk.input() };
    assert_eq!(faults(desk.try_to_order(early).await), ["customer: lead_has_none"]);
    // A value that somebody had is not removed, and stays readable when it may not be chosen any more.
    let id = desk.order().await;
    let removed = on.catalogs().remove(&inn.admin, desk.laundry).await;
    assert_eq!(faults(removed), ["value: still_in_use"]);
    on.catalogs().set_active(&inn.admin, desk.laundry, false).await.unwrap();
    assert_eq!(desk.row(id).await.service_name, "Giặt sấy");
    assert_eq!(faults(desk.try_to_order(desk.input()).await), ["service: unknown_value"]);
    let was = desk.row(id).await.input();
    desk.change(id, &was, ServiceInput { note: "Xong".to_owned(), ..was.clone() }).await.unwrap();
}

async fn pages_go_from_the_latest_day_to_the_first(on: &TestServices) {
    let desk = Laundry::new(on).await;
    for number in 0..60_u32 {
        let used_on = desk.till.today() - TimeDelta::days(i64::from(number / 2));
        let service = if number % 2 == 0 { desk.laundry } else { desk.parking };
        let quantity = Quantity::whole(number + 1);
        desk.try_to_order(ServiceInput { used_on, service, quantity, ..desk.input() }).await.unwrap();
    }
    let (admin, all) = (&desk.till.inn.admin, ServiceFilter::default());
    let list = async |filter: &ServiceFilter, after| on.extra_services().list(admin, filter, after).await.unwrap();
    let first = list(&all, None).await;
    let second = list(&all, first.after).await;
    let quantities: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.quantity).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.after), (50, 10, None));
    assert_eq!([quantities[0], quantities[1], quantities[59]], [2, 1, 59].map(Quantity::whole));
    let found = async |filter: ServiceFilter| list(&filter, None).await.rows.len();
    assert_eq!(found(ServiceFilter { code: "60".to_owned(), ..all.clone() }).await, 1);
    assert_eq!(found(ServiceFilter { code: " dv00000".to_owned(), ..all.clone() }).await, 9);
    assert_eq!(found(ServiceFilter { service: Some(desk.parking), ..all.clone() }).await, 30);
    let day = desk.till.today() - TimeDelta::days(3);
    assert_eq!(found(ServiceFilter { from: Some(day), to: Some(day), ..all.clone() }).await, 2);
    assert_eq!(found(ServiceFilter { status: Some(ServiceStatus::Delivered), ..all.clone() }).await, 0);
    assert_eq!(found(ServiceFilter { customer: Some(Uuid::now_v7().into()), ..all.clone() }).await, 0);
    assert_eq!(found(ServiceFilter { from: Some(NaiveDate::MIN), ..all }).await, 0);
}
