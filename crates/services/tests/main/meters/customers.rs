//! What readings mean for their customers: the trash, two who become one, and the end for good.

use domain::{
    booking::BookingAct,
    customer::{Directory, MergeRequest},
    ledger::Purpose,
};
use entities::meter_reading;
use sea_orm::EntityTrait;
use test_support::{TestServices, each_database};

use super::{PRICE, Rented};
use crate::support::faults;

each_database!(
    a_customer_who_owes_for_readings_stays,
    readings_move_with_a_merge_and_back,
    a_purge_leaves_nothing_in_the_trail
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_customer_who_owes_for_readings_stays(on: &TestServices) {
    let rented = Rented::new(on).await;
    let (admin, guest) = (rented.admin(), rented.till.inn.guest);
    rented.read(10).await;
    let stay = rented.till.inn.stay_of_guest().await;
    rented.till.act(stay, BookingAct::CheckOut(Some(domain::money::Vnd(0)))).await;
    let individuals = on.customers(INDIVIDUALS);
    assert_eq!(faults(individuals.trash(admin, guest).await), ["debts: has_debts"]);
    rented.till.post(Purpose::Payment, 10 * PRICE, &[]).await;
    individuals.trash(admin, guest).await.unwrap();
    // What was read is not told of any more, and the meter goes on from there.
    assert_eq!(rented.rows().await, []);
    assert_eq!(rented.sheet(None).await.rows[0].readings, []);
}

async fn readings_move_with_a_merge_and_back(on: &TestServices) {
    let rented = Rented::new(on).await;
    let (admin, guest) = (rented.admin(), rented.till.inn.guest);
    rented.read(10).await;
    let other = on.named(admin, "Lê Khách").await.id;
    let survivor_version = 1;
    let request =
        MergeRequest { survivor: other, survivor_version, other: guest, other_version: 1, take: Default::default() };
    let merge = on.customers(INDIVIDUALS).merge(&rented.confirmed().await, &request).await.unwrap().merge;
    assert_eq!((rented.rows_of(other).await.len(), rented.rows().await.len()), (1, 0));
    assert_eq!(rented.till.totals_of(other).await, [10 * PRICE, 10 * PRICE, 0, 0]);
    // Read since for a stay that goes back.
    rented.read(15).await;
    assert_eq!(rented.rows_of(other).await.len(), 2);
    on.customers(INDIVIDUALS).unmerge(&rented.confirmed().await, other, merge).await.unwrap();
    assert_eq!((rented.rows_of(other).await.len(), rented.rows().await.len()), (0, 2));
    assert_eq!(rented.till.totals_of(other).await, [0; 4]);
    assert_eq!(rented.till.totals().await, [15 * PRICE, 15 * PRICE, 0, 0]);
}

async fn a_purge_leaves_nothing_in_the_trail(on: &TestServices) {
    let rented = Rented::new(on).await;
    let (admin, guest) = (rented.admin(), rented.till.inn.guest);
    let id = rented.read(1_234).await;
    rented.cancel(id).await.unwrap();
    let stay = rented.till.inn.stay_of_guest().await;
    rented.till.act(stay, BookingAct::CheckOut(Some(domain::money::Vnd(0)))).await;
    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(admin, guest).await.unwrap();
    individuals.purge(&rented.confirmed().await, guest, "KH000001").await.unwrap();
    let left = meter_reading::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!((left.reading, left.cancelled), (1_234_000, true));
    let told = on.audit().list(admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("1.234"), "{told:?}");
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
}
