//! In force, ended, terminated, continued: and what becomes of the space.

use domain::{
    AppError, IdempotencyKey,
    booking::{BookingAct, BookingChange, BookingInput, BookingStatus},
    contract::{ContractChange, ContractInput, ContractStatus, Termination},
    ledger::ChargeStatus,
    money::Vnd,
    time::BusinessZone,
};
use test_support::{TestServices, bookings::stay, each_database};
use uuid::Uuid;

use super::{DEPOSIT, Lease, RENT, day};
use crate::support::{conflict, faults, refusal};

each_database!(
    a_contract_is_in_force_and_ends,
    what_is_in_force_is_changed_by_acts_alone,
    whoever_brings_it_in_force_has_read_it,
    a_space_is_rented_or_booked_once,
    its_booking_is_moved_by_the_contract_alone,
    a_terminated_contract_frees_its_space,
    a_contract_is_continued_by_another_one
);

async fn a_contract_is_in_force_and_ends(on: &TestServices) {
    let lease = Lease::new(on).await;
    let id = lease.active().await;
    let zone = BusinessZone::default();
    let [booking] = lease.bookings(id).await.try_into().unwrap();
    assert_eq!((booking.starts_at, booking.ends_at), (zone.start_of(day(2026, 12, 1)), zone.start_of(day(2027, 3, 1))));
    assert_eq!((booking.price, booking.status, booking.of_contract), (Some(Vnd(0)), BookingStatus::Reserved, true));
    let detail = lease.read(id).await;
    assert_eq!((detail.row.status, detail.row.days_left), (ContractStatus::Active, Some(98)));
    assert_eq!(detail.booking.unwrap().name, booking.code);
    let periods: Vec<_> = detail.periods.iter().map(|it| (it.number, it.from, it.to, it.amount, it.open)).collect();
    let rent = Some(RENT);
    assert_eq!(periods[1], (2, day(2027, 1, 1), day(2027, 1, 31), rent, rent));
    assert_eq!(periods.len(), 3);
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([9_000, 0, 0, 0], DEPOSIT));
    // The text stays as it was, whatever becomes of the names in it.
    let was = on.spaces().list(&lease.till.inn.admin).await.unwrap().spaces[0].input();
    let renamed = domain::space::SpaceInput { name: "Phòng hoa sen".to_owned(), ..was.clone() };
    on.spaces().change(&lease.till.inn.admin, lease.till.inn.room, &was, &renamed).await.unwrap();
    assert!(lease.read(id).await.wording.unwrap().starts_with("Lê Thị Khách thuê Phòng P101"));

    lease.come(day(2027, 2, 28)).await;
    assert_eq!(lease.read(id).await.row.status, ContractStatus::Active);
    lease.come(day(2027, 3, 1)).await;
    let detail = lease.read(id).await;
    assert_eq!((detail.row.status, detail.row.days_left), (ContractStatus::Ended, None));
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([9_000, 9_000, 0, 0], Vnd(0)));
    let event = Some(domain::history::Event::ContractEnded);
    let filter = domain::audit::AuditFilter { event, ..Default::default() };
    let told = on.audit().list(&lease.till.inn.admin, &filter, None).await.unwrap().entries;
    assert_eq!(told.iter().map(|entry| entry.actor.clone()).collect::<Vec<_>>(), [None]);
}

async fn what_is_in_force_is_changed_by_acts_alone(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let id = lease.active().await;
    let was = lease.read(id).await.input();
    let change = ContractChange { becomes: ContractInput { note: "Khác".to_owned(), ..was.clone() }, was };
    let told = ["contract: contract_status"];
    assert_eq!(faults(on.contracts().change(admin, id, &change).await), told);
    assert_eq!(faults(on.contracts().discard(admin, id).await), told);
    assert_eq!(faults(lease.try_to_activate(id).await), told);
    lease.try_to_terminate(id, day(2026, 12, 31)).await.unwrap();
    assert_eq!(faults(lease.try_to_terminate(id, day(2026, 12, 31)).await), told);
    let renewed = on.contracts().renew(admin, IdempotencyKey(Uuid::now_v7()), id).await;
    assert_eq!(faults(renewed), told);
    let draft = lease.draft().await;
    assert_eq!(faults(lease.try_to_terminate(draft, day(2026, 12, 31)).await), told);
}

async fn whoever_brings_it_in_force_has_read_it(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let id = lease.draft().await;
    let detail = lease.read(id).await;
    let was = detail.input();
    let change = ContractChange { becomes: ContractInput { rent: Some(Vnd(9)), ..was.clone() }, was };
    on.contracts().change(admin, id, &change).await.unwrap();
    assert_eq!(conflict(on.contracts().activate(admin, id, detail.version).await).version, 2);
    assert_eq!(lease.till.totals().await, [0; 4]);
    on.contracts().activate(admin, id, 2).await.unwrap();
    assert_eq!(lease.till.totals().await, [27, 0, 0, 0]);
}

async fn a_space_is_rented_or_booked_once(on: &TestServices) {
    let lease = Lease::new(on).await;
    let inn = &lease.till.inn;
    let zone = BusinessZone::default();
    let last_night = BookingInput {
        starts_at: zone.start_of(day(2027, 2, 28)),
        ends_at: zone.start_of(day(2027, 3, 2)),
        ..stay(inn.guest, inn.room, inn.tomorrow, 1)
    };
    let booked = inn.try_to_book(&last_night).await.unwrap().id;
    let id = lease.draft().await;
    assert_eq!(faults(lease.try_to_activate(id).await), ["space: occupied"]);
    // Nothing of it has happened.
    assert_eq!((lease.read(id).await.row.status, lease.read(id).await.periods.len()), (ContractStatus::Draft, 0));
    on.bookings().act(&inn.admin, booked, BookingAct::Cancel).await.unwrap();
    lease.try_to_activate(id).await.unwrap();
    assert_eq!(faults(inn.try_to_book(&last_night).await), ["space: occupied"]);
    // The day after its last one the space is free.
    let after = BookingInput { starts_at: zone.start_of(day(2027, 3, 1)), ..last_night };
    inn.try_to_book(&after).await.unwrap();
    let other = lease.try_to_draft(&lease.input()).await.unwrap().id;
    assert_eq!(faults(lease.try_to_activate(other).await), ["space: occupied"]);
    // A space that may not be booked any more is not rented either.
    let was = on.spaces().list(&inn.admin).await.unwrap().spaces[0].input();
    let closed = domain::space::SpaceInput { active: false, ..was.clone() };
    on.spaces().change(&inn.admin, inn.room, &was, &closed).await.unwrap();
    assert_eq!(faults(lease.try_to_activate(other).await), ["space: space_closed"]);
    // Where there is a contract a space stays, be it a draft.
    let moved = domain::space::SpaceInput { branch: Some(on.branch("Quận Bảy").await), ..closed.clone() };
    let refused = on.spaces().change(&inn.admin, inn.room, &closed, &moved).await;
    assert_eq!(faults(refused), ["branch: space_has_bookings"]);
}

async fn its_booking_is_moved_by_the_contract_alone(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let id = lease.active().await;
    let [booking] = lease.bookings(id).await.try_into().unwrap();
    let told = ["booking: booking_of_contract"];
    let act = async |act| on.bookings().act(admin, booking.id, act).await;
    assert_eq!(faults(act(BookingAct::Cancel).await), told);
    lease.come(day(2026, 12, 2)).await;
    assert_eq!(faults(act(BookingAct::NoShow).await), told);
    let was = booking.input();
    let change = async |becomes: BookingInput| {
        on.bookings().change(admin, booking.id, &BookingChange { was: was.clone(), becomes }).await
    };
    for becomes in [
        BookingInput { price: Some(Vnd(1)), ..was.clone() },
        BookingInput { agreed_deposit: Some(Vnd(1)), ..was.clone() },
        BookingInput { ends_at: was.ends_at + chrono::TimeDelta::days(1), ..was.clone() },
    ] {
        assert_eq!(faults(change(becomes).await), told);
    }
    change(BookingInput { guests: Some(2), price: None, agreed_deposit: None, ..was.clone() }).await.unwrap();
    // Guests come and go as by any other, and nothing is owed by that.
    act(BookingAct::CheckIn).await.unwrap();
    assert_eq!(faults(act(BookingAct::CheckOut(Some(Vnd(5)))).await), told);
    act(BookingAct::CheckOut(None)).await.unwrap();
    assert_eq!(lease.till.totals().await, [9_000, 3_000, 0, 0]);
    // The check-out was a mistake, and the contract ended before that was noticed.
    lease.try_to_terminate(id, day(2026, 12, 31)).await.unwrap();
    act(BookingAct::Undo(BookingStatus::Completed)).await.unwrap();
    let [booking] = lease.bookings(id).await.try_into().unwrap();
    assert_eq!(booking.ends_at, BusinessZone::default().start_of(day(2027, 1, 1)));
}

async fn a_terminated_contract_frees_its_space(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let zone = BusinessZone::default();
    // Before its first day: it never was.
    let first = lease.active().await;
    lease.try_to_terminate(first, day(2026, 11, 30)).await.unwrap();
    assert_eq!(lease.bookings(first).await[0].status, BookingStatus::Cancelled);
    assert_eq!((lease.till.totals().await, lease.agreed().await), ([0; 4], Vnd(0)));
    // Within it, before the guest has come.
    let second = lease.active().await;
    lease.try_to_terminate(second, day(2027, 1, 15)).await.unwrap();
    let [booking] = lease.bookings(second).await.try_into().unwrap();
    assert_eq!((booking.status, booking.ends_at), (BookingStatus::Reserved, zone.start_of(day(2027, 1, 16))));
    let detail = lease.read(second).await;
    assert_eq!((detail.row.terminated_on, detail.reason.as_str()), (Some(day(2027, 1, 15)), "Chuyển nơi làm việc"));
    let statuses: Vec<_> = detail.periods.iter().map(|period| period.status).collect();
    assert_eq!(statuses, [ChargeStatus::Expected, ChargeStatus::Expected, ChargeStatus::Void]);
    // What was billed by then comes to be owed all the same.
    lease.come(day(2027, 3, 1)).await;
    assert_eq!(lease.till.totals().await, [6_000, 6_000, 0, 0]);
    assert_eq!(lease.read(second).await.row.status, ContractStatus::Terminated);
    let late = lease.begin(&ContractInput { space: None, ..lease.input() }).await;
    let wrong = Termination { on: day(2027, 3, 1), reason: " ".to_owned() };
    let told = faults(on.contracts().terminate(admin, late, &wrong).await);
    assert_eq!(told, ["on: after_contract", "reason: required"]);
}

async fn a_contract_is_continued_by_another_one(on: &TestServices) {
    let lease = Lease::new(on).await;
    let admin = &lease.till.inn.admin;
    let id = lease.active().await;
    let key = IdempotencyKey(Uuid::now_v7());
    let next = on.contracts().renew(admin, key, id).await.unwrap();
    assert_eq!(on.contracts().renew(admin, key, id).await.unwrap(), next);
    let detail = lease.read(next.id).await;
    assert_eq!((detail.row.starts_on, detail.row.ends_on), (day(2027, 3, 1), day(2027, 5, 31)));
    assert_eq!(
        (detail.row.rent, detail.row.agreed_deposit, detail.row.status),
        (Some(RENT), Some(DEPOSIT), ContractStatus::Draft)
    );
    assert_eq!((detail.text, detail.renews.unwrap().id), (lease.input().text, id));
    assert_eq!(lease.read(id).await.renewed_by.unwrap().name, next.code);
    let again = async || on.contracts().renew(admin, IdempotencyKey(Uuid::now_v7()), id).await;
    assert_eq!(faults(again().await), ["contract: contract_renewed"]);
    lease.try_to_activate(next.id).await.unwrap();
    assert_eq!(lease.till.totals().await, [18_000, 0, 0, 0]);
    // A draft is thrown away, or the next one is terminated: then it may be continued anew.
    lease.try_to_terminate(next.id, day(2027, 2, 28)).await.unwrap();
    let other = again().await.unwrap();
    on.contracts().discard(admin, other.id).await.unwrap();
    again().await.unwrap();
    let missing = on.contracts().renew(admin, IdempotencyKey(Uuid::now_v7()), Uuid::now_v7().into()).await;
    assert_eq!(refusal(missing), AppError::NotFound);
}
