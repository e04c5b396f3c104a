//! Bookings: who comes when, what becomes of it, and what the totals make of that.

mod customers;
mod desk;
mod rights;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    BookingId, BranchId, CustomerId, IdempotencyKey, SpaceId,
    booking::{BookingChange, BookingFilter, BookingInput, BookingRow},
    customer::Directory,
    money::Vnd,
    space::{Price, PriceUnit, SpaceInput},
};
use services::{Failure, Outcome, authz::Actor};
use test_support::{
    TestServices,
    bookings::{NIGHT, stay},
    each_database,
};
use uuid::Uuid;

use crate::support::{conflict, faults, refusal};

each_database!(
    a_booking_costs_what_its_space_costs_or_what_is_agreed,
    a_form_sent_twice_books_once,
    one_space_is_never_booked_twice_for_one_time,
    of_fifty_people_at_once_one_gets_the_space,
    a_changed_booking_keeps_what_others_changed,
    a_booking_moves_to_where_there_is_room,
    pages_go_from_the_latest_to_the_first,
    a_space_is_kept_as_it_is_typed
);

/// A business with a branch, a room and a guest.
pub struct Inn<'s> {
    pub on: &'s TestServices,
    pub admin: Actor,
    pub branch: BranchId,
    pub room: SpaceId,
    pub guest: CustomerId,
    /// Two in the afternoon tomorrow.
    pub tomorrow: DateTime<Utc>,
}

impl<'s> Inn<'s> {
    pub async fn new(on: &'s TestServices) -> Self {
        let admin = on.administrator().await;
        let branch = on.branch("Quận Một").await;
        let room = on.space(&admin, "P101", branch).await;
        let guest = on.named(&admin, "Lê Thị Khách").await.id;
        let tomorrow = on.clock.now() + TimeDelta::hours(29);
        Self { on, admin, branch, room, guest, tomorrow }
    }

    /// Books the room for the guest.
    pub async fn book(&self, starts_at: DateTime<Utc>, nights: i64) -> BookingId {
        self.on.book(&self.admin, self.guest, self.room, starts_at, nights).await.id
    }

    pub async fn try_to_book(&self, input: &BookingInput) -> Outcome<domain::booking::Booked> {
        self.on.bookings().create(&self.admin, IdempotencyKey(Uuid::now_v7()), input).await
    }

    pub async fn row(&self, id: BookingId) -> BookingRow {
        let page = self.on.bookings().list(&self.admin, &BookingFilter::default(), None).await.unwrap();
        page.rows.into_iter().find(|row| row.id == id).unwrap()
    }

    /// The booking of the guest, who has one.
    pub async fn stay_of_guest(&self) -> BookingId {
        let filter = BookingFilter { customer: Some(self.guest), ..BookingFilter::default() };
        self.on.bookings().list(&self.admin, &filter, None).await.unwrap().rows.remove(0).id
    }

    /// Bookings, completed, expected revenue, debts; and that what is kept is what the records make.
    pub async fn totals(&self) -> [i64; 4] {
        let totals = self.on.bookings().totals(&self.admin, Directory::Individuals, self.guest).await.unwrap();
        let (expected, balance) = (totals.expected.unwrap(), totals.balance.unwrap());
        assert_eq!(self.on.bookings().totals_that_differ().await.unwrap(), []);
        [totals.bookings.all, totals.bookings.completed, expected.revenue().0, balance.debts.0]
    }
}

async fn a_booking_costs_what_its_space_costs_or_what_is_agreed(on: &TestServices) {
    let inn = Inn::new(on).await;
    let by_price = inn.book(inn.tomorrow, 3).await;
    let agreed = BookingInput {
        price: Some(Vnd(500_000)),
        agreed_deposit: Some(Vnd(100_000)),
        ..stay(inn.guest, inn.room, inn.tomorrow + TimeDelta::days(5), 2)
    };
    let agreed = inn.try_to_book(&agreed).await.unwrap();

    let row = inn.row(by_price).await;
    assert_eq!(
        (row.price, row.code.as_str(), row.space_name.as_str()),
        (Some(Vnd(3 * NIGHT.0)), "DP000001", "P101 · Phòng P101")
    );
    assert_eq!(inn.row(agreed.id).await.agreed_deposit, Some(Vnd(100_000)));
    assert_eq!(inn.totals().await, [2, 0, 1_400_000, 0]);
    let wrong = BookingInput { ends_at: inn.tomorrow, ..stay(inn.guest, inn.room, inn.tomorrow, 1) };
    assert_eq!(faults(inn.try_to_book(&wrong).await), ["ends_at: ends_before_start"]);
}

async fn a_form_sent_twice_books_once(on: &TestServices) {
    let inn = Inn::new(on).await;
    let (key, input) = (IdempotencyKey(Uuid::now_v7()), stay(inn.guest, inn.room, inn.tomorrow, 1));
    let first = on.bookings().create(&inn.admin, key, &input).await.unwrap();
    assert_eq!(on.bookings().create(&inn.admin, key, &input).await.unwrap(), first);
    assert_eq!(inn.totals().await[0], 1);
}

async fn one_space_is_never_booked_twice_for_one_time(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 3).await;
    let ends_at = inn.row(id).await.ends_at;
    let hour = TimeDelta::hours(1);
    for (from, to) in [
        (inn.tomorrow, ends_at),
        (inn.tomorrow - hour, inn.tomorrow + hour),
        (ends_at - hour, ends_at + hour),
        (inn.tomorrow + hour, ends_at - hour),
        (inn.tomorrow - hour, ends_at + hour),
    ] {
        let input = BookingInput { starts_at: from, ends_at: to, ..stay(inn.guest, inn.room, from, 1) };
        assert_eq!(faults(inn.try_to_book(&input).await), ["space: occupied"], "{from} {to}");
        let taken = on.spaces().occupied(&inn.admin, inn.room, (from, to), None).await.unwrap();
        assert_eq!(taken, [(inn.tomorrow, ends_at)]);
    }
    // The end is not included: who leaves at noon makes room for who comes at noon.
    for (from, to) in [(ends_at, ends_at + hour), (inn.tomorrow - hour, inn.tomorrow)] {
        let input = BookingInput { starts_at: from, ends_at: to, ..stay(inn.guest, inn.room, from, 1) };
        inn.try_to_book(&input).await.unwrap();
    }
    // What is called off makes room.
    on.bookings().act(&inn.admin, id, domain::booking::BookingAct::Cancel).await.unwrap();
    inn.book(inn.tomorrow, 3).await;
    assert_eq!(on.spaces().occupied(&inn.admin, inn.room, (inn.tomorrow, ends_at), Some(id)).await.unwrap().len(), 1);
}

async fn of_fifty_people_at_once_one_gets_the_space(on: &TestServices) {
    let inn = Inn::new(on).await;
    let requests = (0..50).map(|number| {
        let (services, admin) = (on.services(), inn.admin.clone());
        // Each wants another time; they all overlap.
        let input = stay(inn.guest, inn.room, inn.tomorrow + TimeDelta::minutes(number), 2);
        tokio::spawn(async move {
            let booked = services.bookings().create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await;
            match booked {
                Ok(_) => true,
                Err(Failure::Refused(domain::AppError::Invalid(faults))) => {
                    assert_eq!(faults.of("space"), Some("occupied"));
                    false
                }
                Err(other) => panic!("{other:?}"),
            }
        })
    });
    let got: Vec<bool> = futures::future::join_all(requests).await.into_iter().map(|answer| answer.unwrap()).collect();
    assert_eq!(got.iter().filter(|got| **got).count(), 1);
    assert_eq!(inn.totals().await, [1, 0, 2 * NIGHT.0, 0]);
}

async fn a_changed_booking_keeps_what_others_changed(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 2).await;
    let was = inn.row(id).await.input();
    let change = async |becomes: BookingInput| {
        let change = BookingChange { was: was.clone(), becomes };
        on.bookings().change(&inn.admin, id, &change).await
    };
    change(BookingInput { price: Some(Vnd(900_000)), ..was.clone() }).await.unwrap();
    // Another field, over the version before: both are kept.
    change(BookingInput { guests: Some(2), note: "Cần nôi".to_owned(), ..was.clone() }).await.unwrap();
    let row = inn.row(id).await;
    assert_eq!((row.price, row.guests, row.note.as_str()), (Some(Vnd(900_000)), Some(2), "Cần nôi"));
    assert_eq!(inn.totals().await[2], 900_000);
    // The same field: somebody has to choose.
    let lost = change(BookingInput { price: Some(Vnd(1)), ..was.clone() }).await;
    assert_eq!(conflict(lost).changed_by, "Quản Trị");
}

async fn a_booking_moves_to_where_there_is_room(on: &TestServices) {
    let inn = Inn::new(on).await;
    let other = on.space(&inn.admin, "P102", inn.branch).await;
    let id = inn.book(inn.tomorrow, 2).await;
    on.book(&inn.admin, inn.guest, other, inn.tomorrow, 1).await;
    let was = inn.row(id).await.input();
    let moved = |space, starts_at, nights: i64| BookingChange {
        was: was.clone(),
        becomes: BookingInput { space, starts_at, ends_at: starts_at + TimeDelta::days(nights), ..was.clone() },
    };
    let there = moved(other, inn.tomorrow, 2);
    assert_eq!(faults(on.bookings().change(&inn.admin, id, &there).await), ["space: occupied"]);
    let later = moved(other, inn.tomorrow + TimeDelta::days(1), 2);
    on.bookings().change(&inn.admin, id, &later).await.unwrap();
    let row = inn.row(id).await;
    assert_eq!((row.space, row.starts_at), (other, inn.tomorrow + TimeDelta::days(1)));
    // What it left is free.
    inn.book(inn.tomorrow, 2).await;
    let closed = SpaceInput { active: false, ..on.spaces().list(&inn.admin).await.unwrap().spaces[1].input() };
    let open = SpaceInput { active: true, ..closed.clone() };
    on.spaces().change(&inn.admin, other, &open, &closed).await.unwrap();
    let input = stay(inn.guest, other, inn.tomorrow + TimeDelta::days(9), 1);
    assert_eq!(faults(inn.try_to_book(&input).await), ["space: space_closed"]);
}

async fn pages_go_from_the_latest_to_the_first(on: &TestServices) {
    let inn = Inn::new(on).await;
    for number in 0..70 {
        inn.book(inn.tomorrow + TimeDelta::days(2 * number), 1).await;
    }
    let all = BookingFilter::default();
    let first = on.bookings().list(&inn.admin, &all, None).await.unwrap();
    let second = on.bookings().list(&inn.admin, &all, first.after).await.unwrap();
    let codes: Vec<_> = first.rows.iter().chain(&second.rows).map(|row| row.code.clone()).collect();
    assert_eq!((first.rows.len(), second.rows.len(), second.after), (50, 20, None));
    assert_eq!((codes[0].as_str(), codes[69].as_str()), ("DP000070", "DP000001"));

    let day = |days| domain::time::BusinessZone::default().day_of(inn.tomorrow + TimeDelta::days(days));
    let found = async |filter: BookingFilter| {
        let page = on.bookings().list(&inn.admin, &filter, None).await.unwrap();
        page.rows.into_iter().map(|row| row.code).collect::<Vec<_>>()
    };
    // Both days are included, and a stay that only reaches into them counts.
    assert_eq!(
        found(BookingFilter { from: Some(day(1)), to: Some(day(2)), ..all.clone() }).await,
        ["DP000002", "DP000001"]
    );
    for typed in ["000042", "42", "dp000042", "DP00004", "DP000042"] {
        let first = found(BookingFilter { code: typed.to_owned(), ..all.clone() }).await;
        assert!(first.contains(&"DP000042".to_owned()), "{typed}: {first:?}");
    }
    for typed in ["4", "DP000043~", "%", "_", "P000042"] {
        let none = found(BookingFilter { code: typed.to_owned(), ..all.clone() }).await;
        assert!(!none.contains(&"DP000042".to_owned()), "{typed}: {none:?}");
    }
    let elsewhere = on.branch("Quận Bảy").await;
    assert_eq!(found(BookingFilter { branch: Some(elsewhere), ..all.clone() }).await, Vec::<String>::new());
    assert_eq!(found(BookingFilter { branch: Some(inn.branch), space: Some(inn.room), ..all.clone() }).await.len(), 50);
    let status = Some(domain::booking::BookingStatus::Cancelled);
    assert_eq!(found(BookingFilter { status, customer: Some(inn.guest), ..all }).await, Vec::<String>::new());
}

async fn a_space_is_kept_as_it_is_typed(on: &TestServices) {
    let inn = Inn::new(on).await;
    let list = on.spaces().list(&inn.admin).await.unwrap();
    let [space] = list.spaces.as_slice() else { panic!("{list:?}") };
    assert_eq!((space.title(), space.branch.name.as_str()), ("P101 · Phòng P101".to_owned(), "Quận Một"));
    assert_eq!(list.branches.iter().map(|branch| branch.id).collect::<Vec<_>>(), [inn.branch]);

    let was = space.input();
    let price = Some(Price { amount: Vnd(4_000_000), unit: PriceUnit::Month });
    let dearer = SpaceInput { price, ..was.clone() };
    on.spaces().change(&inn.admin, inn.room, &was, &dearer).await.unwrap();
    let renamed = SpaceInput { name: "Phòng hoa sen".to_owned(), ..was.clone() };
    on.spaces().change(&inn.admin, inn.room, &was, &renamed).await.unwrap();
    let now = &on.spaces().list(&inn.admin).await.unwrap().spaces[0];
    assert_eq!((now.price, now.name.as_str(), now.version), (price, "Phòng hoa sen", 3));
    let cheaper = SpaceInput { price: Some(Price::default()), ..was.clone() };
    conflict(on.spaces().change(&inn.admin, inn.room, &was, &cheaper).await);

    let again = SpaceInput { code: "p101".to_owned(), ..was.clone() };
    assert_eq!(faults(on.spaces().create(&inn.admin, &again).await), ["code: code_in_use"]);
    let elsewhere = on.branch("Quận Bảy").await;
    let moved = SpaceInput { branch: Some(elsewhere), ..was.clone() };
    on.spaces().change(&inn.admin, inn.room, &was, &moved).await.unwrap();
    inn.book(inn.tomorrow, 1).await;
    let back = SpaceInput { branch: Some(inn.branch), ..moved.clone() };
    assert_eq!(faults(on.spaces().change(&inn.admin, inn.room, &moved, &back).await), ["branch: space_has_bookings"]);
    assert_eq!(faults(on.branches().delete(&inn.admin, elsewhere.0).await), ["place: still_in_use"]);
    let missing = SpaceId(Uuid::now_v7());
    assert_eq!(refusal(on.spaces().change(&inn.admin, missing, &was, &moved).await), domain::AppError::NotFound);
}
