//! At the reception.

use chrono::TimeDelta;
use domain::{
    booking::{BookingAct, BookingChange, BookingInput, BookingStatus},
    money::Vnd,
};
use test_support::{TestServices, bookings::NIGHT, each_database};

use super::Inn;
use crate::support::faults;

each_database!(
    a_stay_is_owed_from_check_out_on,
    who_comes_early_takes_the_space_if_it_is_free,
    who_leaves_late_is_let_out_and_the_next_one_keeps_the_time,
    two_guests_are_never_in_one_space,
    a_guest_who_moves_takes_the_other_space_from_then_on,
    a_mistake_is_taken_back_by_an_entry,
    nobody_who_does_not_come_owes_anything,
    today_tells_who_comes_goes_and_stays
);

async fn a_stay_is_owed_from_check_out_on(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 3).await;
    let act = async |act| on.bookings().act(&inn.admin, id, act).await.unwrap();
    assert_eq!(inn.totals().await, [1, 0, 3 * NIGHT.0, 0]);
    on.clock.advance(TimeDelta::hours(30));
    act(BookingAct::CheckIn).await;
    assert_eq!(inn.totals().await, [1, 0, 3 * NIGHT.0, 0]);
    on.clock.advance(TimeDelta::hours(20));
    // A day early, and for less.
    act(BookingAct::CheckOut(Some(Vnd(2 * NIGHT.0)))).await;
    let row = inn.row(id).await;
    assert_eq!((row.status, row.ends_at), (BookingStatus::Completed, on.clock.now()));
    assert_eq!(inn.totals().await, [1, 1, 2 * NIGHT.0, 2 * NIGHT.0]);
    // The rest of the time is free.
    inn.book(on.clock.now(), 1).await;
}

async fn who_comes_early_takes_the_space_if_it_is_free(on: &TestServices) {
    let inn = Inn::new(on).await;
    let before = inn.book(inn.tomorrow - TimeDelta::days(1), 1).await;
    let id = inn.book(inn.tomorrow, 1).await;
    on.clock.advance(TimeDelta::hours(25));
    let early = on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await;
    assert_eq!(faults(early), ["space: occupied"]);
    on.bookings().act(&inn.admin, before, BookingAct::Cancel).await.unwrap();
    on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await.unwrap();
    assert_eq!(inn.row(id).await.starts_at, on.clock.now());
}

async fn who_leaves_late_is_let_out_and_the_next_one_keeps_the_time(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 1).await;
    let planned = inn.row(id).await.ends_at;
    let next = inn.book(planned + TimeDelta::hours(1), 1).await;
    on.clock.advance(TimeDelta::hours(29));
    on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await.unwrap();
    on.clock.advance(planned - on.clock.now() + TimeDelta::hours(3));
    let inside = on.bookings().act(&inn.admin, next, BookingAct::CheckIn).await;
    assert_eq!(faults(inside), ["space: guest_inside"]);
    let done = on.bookings().act(&inn.admin, id, BookingAct::CheckOut(None)).await.unwrap();
    assert!(done.next_waits);
    let row = inn.row(id).await;
    assert_eq!((row.ends_at, row.checked_out_at), (planned + TimeDelta::hours(1), Some(on.clock.now())));
    on.bookings().act(&inn.admin, next, BookingAct::CheckIn).await.unwrap();
}

async fn two_guests_are_never_in_one_space(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 1).await;
    let next = inn.book(inn.tomorrow + TimeDelta::days(3), 1).await;
    on.clock.advance(TimeDelta::hours(29));
    on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await.unwrap();
    on.clock.advance(TimeDelta::days(3));
    // The first one is overdue, and nobody has let the guest out.
    assert_eq!(faults(on.bookings().act(&inn.admin, next, BookingAct::CheckIn).await), ["space: guest_inside"]);
}

async fn a_guest_who_moves_takes_the_other_space_from_then_on(on: &TestServices) {
    let inn = Inn::new(on).await;
    let other = on.space(&inn.admin, "P102", inn.branch).await;
    // Whoever had the other space until then had it.
    let before = on.book(&inn.admin, inn.guest, other, inn.tomorrow, 1).await;
    let id = inn.book(inn.tomorrow, 3).await;
    on.clock.advance(TimeDelta::hours(29));
    for id in [before.id, id] {
        on.bookings().act(&inn.admin, id, BookingAct::CheckIn).await.unwrap();
    }
    on.clock.advance(TimeDelta::days(1));
    let was = inn.row(id).await.input();
    let becomes = BookingInput { space: other, ..was.clone() };
    let change = BookingChange { was, becomes };
    assert_eq!(faults(on.bookings().change(&inn.admin, id, &change).await), ["space: guest_inside"]);
    on.bookings().act(&inn.admin, before.id, BookingAct::CheckOut(None)).await.unwrap();
    on.clock.advance(TimeDelta::hours(1));
    on.bookings().change(&inn.admin, id, &change).await.unwrap();
    let row = inn.row(id).await;
    assert_eq!((row.space, row.starts_at, row.held_from), (other, inn.tomorrow, on.clock.now()));
    assert_eq!(inn.totals().await, [2, 1, 4 * NIGHT.0, NIGHT.0]);
    // What was left is free.
    inn.book(on.clock.now(), 1).await;
}

async fn a_mistake_is_taken_back_by_an_entry(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 2).await;
    let before = inn.row(id).await;
    let act = async |act| on.bookings().act(&inn.admin, id, act).await;
    act(BookingAct::CheckIn).await.unwrap();
    act(BookingAct::CheckOut(Some(Vnd(1)))).await.unwrap();
    assert_eq!(inn.totals().await, [1, 1, 1, 1]);
    let undo = async |from| on.bookings().act(&inn.admin, id, BookingAct::Undo(from)).await;
    // Pressed twice, or beside somebody else: only what was meant is taken back.
    assert_eq!(faults(undo(BookingStatus::CheckedIn).await), ["booking: booking_status"]);
    undo(BookingStatus::Completed).await.unwrap();
    assert_eq!(faults(undo(BookingStatus::Completed).await), ["booking: booking_status"]);
    let row = inn.row(id).await;
    assert_eq!(
        (row.status, row.ends_at, row.price, row.checked_out_at),
        (BookingStatus::CheckedIn, before.ends_at, before.price, None)
    );
    assert_eq!(inn.totals().await, [1, 0, 2 * NIGHT.0, 0]);
    undo(BookingStatus::CheckedIn).await.unwrap();
    assert_eq!((inn.row(id).await.starts_at, inn.row(id).await.checked_in_at), (before.starts_at, None));
    assert_eq!(faults(undo(BookingStatus::CheckedIn).await), ["booking: booking_status"]);
    // What was freed by mistake and booked since stays with who has it now.
    act(BookingAct::CheckIn).await.unwrap();
    act(BookingAct::CheckOut(None)).await.unwrap();
    inn.book(inn.tomorrow, 1).await;
    assert_eq!(faults(undo(BookingStatus::Completed).await), ["space: occupied"]);
    let steps = <entities::booking_step::Entity as sea_orm::EntityTrait>::find();
    let steps = steps.all(on.database().writer()).await.unwrap();
    let events: Vec<_> = steps.iter().map(|step| step.event.as_str()).collect();
    assert_eq!(
        events,
        ["checked_in", "checked_out", "check_out_undone", "check_in_undone", "checked_in", "checked_out"]
    );
}

async fn nobody_who_does_not_come_owes_anything(on: &TestServices) {
    let inn = Inn::new(on).await;
    let (missed, cancelled) = (inn.book(inn.tomorrow, 1).await, inn.book(inn.tomorrow + TimeDelta::days(2), 1).await);
    let act = async |id, act| on.bookings().act(&inn.admin, id, act).await;
    assert_eq!(faults(act(missed, BookingAct::NoShow).await), ["booking: booking_not_yet"]);
    on.clock.advance(TimeDelta::hours(33));
    act(missed, BookingAct::NoShow).await.unwrap();
    act(cancelled, BookingAct::Cancel).await.unwrap();
    assert_eq!(inn.totals().await, [2, 0, 0, 0]);
    for id in [missed, cancelled] {
        for wrong in [
            BookingAct::CheckIn,
            BookingAct::CheckOut(None),
            BookingAct::Cancel,
            BookingAct::Undo(BookingStatus::Cancelled),
        ] {
            assert_eq!(faults(act(id, wrong).await), ["booking: booking_status"], "{wrong:?}");
        }
    }
}

async fn today_tells_who_comes_goes_and_stays(on: &TestServices) {
    let inn = Inn::new(on).await;
    let mut rooms = Vec::new();
    for number in 2..7 {
        rooms.push(on.space(&inn.admin, &format!("P10{number}"), inn.branch).await);
    }
    let now = on.clock.now();
    let book = async |room, starts_at, nights| on.book(&inn.admin, inn.guest, room, starts_at, nights).await;
    let act = async |booked: &domain::booking::Booked, act| {
        on.bookings().act(&inn.admin, booked.id, act).await.unwrap();
    };
    let comes = book(rooms[0], now + TimeDelta::hours(5), 2).await;
    let overdue = book(rooms[1], now - TimeDelta::days(1), 3).await;
    book(rooms[2], inn.tomorrow + TimeDelta::days(1), 1).await;
    let goes = book(rooms[2], now - TimeDelta::hours(20), 1).await;
    let stays = book(rooms[3], now - TimeDelta::hours(20), 5).await;
    let gone = book(rooms[4], now - TimeDelta::hours(20), 1).await;
    for booked in [&goes, &stays, &gone] {
        act(booked, BookingAct::CheckIn).await;
    }
    act(&gone, BookingAct::CheckOut(None)).await;

    let today = on.bookings().today(&inn.admin).await.unwrap();

    let codes = |rows: &[domain::booking::BookingRow]| rows.iter().map(|row| row.code.clone()).collect::<Vec<_>>();
    assert_eq!(codes(&today.arrivals), [overdue.code, comes.code]);
    assert_eq!(codes(&today.departures), [goes.code]);
    assert_eq!(codes(&today.staying), [stays.code]);
    assert_eq!(codes(&today.left), [gone.code]);
}
