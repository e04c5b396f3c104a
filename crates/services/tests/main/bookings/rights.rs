//! Who sees and does what: a booking follows its customer, a space its branch, and amounts have a cell of their own.

use domain::{
    AppError, IdempotencyKey,
    audit::AuditFilter,
    booking::{BookingAct, BookingChange, BookingFilter, BookingInput},
    customer::Directory,
    history::Event,
    money::Vnd,
    permission::{Action, Resource},
    space::{Price, SpaceInput},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, bookings::stay, each_database};
use uuid::Uuid;

use super::Inn;
use crate::support::{faults, refusal};

each_database!(
    whoever_sees_the_customer_sees_all_of_its_bookings,
    amounts_are_for_those_who_may_see_them,
    what_is_known_is_changed_without_seeing_spaces,
    what_was_done_stays_in_the_trail_when_the_customer_goes,
    a_space_follows_its_branch
);

const VIEW: &[Action] = &[Action::View];

async fn whoever_sees_the_customer_sees_all_of_its_bookings(on: &TestServices) {
    let inn = Inn::new(on).await;
    let elsewhere = on.branch("Quận Bảy").await;
    let room = on.space(&inn.admin, "P701", elsewhere).await;
    let id = inn.book(inn.tomorrow, 1).await;
    on.book(&inn.admin, inn.guest, room, inn.tomorrow, 1).await;
    let other = on.named(&inn.admin, "Trần Văn Xa").await;
    on.book(&inn.admin, other.id, room, inn.tomorrow + chrono::TimeDelta::days(3), 1).await;

    // The guest stands in both branches, so a guard of one sees both bookings, and the names alone.
    let guard = on.user("Bảo vệ").in_branch(inn.branch).may(Scope::Branch, Resource::Bookings, VIEW).sign_in().await;
    let seen = on.bookings().list(&guard, &BookingFilter::default(), None).await.unwrap().rows;
    assert_eq!(
        seen.iter().map(|row| (row.guest.name.as_str(), row.price)).collect::<Vec<_>>(),
        [("Lê Thị Khách", None); 2]
    );
    assert!(seen.iter().all(|row| row.guest.link.is_none()));
    let missing = AppError::Forbidden { action: Action::Edit, resource: Resource::Bookings };
    assert_eq!(refusal(on.bookings().act(&guard, id, BookingAct::CheckIn).await), missing);
    // Who sees all customers sees all bookings, however narrow the right to view them; and what may only be seen is not
    // edited.
    let clerk = on
        .user("Lễ tân")
        .in_branch(elsewhere)
        .may(Scope::All, Resource::Individuals, VIEW)
        .may(Scope::Own, Resource::Bookings, &[Action::View, Action::Edit, Action::Create])
        .may(Scope::All, Resource::Spaces, VIEW)
        .sign_in()
        .await;
    let seen = on.bookings().list(&clerk, &BookingFilter::default(), None).await.unwrap().rows;
    assert_eq!((seen.len(), seen.iter().filter(|row| row.guest.link.is_some()).count()), (3, 3));
    assert_eq!(refusal(on.bookings().act(&clerk, id, BookingAct::CheckIn).await), missing);
    let input = stay(inn.guest, room, inn.tomorrow + chrono::TimeDelta::days(9), 1);
    let key = IdempotencyKey(Uuid::now_v7());
    let missing = AppError::Forbidden { action: Action::Create, resource: Resource::Bookings };
    assert_eq!(refusal(on.bookings().create(&clerk, key, &input).await), missing);
    // Nobody sees what is out of reach.
    let stranger = on.user("Người lạ").may(Scope::Own, Resource::Bookings, Action::ALL).sign_in().await;
    assert_eq!(on.bookings().list(&stranger, &BookingFilter::default(), None).await.unwrap().rows, []);
    assert_eq!(refusal(on.bookings().act(&stranger, id, BookingAct::CheckIn).await), AppError::NotFound);
    let totals = on.bookings().totals(&stranger, Directory::Individuals, inn.guest).await;
    let missing = AppError::Forbidden { action: Action::View, resource: Resource::Individuals };
    assert_eq!(refusal(totals), missing);
}

async fn amounts_are_for_those_who_may_see_them(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 1).await;
    let all = [Resource::Individuals, Resource::Bookings, Resource::Spaces];
    let clerk = all.into_iter().fold(on.user("Lễ tân"), |clerk, of| {
        clerk.may(Scope::All, of, &[Action::View, Action::Create, Action::Edit])
    });
    let clerk = clerk.sign_in().await;
    let seen = on.bookings().list(&clerk, &BookingFilter::default(), None).await.unwrap().rows;
    assert_eq!((seen[0].price, seen[0].agreed_deposit), (None, None));
    assert_eq!(on.spaces().list(&clerk).await.unwrap().spaces[0].price, None);
    let totals = on.bookings().totals(&clerk, Directory::Individuals, inn.guest).await.unwrap();
    assert_eq!((totals.bookings.all, totals.expected, totals.balance), (1, None, None));

    let missing = AppError::Forbidden { action: Action::View, resource: Resource::Amounts };
    let check_out = BookingAct::CheckOut(Some(Vnd(1)));
    assert_eq!(refusal(on.bookings().act(&clerk, id, check_out).await), missing);
    let mut input = stay(inn.guest, inn.room, inn.tomorrow + chrono::TimeDelta::days(3), 1);
    let key = IdempotencyKey(Uuid::now_v7());
    on.bookings().create(&clerk, key, &input).await.unwrap();
    input.price = Some(Vnd(1));
    let another = IdempotencyKey(Uuid::now_v7());
    assert_eq!(refusal(on.bookings().create(&clerk, another, &input).await), missing);
    // What stands there stays if it is not touched.
    let was = seen[0].input();
    let becomes = BookingInput { note: "Đến muộn".to_owned(), ..was.clone() };
    on.bookings().change(&clerk, id, &BookingChange { was: was.clone(), becomes }).await.unwrap();
    assert_eq!(inn.row(id).await.price, Some(test_support::bookings::NIGHT));
    let space = on.spaces().list(&clerk).await.unwrap().spaces[0].input();
    let renamed = SpaceInput { name: "Phòng sen".to_owned(), ..space.clone() };
    on.spaces().change(&clerk, inn.room, &space, &renamed).await.unwrap();
    let dearer = SpaceInput { price: Some(Price::default()), ..renamed.clone() };
    assert_eq!(refusal(on.spaces().change(&clerk, inn.room, &renamed, &dearer).await), missing);
}

async fn what_is_known_is_changed_without_seeing_spaces(on: &TestServices) {
    let inn = Inn::new(on).await;
    let other = on.space(&inn.admin, "P102", inn.branch).await;
    let id = inn.book(inn.tomorrow, 1).await;
    let clerk = on.user("Lễ tân").may(Scope::All, Resource::Bookings, &[Action::View, Action::Edit]).sign_in().await;
    let seen = on.bookings().list(&clerk, &BookingFilter::default(), None).await.unwrap().rows;
    assert!(seen[0].may_edit);
    let was = seen[0].input();
    let change = |becomes| BookingChange { was: was.clone(), becomes };
    let noted = BookingInput { note: "Đến muộn".to_owned(), ..was.clone() };
    on.bookings().change(&clerk, id, &change(noted)).await.unwrap();
    assert_eq!(inn.row(id).await.note, "Đến muộn");
    let moved = BookingInput { space: other, ..was.clone() };
    let missing = AppError::Forbidden { action: Action::View, resource: Resource::Spaces };
    assert_eq!(refusal(on.bookings().change(&clerk, id, &change(moved)).await), missing);
    let reader = on.user("Bảo vệ").may(Scope::All, Resource::Bookings, VIEW).sign_in().await;
    assert!(!on.bookings().list(&reader, &BookingFilter::default(), None).await.unwrap().rows[0].may_edit);
}

/// Bookings of which the trail tells somebody that they were called off.
async fn cancellations(on: &TestServices, actor: &Actor) -> usize {
    let filter = AuditFilter { event: Some(Event::Cancelled), ..AuditFilter::default() };
    on.audit().list(actor, &filter, None).await.unwrap().entries.len()
}

async fn what_was_done_stays_in_the_trail_when_the_customer_goes(on: &TestServices) {
    let inn = Inn::new(on).await;
    let id = inn.book(inn.tomorrow, 1).await;
    on.bookings().act(&inn.admin, id, BookingAct::Cancel).await.unwrap();
    on.customers(Directory::Individuals).trash(&inn.admin, inn.guest).await.unwrap();
    assert_eq!(cancellations(on, &inn.admin).await, 1);
    for (name, scope, expected) in [("Kiểm toán", Scope::All, 1), ("Người lạ", Scope::Own, 0)] {
        let auditor = on.user(name).may(Scope::All, Resource::Audit, VIEW).may(scope, Resource::Bookings, VIEW);
        let auditor = auditor.sign_in().await;
        assert_eq!(cancellations(on, &auditor).await, expected, "{name}");
    }
}

async fn a_space_follows_its_branch(on: &TestServices) {
    let inn = Inn::new(on).await;
    let elsewhere = on.branch("Quận Bảy").await;
    let there = on.space(&inn.admin, "P701", elsewhere).await;
    let keeper = on
        .user("Quản lý")
        .in_branch(inn.branch)
        .may(Scope::Branch, Resource::Spaces, &[Action::View, Action::Create, Action::Edit])
        .may(Scope::All, Resource::Amounts, VIEW)
        .sign_in()
        .await;
    let list = on.spaces().list(&keeper).await.unwrap();
    assert_eq!(list.spaces.iter().map(|space| space.id).collect::<Vec<_>>(), [inn.room]);
    assert_eq!(list.branches.iter().map(|branch| branch.id).collect::<Vec<_>>(), [inn.branch]);
    let was = list.spaces[0].input();
    let taken = SpaceInput { branch: Some(elsewhere), ..was.clone() };
    assert_eq!(faults(on.spaces().change(&keeper, inn.room, &was, &taken).await), ["branch: outside_reach"]);
    assert_eq!(refusal(on.spaces().change(&keeper, there, &was, &was).await), AppError::NotFound);
    let new = SpaceInput { code: "P702".to_owned(), branch: Some(elsewhere), ..was.clone() };
    assert_eq!(faults(on.spaces().create(&keeper, &new).await), ["branch: outside_reach"]);
    let times = (inn.tomorrow, inn.tomorrow + chrono::TimeDelta::days(1));
    assert_eq!(refusal(on.spaces().occupied(&keeper, there, times, None).await), AppError::NotFound);
    // A code that somebody bears elsewhere is in use; nothing more is said.
    let same = SpaceInput { code: "P701".to_owned(), ..was };
    assert_eq!(faults(on.spaces().create(&keeper, &same).await), ["code: code_in_use"]);
}
