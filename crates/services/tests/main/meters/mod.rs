//! Meters: what they showed, who used it, and what that costs.

mod customers;
mod rights;
mod setup;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    AppError, CustomerId, IdempotencyKey, MeterId, ReadingId,
    booking::{BookingAct, BookingInput},
    invoice::LineInput,
    ledger::Source,
    meter::{Course, MeterSheet, Month, ReadingChange, ReadingFilter, ReadingInput, ReadingRow, SheetQuery},
    money::Vnd,
    quantity::Quantity,
    receipt::{ChargeFilter, ChargeRow},
};
use services::{Outcome, authz::Actor};
use test_support::{TestServices, each_database};
use uuid::Uuid;

use crate::{
    receipts::Till,
    support::{conflict, faults, refusal},
};

each_database!(
    what_was_used_is_owed_by_whoever_lives_there,
    a_row_sent_twice_is_read_once,
    a_meter_does_not_count_backwards,
    a_meter_is_read_in_the_order_of_days,
    a_reading_is_corrected_and_taken_back,
    what_is_billed_is_frozen,
    whoever_was_there_that_day_pays,
    of_two_people_each_keeps_what_the_other_typed
);

/// What a unit costs.
pub const PRICE: i64 = 3_500;

/// A room with a meter, in which a guest has lived since 22 November 2026; today is the 30th.
pub struct Rented<'s> {
    pub till: Till<'s>,
    pub meter: MeterId,
}

impl<'s> Rented<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        let till = Till::new(on).await;
        let inn = &till.inn;
        let begins_on = till.today() - TimeDelta::days(20);
        let meter = on.meter(&inn.admin, inn.room, "A12", begins_on).await;
        on.tariff(&inn.admin, inn.branch, Vnd(PRICE), begins_on).await;
        let rented = Self { till, meter };
        rented.move_in(rented.till.inn.guest, 60).await;
        on.clock.advance(TimeDelta::days(8));
        rented
    }

    /// Somebody comes now, for nothing, and stays for so many nights if nobody sends them away.
    pub async fn move_in(&self, guest: CustomerId, nights: i64) -> domain::BookingId {
        let inn = &self.till.inn;
        let now = inn.on.clock.now();
        let stay = BookingInput { price: Some(Vnd(0)), ..test_support::bookings::stay(guest, inn.room, now, nights) };
        let id = inn.try_to_book(&stay).await.unwrap().id;
        self.till.act(id, BookingAct::CheckIn).await;
        id
    }

    pub fn on(&self) -> &'s TestServices {
        self.till.inn.on
    }

    pub fn admin(&self) -> &Actor {
        &self.till.inn.admin
    }

    /// The same person, who has said just now who that is.
    pub async fn confirmed(&self) -> Actor {
        self.on().actor_of(self.admin().user).await
    }

    /// A reading of today.
    pub fn input(&self, shown: u32) -> ReadingInput {
        let today = self.till.today();
        ReadingInput {
            meter: self.meter,
            month: Month::of(today),
            read_on: today,
            reading: Quantity::whole(shown),
            course: Course::Straight,
        }
    }

    pub async fn try_to_read(&self, input: &ReadingInput) -> Outcome<ReadingId> {
        self.on().meters().read(self.admin(), IdempotencyKey(Uuid::now_v7()), input).await
    }

    pub async fn read(&self, shown: u32) -> ReadingId {
        self.try_to_read(&self.input(shown)).await.unwrap()
    }

    pub async fn sheet(&self, month: Option<Month>) -> MeterSheet {
        self.on().meters().sheet(self.admin(), &SheetQuery { branch: None, month }).await.unwrap()
    }

    pub async fn rows_of(&self, customer: CustomerId) -> Vec<ReadingRow> {
        self.on().meters().list(self.admin(), &ReadingFilter { customer }, None).await.unwrap().rows
    }

    pub async fn rows(&self) -> Vec<ReadingRow> {
        self.rows_of(self.till.inn.guest).await
    }

    pub async fn correct(&self, id: ReadingId, was: &ReadingInput, becomes: ReadingInput) -> Outcome<()> {
        let change = ReadingChange { was: was.clone(), becomes };
        self.on().meters().correct(self.admin(), id, &change).await
    }

    pub async fn cancel(&self, id: ReadingId) -> Outcome<()> {
        self.on().meters().cancel(self.admin(), id).await
    }

    /// What is owed for readings.
    pub async fn charges(&self) -> Vec<ChargeRow> {
        let filter = ChargeFilter { customer: self.till.inn.guest, open: false };
        let rows = self.on().receipts().charges(self.admin(), filter, None).await.unwrap().rows;
        rows.into_iter().filter(|row| row.source == Source::MeterReading).collect()
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn what_was_used_is_owed_by_whoever_lives_there(on: &TestServices) {
    let rented = Rented::new(on).await;
    let row = rented.sheet(None).await.rows.remove(0);
    let stand = row.stand.unwrap();
    assert_eq!((stand.shown, stand.on, stand.used), (Quantity::default(), day("2026-11-02"), None));
    assert_eq!((row.guest.unwrap().id, row.space.name.as_str()), (rented.till.inn.guest, "P101 · Phòng P101"));
    rented.read(1_203).await;
    let owed = 1_203 * PRICE;
    assert_eq!(rented.till.totals().await, [owed, owed, 0, 0]);
    let charges = rented.charges().await;
    let told: Vec<_> = charges.iter().map(|row| (&*row.about, row.service_on, row.amount)).collect();
    assert_eq!(told, [("Điện 11/2026: 0 → 1.203, 1.203 kWh", day("2026-11-30"), Vnd(owed))]);

    // The next month goes on from there.
    on.clock.advance(TimeDelta::days(31));
    let sheet = rented.sheet(None).await;
    let stand = sheet.rows[0].stand.unwrap();
    assert_eq!((sheet.month.to_string().as_str(), sheet.rows[0].readings.len()), ("2026-12", 0));
    assert_eq!((stand.shown, stand.used), (Quantity::whole(1_203), Some(Quantity::whole(1_203))));
    rented.read(1_310).await;
    assert_eq!(rented.till.totals().await, [owed + 107 * PRICE, owed + 107 * PRICE, 0, 0]);
    let rows = rented.rows().await;
    let told: Vec<_> = rows.iter().map(|row| (row.month.shown(), row.used, row.amount, row.is_latest)).collect();
    let expected = [("12/2026", 107, true), ("11/2026", 1_203, false)];
    assert_eq!(
        told,
        expected.map(|(month, used, latest)| {
            (month.to_owned(), Quantity::whole(used), Some(Vnd(i64::from(used) * PRICE)), latest)
        })
    );
    // What was read for a later month closes the earlier one.
    let november = rented.sheet(Some("2026-11".parse().unwrap())).await.rows.remove(0);
    assert_eq!((november.stand, november.readings.len()), (None, 1));
}

async fn a_row_sent_twice_is_read_once(on: &TestServices) {
    let rented = Rented::new(on).await;
    let (key, input) = (IdempotencyKey(Uuid::now_v7()), rented.input(100));
    let first = on.meters().read(rented.admin(), key, &input).await.unwrap();
    assert_eq!(on.meters().read(rented.admin(), key, &input).await.unwrap(), first);
    assert_eq!(rented.rows().await.len(), 1);
    let other = on.meters().read(rented.admin(), key, &rented.input(101)).await;
    assert_eq!(refusal(other), AppError::KeyReused);
}

async fn a_meter_does_not_count_backwards(on: &TestServices) {
    let rented = Rented::new(on).await;
    rented.read(99_990).await;
    let with = |shown, course| ReadingInput { course, ..rented.input(shown) };
    let told = async |input: ReadingInput| faults(rented.try_to_read(&input).await);
    assert_eq!(told(rented.input(12)).await, ["reading: below_old_reading"]);
    assert_eq!(told(with(99_995, Course::TurnedOver)).await, ["reading: not_turned_over"]);
    let replaced = |ended, began| Course::Replaced { ended: Quantity::whole(ended), began: Quantity::whole(began) };
    assert_eq!(told(with(5, replaced(99_900, 0))).await, ["ended: below_old_reading"]);
    assert_eq!(told(with(5, replaced(99_995, 6))).await, ["reading: below_new_beginning"]);
    rented.try_to_read(&with(12, Course::TurnedOver)).await.unwrap();
    rented.try_to_read(&with(30, replaced(20, 10))).await.unwrap();
    let used: Vec<_> = rented.rows().await.into_iter().map(|row| row.used).collect();
    assert_eq!(used, [28, 22, 99_990].map(Quantity::whole));
    let about: Vec<_> = rented.charges().await.into_iter().map(|row| row.about).collect();
    assert!(about.contains(&"Điện 11/2026: 99.990 → 12 (đồng hồ quay vòng), 22 kWh".to_owned()), "{about:?}");
    assert!(about.contains(&"Điện 11/2026: 12 → 20, 10 → 30 (thay đồng hồ), 28 kWh".to_owned()), "{about:?}");
    assert_eq!(rented.till.totals().await[0], (99_990 + 22 + 28) * PRICE);
}

async fn a_meter_is_read_in_the_order_of_days(on: &TestServices) {
    let rented = Rented::new(on).await;
    let on_day = |shown, read_on: &str| ReadingInput { read_on: day(read_on), ..rented.input(shown) };
    let told = async |input: ReadingInput| faults(rented.try_to_read(&input).await);
    assert_eq!(told(on_day(5, "2026-12-01")).await, ["read_on: date_in_future"]);
    assert_eq!(told(on_day(5, "2026-10-31")).await, ["read_on: outside_month"]);
    assert_eq!(told(on_day(5, "2026-11-01")).await, ["read_on: read_since"], "the meter begins on the second");
    rented.try_to_read(&on_day(50, "2026-11-28")).await.unwrap();
    assert_eq!(told(on_day(60, "2026-11-27")).await, ["read_on: read_since"]);
    // Twice on one day: whoever leaves and whoever comes.
    rented.try_to_read(&on_day(60, "2026-11-28")).await.unwrap();
    assert_eq!(rented.sheet(None).await.rows[0].readings.len(), 2);
    on.meters().change(rented.admin(), rented.meter, &setup::turned(&rented, false).await).await.unwrap();
    assert_eq!(told(on_day(70, "2026-11-29")).await, ["reading: meter_off"]);
    assert_eq!(rented.sheet(None).await.rows, []);
}

async fn a_reading_is_corrected_and_taken_back(on: &TestServices) {
    let rented = Rented::new(on).await;
    let first = rented.read(100).await;
    let was = rented.input(100);
    rented.correct(first, &was, rented.input(80)).await.unwrap();
    assert_eq!(rented.till.totals().await, [80 * PRICE, 80 * PRICE, 0, 0]);
    let wrong = ReadingInput { read_on: day("2026-11-01"), ..rented.input(80) };
    assert_eq!(faults(rented.correct(first, &rented.input(80), wrong).await), ["read_on: read_since"]);
    let second = rented.read(150).await;
    // A later one goes out from it.
    assert_eq!(faults(rented.correct(first, &rented.input(80), rented.input(90)).await), ["reading: read_since"]);
    assert_eq!(faults(rented.cancel(first).await), ["reading: read_since"]);
    assert_eq!(
        faults(rented.correct(second, &rented.input(150), rented.input(79)).await),
        ["reading: below_old_reading"]
    );
    rented.cancel(second).await.unwrap();
    assert_eq!(rented.till.totals().await, [80 * PRICE, 80 * PRICE, 0, 0]);
    assert_eq!(faults(rented.cancel(second).await), ["reading: reading_cancelled"]);
    let stand = rented.sheet(None).await.rows[0].stand.unwrap();
    assert_eq!(stand.shown, Quantity::whole(80));
    let rows = rented.rows().await;
    let told: Vec<_> = rows.iter().map(|row| (row.cancelled, row.is_latest, row.may_edit, row.may_cancel)).collect();
    assert_eq!(told, [(true, false, false, false), (false, true, true, true)]);
    rented.cancel(first).await.unwrap();
    assert_eq!(rented.till.totals().await, [0; 4]);
    assert_eq!(refusal(rented.cancel(Uuid::now_v7().into()).await), AppError::NotFound);
}

async fn what_is_billed_is_frozen(on: &TestServices) {
    let rented = Rented::new(on).await;
    let id = rented.read(100).await;
    let charge = rented.charges().await.remove(0).id;
    let (admin, guest) = (rented.admin(), rented.till.inn.guest);
    let invoice = on.bill(admin, guest, vec![LineInput::Charge(charge)]).await;
    // A draft follows.
    rented.correct(id, &rented.input(100), rented.input(90)).await.unwrap();
    on.invoices().issue(admin, invoice, rented.till.today()).await.unwrap();
    let detail = on.invoices().read(admin, invoice).await.unwrap();
    let line = &detail.lines[0];
    assert_eq!((line.text.as_str(), line.amount), ("Điện 11/2026: 0 → 90, 90 kWh", Some(Vnd(90 * PRICE))));
    let frozen = ["price: charge_billed"];
    assert_eq!(faults(rented.correct(id, &rented.input(90), rented.input(80)).await), frozen);
    assert_eq!(faults(rented.cancel(id).await), frozen);
    assert_eq!(rented.till.totals().await, [90 * PRICE, 90 * PRICE, 0, 0]);
}

async fn whoever_was_there_that_day_pays(on: &TestServices) {
    let rented = Rented::new(on).await;
    let inn = &rented.till.inn;
    let first = inn.stay_of_guest().await;
    rented.read(100).await;
    rented.till.act(first, BookingAct::CheckOut(Some(Vnd(0)))).await;
    // Nobody lives there from the next day on: what is read is kept, and nobody owes it.
    on.clock.advance(TimeDelta::days(2));
    assert_eq!(rented.sheet(None).await.rows[0].guest, None);
    let empty = rented.read(104).await;
    assert_eq!(rented.rows().await.len(), 1);
    let row = rented.sheet(None).await.rows[0].readings[0].clone();
    assert_eq!((row.id, row.customer.as_ref(), row.amount, row.used), (empty, None, None, Quantity::whole(4)));
    rented.correct(empty, &rented.input(104), rented.input(105)).await.unwrap();
    assert_eq!(rented.till.totals().await, [100 * PRICE, 100 * PRICE, 0, 0]);
    // The next guest pays from there on, also on a day that has passed.
    on.clock.advance(TimeDelta::days(1));
    let next = on.named(rented.admin(), "Trần Văn Sau").await.id;
    rented.move_in(next, 30).await;
    on.clock.advance(TimeDelta::days(3));
    let yesterday = rented.till.today() - TimeDelta::days(1);
    rented.try_to_read(&ReadingInput { read_on: yesterday, ..rented.input(115) }).await.unwrap();
    let used: Vec<_> = rented.rows_of(next).await.into_iter().map(|row| (row.used, row.amount)).collect();
    assert_eq!(used, [(Quantity::whole(10), Some(Vnd(10 * PRICE)))]);
    assert_eq!(rented.till.totals_of(next).await, [10 * PRICE, 10 * PRICE, 0, 0]);
}

async fn of_two_people_each_keeps_what_the_other_typed(on: &TestServices) {
    let rented = Rented::new(on).await;
    let id = rented.read(100).await;
    let was = rented.input(100);
    let earlier = ReadingInput { read_on: day("2026-11-29"), ..was.clone() };
    rented.correct(id, &was, earlier).await.unwrap();
    rented.correct(id, &was, rented.input(90)).await.unwrap();
    let row = rented.rows().await.remove(0);
    assert_eq!((row.place.read_on, row.reading), (day("2026-11-29"), Quantity::whole(90)));
    let found = conflict(rented.correct(id, &was, rented.input(95)).await);
    assert_eq!((found.version, found.changed_by.as_str()), (3, "Quản Trị"));
}
