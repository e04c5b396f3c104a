//! What receipts mean for their customers: the trash, and two who become one.

use chrono::TimeDelta;
use domain::{
    IdempotencyKey,
    booking::BookingAct,
    customer::{Directory, MergeRequest},
    ledger::Purpose,
    permission::{Action, Resource},
    receipt::ReceiptInput,
};
use test_support::{Scope, TestServices, bookings::NIGHT, each_database};
use uuid::Uuid;

use super::Till;
use crate::support::faults;

each_database!(a_customer_with_money_stays, free_money_of_one_pays_what_the_other_owes, what_does_not_cross_comes_back);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_customer_with_money_stays(on: &TestServices) {
    let till = Till::new(on).await;
    let individuals = on.customers(INDIVIDUALS);
    till.post(Purpose::Deposit, 100, &[]).await;
    till.post(Purpose::Payment, 50, &[]).await;
    let told = faults(individuals.trash(&till.inn.admin, till.inn.guest).await);
    assert_eq!(told, ["credit: has_credit", "deposit: has_deposit"]);
    let blind = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::Delete]).sign_in().await;
    assert_eq!(faults(individuals.trash(&blind, till.inn.guest).await), ["money: has_money"]);
    till.post(Purpose::RefundOfDeposit, 100, &[]).await;
    till.post(Purpose::RefundOfCredit, 50, &[]).await;
    individuals.trash(&till.inn.admin, till.inn.guest).await.unwrap();
    assert_eq!(till.rows().await, []);
}

/// Another guest, merged into the first one.
async fn merged(till: &Till<'_>, other: domain::CustomerId) -> domain::MergeId {
    let request = MergeRequest {
        survivor: till.inn.guest,
        survivor_version: 1,
        other,
        other_version: 1,
        take: Default::default(),
    };
    till.inn.on.customers(INDIVIDUALS).merge(&till.inn.admin, &request).await.unwrap().merge
}

async fn free_money_of_one_pays_what_the_other_owes(on: &TestServices) {
    let till = Till::new(on).await;
    let other = on.named(&till.inn.admin, "Lê Khách").await.id;
    let booking = till.inn.book(till.inn.tomorrow, 1).await;
    till.act(booking, BookingAct::CheckIn).await;
    till.act(booking, BookingAct::CheckOut(None)).await;
    let theirs = ReceiptInput { customer: other, ..till.input(Purpose::Payment, NIGHT.0 / 2) };
    let receipt = till.try_to_post(&theirs).await.unwrap().id;
    assert_eq!(till.totals_of(other).await, [0, 0, 0, NIGHT.0 / 2]);

    let merge = merged(&till, other).await;
    assert_eq!(till.totals().await, [NIGHT.0, NIGHT.0 / 2, 0, 0]);
    let rows = till.rows().await;
    assert!(rows.iter().all(|row| row.customer.id == till.inn.guest));

    let individuals = on.customers(INDIVIDUALS);
    let refused = individuals.unmerge(&till.inn.admin, till.inn.guest, merge).await;
    assert_eq!(faults(refused), ["receipts: paid_across"]);
    assert_eq!(till.totals().await, [NIGHT.0, NIGHT.0 / 2, 0, 0]);
    till.try_to_reverse(receipt).await.unwrap();
    individuals.unmerge(&till.inn.admin, till.inn.guest, merge).await.unwrap();
    assert_eq!((till.totals().await, till.totals_of(other).await), ([NIGHT.0, NIGHT.0, 0, 0], [0; 4]));
    // The counter-entry went with what it took back.
    let rows = till.rows().await;
    assert!(rows.iter().all(|row| row.customer.id == other) && rows.len() == 2);
}

async fn what_does_not_cross_comes_back(on: &TestServices) {
    let till = Till::new(on).await;
    let other = on.named(&till.inn.admin, "Lê Khách").await.id;
    let theirs = on.book(&till.inn.admin, other, till.inn.room, till.inn.tomorrow + TimeDelta::days(3), 1).await;
    let account = on.receipts().account(&till.inn.admin, other).await.unwrap();
    let charges = vec![account.open[0].id];
    let paid = ReceiptInput { customer: other, charges, ..till.input(Purpose::Payment, NIGHT.0) };
    till.try_to_post(&paid).await.unwrap();
    let held = ReceiptInput { customer: other, ..till.input(Purpose::Deposit, 70) };
    on.receipts().post(&till.inn.admin, IdempotencyKey(Uuid::now_v7()), &held).await.unwrap();

    let merge = merged(&till, other).await;
    till.post(Purpose::Deposit, 9, &[]).await;
    assert_eq!(till.totals().await, [NIGHT.0, 0, 79, 0]);
    on.customers(INDIVIDUALS).unmerge(&till.inn.admin, till.inn.guest, merge).await.unwrap();
    assert_eq!((till.totals().await, till.totals_of(other).await), ([0, 0, 9, 0], [NIGHT.0, 0, 70, 0]));
    assert_eq!(till.inn.row(theirs.id).await.guest.id, other);
}
