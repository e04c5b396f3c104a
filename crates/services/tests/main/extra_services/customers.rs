//! What extra services mean for their customers: the trash, two who become one, and the end for good.

use chrono::TimeDelta;
use domain::{
    customer::{Directory, MergeRequest},
    extra_service::{ServiceAct, ServiceInput},
    ledger::Purpose,
};
use entities::extra_service;
use sea_orm::EntityTrait;
use test_support::{TestServices, each_database};

use super::Laundry;
use crate::support::faults;

each_database!(a_customer_with_ordered_services_stays, services_move_with_a_merge_and_back, a_purge_leaves_no_note);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_customer_with_ordered_services_stays(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let (admin, guest) = (&desk.till.inn.admin, desk.till.inn.guest);
    let id = desk.order().await;
    let individuals = on.customers(INDIVIDUALS);
    assert_eq!(faults(individuals.trash(admin, guest).await), ["service: open_service"]);
    desk.try_to(id, ServiceAct::Deliver).await.unwrap();
    assert_eq!(faults(individuals.trash(admin, guest).await), ["debts: has_debts"]);
    desk.till.post(Purpose::Payment, 200, &[]).await;
    individuals.trash(admin, guest).await.unwrap();
    assert_eq!(desk.rows().await, []);
}

async fn services_move_with_a_merge_and_back(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let (till, inn) = (&desk.till, &desk.till.inn);
    let other = on.named(&inn.admin, "Lê Khách").await.id;
    let stay = on.book(&inn.admin, other, inn.room, inn.tomorrow, 1).await.id;
    let night = test_support::bookings::NIGHT.0;
    let theirs = desk.try_to_order(ServiceInput { customer: other, ..desk.input() }).await.unwrap();
    let mine = desk.order().await;
    let request =
        MergeRequest { survivor: inn.guest, survivor_version: 1, other, other_version: 1, take: Default::default() };
    let merge = on.customers(INDIVIDUALS).merge(&inn.admin, &request).await.unwrap().merge;
    assert_eq!(till.totals().await, [night + 400, 0, 0, 0]);
    // Ordered for a stay that goes back.
    let since = desk.try_to_order(ServiceInput { booking: Some(stay), ..desk.input() }).await.unwrap();
    // And one that is put to a stay that does not.
    let stays = inn.book(inn.tomorrow + TimeDelta::days(5), 1).await;
    let was = desk.row(theirs).await.input();
    desk.change(theirs, &was, ServiceInput { booking: Some(stays), ..was.clone() }).await.unwrap();
    on.customers(INDIVIDUALS).unmerge(&inn.admin, inn.guest, merge).await.unwrap();
    let whose = async |id| desk.row(id).await.customer.id;
    assert_eq!([whose(theirs).await, whose(mine).await, whose(since).await], [other, inn.guest, other]);
    assert_eq!((desk.row(theirs).await.booking, desk.row(since).await.booking.unwrap().id), (None, stay));
    assert_eq!((till.totals().await, till.totals_of(other).await), ([night + 200, 0, 0, 0], [night + 400, 0, 0, 0]));
}

async fn a_purge_leaves_no_note(on: &TestServices) {
    let desk = Laundry::new(on).await;
    let inn = &desk.till.inn;
    let id = desk.try_to_order(ServiceInput { note: "Zyxqwv".to_owned(), ..desk.input() }).await.unwrap();
    desk.try_to(id, ServiceAct::Cancel).await.unwrap();
    let individuals = on.customers(INDIVIDUALS);
    individuals.trash(&inn.admin, inn.guest).await.unwrap();
    individuals.purge(&inn.admin, inn.guest, "KH000001").await.unwrap();
    let left = extra_service::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!((left.note.as_str(), left.unit_price), ("", 100));
    let told = on.audit().list(&inn.admin, &Default::default(), None).await.unwrap();
    assert!(!format!("{told:?}").contains("Zyxqwv"));
    assert_eq!(on.bookings().totals_that_differ().await.unwrap(), []);
}
