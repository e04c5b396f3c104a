//! Receipts and vouchers: what is owed, paid, held and given back.

mod customers;
mod histories;
mod kept;
mod rights;

use chrono::{NaiveDate, TimeDelta};
use domain::{
    BookingId, ChargeId, CustomerId, IdempotencyKey, ReceiptId,
    booking::BookingAct,
    customer::Directory,
    ledger::Purpose,
    money::Vnd,
    receipt::{ChargeFilter, DepositUse, Posted, ReceiptFilter, ReceiptInput, ReceiptRow, Reversal},
};
use services::Outcome;
use test_support::{TestServices, bookings::NIGHT, each_database};
use uuid::Uuid;

use crate::{bookings::Inn, support::faults};

each_database!(
    money_pays_what_is_named_then_what_is_owed,
    the_worked_example,
    a_form_sent_twice_takes_money_once,
    what_was_given_back_or_taken_back_stays_so,
    what_a_booking_costs_less_is_credit,
    of_fifty_refunds_at_once_no_more_goes_out_than_there_is,
    pages_go_from_the_latest_day_to_the_first
);

/// A guest's money.
pub struct Till<'s> {
    pub inn: Inn<'s>,
}

impl<'s> Till<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        Self { inn: Inn::new(on).await }
    }

    pub fn today(&self) -> NaiveDate {
        self.inn.on.services().clock().today()
    }

    pub fn input(&self, purpose: Purpose, amount: i64) -> ReceiptInput {
        ReceiptInput {
            customer: self.inn.guest,
            purpose,
            amount: Vnd(amount),
            method: None,
            paid_on: self.today(),
            charges: Vec::new(),
            note: String::new(),
        }
    }

    pub async fn try_to_post(&self, input: &ReceiptInput) -> Outcome<Posted> {
        self.inn.on.receipts().post(&self.inn.admin, IdempotencyKey(Uuid::now_v7()), input).await
    }

    pub async fn post(&self, purpose: Purpose, amount: i64, charges: &[ChargeId]) -> ReceiptId {
        let input = ReceiptInput { charges: charges.to_vec(), ..self.input(purpose, amount) };
        self.try_to_post(&input).await.unwrap().id
    }

    pub async fn try_to_reverse(&self, id: ReceiptId) -> Outcome<Posted> {
        let reversal = Reversal { paid_on: self.today(), reason: "Séc trả lại".to_owned() };
        self.inn.on.receipts().reverse(&self.inn.admin, id, &reversal).await
    }

    pub async fn try_to_apply(&self, amount: i64, charges: &[ChargeId]) -> Outcome<()> {
        let input = DepositUse { customer: self.inn.guest, amount: Vnd(amount), charges: charges.to_vec() };
        self.inn.on.receipts().apply(&self.inn.admin, IdempotencyKey(Uuid::now_v7()), &input).await
    }

    /// The charge of a booking.
    pub async fn charge_of(&self, booking: BookingId) -> ChargeId {
        let code = self.inn.row(booking).await.code;
        let filter = ChargeFilter { customer: self.inn.guest, open: false };
        let page = self.inn.on.receipts().charges(&self.inn.admin, filter, None).await.unwrap();
        page.rows.into_iter().find(|row| row.code == code).unwrap().id
    }

    pub async fn rows(&self) -> Vec<ReceiptRow> {
        self.inn.on.receipts().list(&self.inn.admin, &ReceiptFilter::default(), None).await.unwrap().rows
    }

    pub async fn rows_of_guest(&self) -> Vec<ReceiptRow> {
        let filter = ReceiptFilter { customer: Some(self.inn.guest), ..ReceiptFilter::default() };
        let page = self.inn.on.receipts().list(&self.inn.admin, &filter, None).await.unwrap();
        assert_eq!(page.after, None);
        page.rows
    }

    pub async fn act(&self, booking: BookingId, act: BookingAct) {
        self.inn.on.bookings().act(&self.inn.admin, booking, act).await.unwrap();
    }

    /// Expected revenue, debts, deposit held, credit; and that what is kept is what the records make.
    pub async fn totals(&self) -> [i64; 4] {
        self.totals_of(self.inn.guest).await
    }

    pub async fn totals_of(&self, customer: CustomerId) -> [i64; 4] {
        let on = self.inn.on;
        let totals = on.bookings().totals(&self.inn.admin, Directory::Individuals, customer).await.unwrap();
        let (expected, balance) = (totals.expected.unwrap(), totals.balance.unwrap());
        assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
        [expected.revenue().0, balance.debts.0, balance.deposit().0, balance.credit.0]
    }
}

async fn money_pays_what_is_named_then_what_is_owed(on: &TestServices) {
    let till = Till::new(on).await;
    let soon = till.inn.book(till.inn.tomorrow, 1).await;
    let later = till.inn.book(till.inn.tomorrow + TimeDelta::days(5), 1).await;
    let night = NIGHT.0;
    // Nothing is owed yet, and nothing named: it is credit.
    till.post(Purpose::Payment, night / 2, &[]).await;
    assert_eq!(till.totals().await, [2 * night, 0, 0, night / 2]);
    // Named, what is only expected is paid too.
    let charge = till.charge_of(later).await;
    till.post(Purpose::Payment, night, &[charge]).await;
    assert_eq!(till.totals().await, [2 * night, 0, 0, night / 2]);
    // What is used draws the credit by itself.
    till.act(soon, BookingAct::CheckIn).await;
    till.act(soon, BookingAct::CheckOut(None)).await;
    assert_eq!(till.totals().await, [2 * night, night / 2, 0, 0]);
    let account = on.receipts().account(&till.inn.admin, till.inn.guest).await.unwrap();
    let open: Vec<_> = account.open.iter().map(|row| (row.code.as_str(), row.open().0)).collect();
    assert_eq!(open, [("DP000001", night / 2)]);
    assert_eq!(account.methods.first().unwrap().name, "Tiền mặt");
    // More than is owed.
    till.post(Purpose::Payment, night, &[]).await;
    assert_eq!(till.totals().await, [2 * night, 0, 0, night / 2]);
}

async fn the_worked_example(on: &TestServices) {
    let till = Till::new(on).await;
    let stay = domain::booking::BookingInput {
        price: Some(Vnd(3_000_000)),
        ..test_support::bookings::stay(till.inn.guest, till.inn.room, till.inn.tomorrow, 2)
    };
    let booking = till.inn.try_to_book(&stay).await.unwrap().id;
    assert_eq!(till.totals().await, [3_000_000, 0, 0, 0]);
    till.post(Purpose::Deposit, 1_000_000, &[]).await;
    assert_eq!(till.totals().await, [3_000_000, 0, 1_000_000, 0]);
    let charge = till.charge_of(booking).await;
    till.post(Purpose::Payment, 500_000, &[charge]).await;
    assert_eq!(till.totals().await, [3_000_000, 0, 1_000_000, 0]);
    till.act(booking, BookingAct::CheckIn).await;
    till.act(booking, BookingAct::CheckOut(Some(Vnd(3_000_000)))).await;
    assert_eq!(till.totals().await, [3_000_000, 2_500_000, 1_000_000, 0]);
    let second = till.post(Purpose::Payment, 1_800_000, &[charge]).await;
    assert_eq!(till.totals().await, [3_000_000, 700_000, 1_000_000, 0]);
    till.try_to_apply(700_000, &[charge]).await.unwrap();
    assert_eq!(till.totals().await, [3_000_000, 0, 300_000, 0]);
    till.post(Purpose::RefundOfDeposit, 300_000, &[]).await;
    assert_eq!(till.totals().await, [3_000_000, 0, 0, 0]);
    till.try_to_reverse(second).await.unwrap();
    assert_eq!(till.totals().await, [3_000_000, 1_800_000, 0, 0]);
    till.post(Purpose::Payment, 2_300_000, &[]).await;
    assert_eq!(till.totals().await, [3_000_000, 0, 0, 500_000]);
    let next = domain::booking::BookingInput {
        price: Some(Vnd(1_500_000)),
        ..test_support::bookings::stay(till.inn.guest, till.inn.room, till.inn.tomorrow + TimeDelta::days(9), 2)
    };
    let next = till.inn.try_to_book(&next).await.unwrap().id;
    assert_eq!(till.totals().await, [4_500_000, 0, 0, 500_000]);
    till.act(next, BookingAct::Cancel).await;
    assert_eq!(till.totals().await, [3_000_000, 0, 0, 500_000]);

    let told: Vec<_> = till.rows().await.into_iter().map(|row| (row.code, row.amount.unwrap().0)).collect();
    let expected = [
        ("PT000004", 2_300_000),
        ("PC000002", 1_800_000),
        ("PC000001", 300_000),
        ("PT000003", 1_800_000),
        ("PT000002", 500_000),
        ("PT000001", 1_000_000),
    ];
    assert_eq!(told, expected.map(|(code, amount)| (code.to_owned(), amount)));
}

async fn a_form_sent_twice_takes_money_once(on: &TestServices) {
    let till = Till::new(on).await;
    let (key, input) = (IdempotencyKey(Uuid::now_v7()), till.input(Purpose::Deposit, 100));
    let first = on.receipts().post(&till.inn.admin, key, &input).await.unwrap();
    assert_eq!(on.receipts().post(&till.inn.admin, key, &input).await.unwrap(), first);
    assert_eq!(till.totals().await[2], 100);
    let booking = till.inn.book(till.inn.tomorrow, 1).await;
    let (key, charges) = (IdempotencyKey(Uuid::now_v7()), vec![till.charge_of(booking).await]);
    let applied = DepositUse { customer: till.inn.guest, amount: Vnd(40), charges };
    for _ in 0..2 {
        on.receipts().apply(&till.inn.admin, key, &applied).await.unwrap();
    }
    assert_eq!(till.totals().await[2], 60);
}

async fn what_was_given_back_or_taken_back_stays_so(on: &TestServices) {
    let till = Till::new(on).await;
    let wrong = ReceiptInput { paid_on: till.today() + TimeDelta::days(1), ..till.input(Purpose::Payment, 0) };
    let told = faults(till.try_to_post(&wrong).await);
    assert_eq!(told, ["amount: number_out_of_range", "paid_on: date_in_future"]);
    let foreign = ReceiptInput { method: Some(Uuid::now_v7().into()), ..till.input(Purpose::Payment, 5) };
    assert_eq!(faults(till.try_to_post(&foreign).await), ["method: unknown_value"]);

    let deposit = till.post(Purpose::Deposit, 1_000, &[]).await;
    let too_much = till.input(Purpose::RefundOfDeposit, 1_001);
    assert_eq!(faults(till.try_to_post(&too_much).await), ["amount: more_than_there_is"]);
    let nothing = till.input(Purpose::RefundOfCredit, 1);
    assert_eq!(faults(till.try_to_post(&nothing).await), ["amount: more_than_there_is"]);
    let back = till.post(Purpose::RefundOfDeposit, 400, &[]).await;
    assert_eq!(faults(till.try_to_reverse(deposit).await), ["receipt: receipt_refunded"]);
    let row = |rows: &[ReceiptRow], id| rows.iter().find(|row| row.id == id).cloned().unwrap();
    let rows = till.rows().await;
    let (first, second) = (row(&rows, deposit), row(&rows, back));
    assert_eq!((first.may_reverse, first.free, second.may_reverse), (false, Some(Vnd(600)), true));

    // The refund bounces: the deposit is whole again, and may be taken back.
    let counter = till.try_to_reverse(back).await.unwrap();
    assert_eq!((till.totals().await, counter.code.as_str()), ([0, 0, 1_000, 0], "PT000002"));
    assert_eq!(faults(till.try_to_reverse(back).await), ["receipt: receipt_reversed"]);
    assert_eq!(faults(till.try_to_reverse(counter.id).await), ["receipt: receipt_reversed"]);
    till.try_to_reverse(deposit).await.unwrap();
    assert_eq!(till.totals().await, [0; 4]);
    let rows = till.rows().await;
    let (first, counter) = (row(&rows, deposit), row(&rows, counter.id));
    assert_eq!(first.countered_by.as_deref(), Some("PC000002"));
    assert_eq!((counter.counters.as_deref(), counter.note.as_str()), (Some("PC000001"), "Séc trả lại"));
    assert!(rows.iter().all(|row| !row.may_reverse));
}

async fn what_a_booking_costs_less_is_credit(on: &TestServices) {
    let till = Till::new(on).await;
    let booking = till.inn.book(till.inn.tomorrow, 2).await;
    let charge = till.charge_of(booking).await;
    till.post(Purpose::Payment, 2 * NIGHT.0, &[charge]).await;
    assert_eq!(till.totals().await[3], 0);
    let was = till.inn.row(booking).await.input();
    let becomes = domain::booking::BookingInput { price: Some(NIGHT), ..was.clone() };
    let change = domain::booking::BookingChange { was, becomes };
    on.bookings().change(&till.inn.admin, booking, &change).await.unwrap();
    assert_eq!(till.totals().await, [NIGHT.0, 0, 0, NIGHT.0]);
    till.act(booking, BookingAct::Cancel).await;
    assert_eq!(till.totals().await, [0, 0, 0, 2 * NIGHT.0]);
    let named = ReceiptInput { charges: vec![charge], ..till.input(Purpose::Payment, 1) };
    assert_eq!(faults(till.try_to_post(&named).await), ["charges: charge_void"]);
    till.post(Purpose::RefundOfCredit, 2 * NIGHT.0, &[]).await;
    assert_eq!(till.totals().await, [0; 4]);
}

async fn of_fifty_refunds_at_once_no_more_goes_out_than_there_is(on: &TestServices) {
    let till = Till::new(on).await;
    till.post(Purpose::Deposit, 1_000, &[]).await;
    let requests = (0..50).map(|_| {
        let (services, admin) = (on.services(), till.inn.admin.clone());
        let input = till.input(Purpose::RefundOfDeposit, 300);
        tokio::spawn(
            async move { services.receipts().post(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.is_ok() },
        )
    });
    let done: Vec<bool> = futures::future::join_all(requests).await.into_iter().map(|answer| answer.unwrap()).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 3);
    assert_eq!(till.totals().await, [0, 0, 100, 0]);
}

async fn pages_go_from_the_latest_day_to_the_first(on: &TestServices) {
    let till = Till::new(on).await;
    for number in 0..70 {
        let paid_on = till.today() - TimeDelta::days(number / 2);
        let purpose = if number % 2 == 0 { Purpose::Deposit } else { Purpose::Payment };
        till.try_to_post(&ReceiptInput { paid_on, ..till.input(purpose, 1_000 + number) }).await.unwrap();
    }
    let all = ReceiptFilter::default();
    let list = async |filter: &ReceiptFilter, after| on.receipts().list(&till.inn.admin, filter, after).await.unwrap();
    let first = list(&all, None).await;
    let second = list(&all, first.after).await;
    let codes: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.code.clone()).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.after), (50, 20, None));
    assert_eq!([&codes[0], &codes[1], &codes[68], &codes[69]], ["PT000002", "PT000001", "PT000070", "PT000069"]);

    let found = async |filter: ReceiptFilter| list(&filter, None).await.rows.len();
    assert_eq!(found(ReceiptFilter { purpose: Some(Purpose::Deposit), ..all.clone() }).await, 35);
    let day = till.today() - TimeDelta::days(3);
    assert_eq!(found(ReceiptFilter { from: Some(day), to: Some(day), ..all.clone() }).await, 2);
    assert_eq!(found(ReceiptFilter { code: " pt00000".to_owned(), ..all.clone() }).await, 9);
    assert_eq!(found(ReceiptFilter { customer: Some(Uuid::now_v7().into()), ..all.clone() }).await, 0);
    assert_eq!(found(ReceiptFilter { code: "PT\0".to_owned(), ..all.clone() }).await, 0);
    assert_eq!(found(ReceiptFilter { from: Some(NaiveDate::MIN), ..all }).await, 0);
}
