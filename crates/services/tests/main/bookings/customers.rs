//! What bookings mean for their customers.

use chrono::TimeDelta;
use domain::{
    booking::BookingAct,
    customer::{Directory, Field, MergeRequest},
    permission::{Action, Resource},
};
use test_support::{Scope, TestServices, bookings::NIGHT, each_database};

use super::Inn;
use crate::support::{faults, refusal};

each_database!(
    a_lead_becomes_a_customer_by_a_booking,
    a_booking_widens_the_branches_of_its_customer,
    a_customer_with_open_bookings_or_debts_stays,
    bookings_follow_a_merged_customer_and_come_back
);

const INDIVIDUALS: Directory = Directory::Individuals;

async fn a_lead_becomes_a_customer_by_a_booking(on: &TestServices) {
    let inn = Inn::new(on).await;
    let lead = on.some_customer(&inn.admin, Directory::Leads, "Trần Văn Hỏi").await;
    on.book(&inn.admin, lead.id, inn.room, inn.tomorrow, 1).await;
    let found = on.customers(Directory::Leads).detail(&inn.admin, &lead.code).await.unwrap();
    assert_eq!((found.id, found.directory), (lead.id, INDIVIDUALS));
    assert!(found.values[&Field::Code].starts_with("KH"));
    let totals = on.bookings().totals(&inn.admin, INDIVIDUALS, lead.id).await.unwrap();
    assert_eq!(totals.bookings.all, 1);
}

async fn a_booking_widens_the_branches_of_its_customer(on: &TestServices) {
    let inn = Inn::new(on).await;
    let elsewhere = on.branch("Quận Bảy").await;
    let may = &[Action::View, Action::Edit];
    let here = on.user("Lan").in_branch(inn.branch).may(Scope::Branch, Resource::Individuals, may).sign_in().await;
    let individuals = on.customers(INDIVIDUALS);
    let code = on.customers(INDIVIDUALS).list(&inn.admin, &Default::default()).await.unwrap().rows[0].values
        [&Field::Code]
        .clone();
    assert_eq!(refusal(individuals.detail(&here, &code).await), domain::AppError::NotFound);

    let id = inn.book(inn.tomorrow, 1).await;

    let found = individuals.detail(&here, &code).await.unwrap();
    assert_eq!((found.id, found.version, found.placement.branches.as_slice()), (inn.guest, 1, [inn.branch].as_slice()));
    let listed = individuals.list(&here, &Default::default()).await.unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [inn.guest]);
    assert_eq!(individuals.count(&here, &Default::default()).await.unwrap().records, 1);
    assert_eq!(individuals.suggest(&here, "khach").await.unwrap().len(), 1);
    let renamed = test_support::change_of(1, Field::Note, None, Some("Khách quen"));
    let renamed = domain::customer::CustomerChange { without_email: Some(true), ..renamed };
    individuals.change(&here, inn.guest, &renamed).await.unwrap();

    // The only booking goes to another branch: so does what the customer stands by.
    let room = on.space(&inn.admin, "P701", elsewhere).await;
    let was = inn.row(id).await.input();
    let becomes = domain::booking::BookingInput { space: room, ..was.clone() };
    on.bookings().change(&inn.admin, id, &domain::booking::BookingChange { was, becomes }).await.unwrap();
    assert_eq!(refusal(individuals.detail(&here, &code).await), domain::AppError::NotFound);
    assert_eq!(individuals.count(&here, &Default::default()).await.unwrap().records, 0);
}

async fn a_customer_with_open_bookings_or_debts_stays(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 1).await;
    let second = inn.book(inn.tomorrow + TimeDelta::days(2), 1).await;
    let individuals = on.customers(INDIVIDUALS);
    let refused = faults(individuals.trash(&inn.admin, inn.guest).await);
    assert_eq!(refused, ["DP000001: open_booking", "DP000002: open_booking"]);
    let blind = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::Delete]).sign_in().await;
    assert_eq!(faults(individuals.trash(&blind, inn.guest).await), ["booking: open_booking"; 2]);
    on.bookings().act(&inn.admin, second, BookingAct::Cancel).await.unwrap();
    on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await.unwrap();
    on.bookings().act(&inn.admin, id, BookingAct::CheckOut(None)).await.unwrap();
    assert_eq!(faults(individuals.trash(&inn.admin, inn.guest).await), ["debts: has_debts"]);
    let was = inn.row(id).await.input();
    let becomes = domain::booking::BookingInput { price: Some(domain::money::Vnd(0)), ..was.clone() };
    on.bookings().change(&inn.admin, id, &domain::booking::BookingChange { was, becomes }).await.unwrap();
    individuals.trash(&inn.admin, inn.guest).await.unwrap();
    // With the customer its bookings leave the lists.
    assert_eq!(on.bookings().list(&inn.admin, &Default::default(), None).await.unwrap().rows, []);
}

async fn bookings_follow_a_merged_customer_and_come_back(on: &TestServices) {
    let inn = Inn::new(on).await;
    let other = on.named(&inn.admin, "Lê Khách").await;
    inn.book(inn.tomorrow, 1).await;
    on.book(&inn.admin, other.id, inn.room, inn.tomorrow + TimeDelta::days(2), 2).await;
    let request = MergeRequest {
        survivor: inn.guest,
        survivor_version: 1,
        other: other.id,
        other_version: 1,
        take: Default::default(),
    };
    let merged = on.customers(INDIVIDUALS).merge(&inn.admin, &request).await.unwrap();
    assert_eq!(inn.totals().await, [2, 0, 3 * NIGHT.0, 0]);
    let rows = on.bookings().list(&inn.admin, &Default::default(), None).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.guest.id == inn.guest) && rows.len() == 2);
    on.customers(INDIVIDUALS).unmerge(&inn.admin, inn.guest, merged.merge).await.unwrap();
    assert_eq!(inn.totals().await, [1, 0, NIGHT.0, 0]);
    let theirs = on.bookings().totals(&inn.admin, INDIVIDUALS, other.id).await.unwrap();
    assert_eq!((theirs.bookings.all, theirs.expected.unwrap().revenue()), (1, domain::money::Vnd(2 * NIGHT.0)));
}
