//! Who is at which customer.

use chrono::TimeDelta;
use domain::{
    AppError, CustomerId,
    customer::{Directory, Field},
    permission::{Action, Resource},
    presence::{Colleague, Subject},
};
use services::{Services, authz::Actor, live::Hint, presence::Doing, secrets::Secrets};
use test_support::{Scope, TestServices, change_of, each_database, on_postgres};
use tokio::time::{Duration, timeout};
use uuid::Uuid;

use crate::support::refusal;

each_database!(
    colleagues_hear_who_edits_and_who_looks,
    nobody_says_or_hears_anything_of_what_is_out_of_reach,
    a_move_out_of_reach_ends_it,
    whoever_is_kept_out_is_gone_at_once,
    whoever_looks_as_another_person_is_not_seen,
    a_tab_is_in_one_place_and_ends_by_itself,
    what_somebody_else_has_saved_is_told,
);

const PATIENCE: Duration = Duration::from_secs(20);

fn tab(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn at(id: CustomerId, edits: bool) -> Subject {
    Subject { directory: Directory::Individuals, id, edits }
}

async fn viewer(on: &TestServices, name: &str, scope: Scope) -> Actor {
    on.user(name).may(scope, Resource::Individuals, &[Action::View]).sign_in().await
}

/// Who else is there, for somebody who looks at it.
async fn others(on: &TestServices, actor: &Actor, id: CustomerId) -> Vec<(String, bool)> {
    let scene = on.presence().scene(actor, at(id, false)).await.unwrap();
    scene.people.into_iter().map(|Colleague { name, edits }| (name, edits)).collect()
}

fn edits(name: &str) -> (String, bool) {
    (name.to_owned(), true)
}

fn looks(name: &str) -> (String, bool) {
    (name.to_owned(), false)
}

async fn colleagues_hear_who_edits_and_who_looks(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let lan = viewer(on, "Lan Phạm", Scope::All).await;
    let mai = viewer(on, "Mai", Scope::All).await;
    let hoa = viewer(on, "Hoa", Scope::All).await;
    let mut hints = on.listen();

    assert!(on.presence().arrive(&lan, tab(1), at(id, true)).await.unwrap().people.is_empty());
    let Ok(Ok(Hint::Seen(seen))) = timeout(PATIENCE, hints.recv()).await else { panic!("nothing was told") };
    assert_eq!((seen.user, seen.record, seen.doing), (lan.user, id, Some(Doing::Edits)));
    on.presence().arrive(&hoa, tab(2), at(id, false)).await.unwrap();
    assert!(matches!(hints.try_recv(), Ok(Hint::Seen(_))));
    // That somebody is still there is no news; a second tab of one person is one person.
    on.presence().arrive(&hoa, tab(2), at(id, false)).await.unwrap();
    assert!(hints.try_recv().is_err());
    on.presence().arrive(&lan, tab(3), at(id, false)).await.unwrap();

    assert_eq!(others(on, &mai, id).await, [edits("Lan Phạm"), looks("Hoa")]);
    assert_eq!(others(on, &lan, id).await, [looks("Hoa")]);
    on.presence().leave(tab(1)).await;
    assert_eq!(others(on, &mai, id).await, [looks("Hoa"), looks("Lan Phạm")]);
    on.presence().leave(tab(2)).await;
    on.presence().leave(tab(3)).await;
    assert_eq!(others(on, &mai, id).await, []);
}

async fn nobody_says_or_hears_anything_of_what_is_out_of_reach(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, vinh) = (on.branch("Huế").await, on.branch("Vinh").await);
    let there = |branch: domain::BranchId| [(Field::Name, "An"), (Field::Branch, branch.to_string().leak() as &str)];
    let here = on.individual(&admin, there(hue)).await.id;
    let away = on.individual(&admin, there(vinh)).await.id;
    let mine = |name| on.user(name).in_branch(hue).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    let lan = mine("Lan").sign_in().await;
    let guard = on.user("Bảo vệ").may(Scope::All, Resource::Bookings, &[Action::View]).sign_in().await;
    let missing = CustomerId(Uuid::from_u128(9));
    let mut hints = on.listen();

    for record in [away, missing] {
        assert_eq!(refusal(on.presence().arrive(&lan, tab(1), at(record, true)).await), AppError::NotFound);
        assert_eq!(refusal(on.presence().scene(&lan, at(record, true)).await), AppError::NotFound);
    }
    // In another list it is not there either.
    let elsewhere = Subject { directory: Directory::Teams, ..at(here, true) };
    assert!(on.presence().arrive(&lan, tab(1), elsewhere).await.is_err());
    let forbidden = refusal(on.presence().arrive(&guard, tab(2), at(here, false)).await);
    assert!(matches!(forbidden, AppError::Forbidden { .. }), "{forbidden:?}");
    assert!(hints.try_recv().is_err(), "whoever may not see it says nothing");
    assert_eq!(others(on, &admin, away).await, []);

    on.presence().arrive(&lan, tab(1), at(here, true)).await.unwrap();
    assert_eq!(others(on, &admin, here).await, [edits("Lan")]);
}

async fn a_move_out_of_reach_ends_it(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = viewer(on, "Lan", Scope::Own).await;
    let owner = lan.user.to_string();
    let id = on.individual(&admin, [(Field::Name, "An"), (Field::Owner, &owner)]).await.id;
    on.presence().arrive(&lan, tab(1), at(id, true)).await.unwrap();
    assert_eq!(others(on, &admin, id).await, [edits("Lan")]);
    let away = change_of(1, Field::Owner, Some(&owner), None);
    let away = domain::customer::CustomerChange { without_email: Some(true), ..away };
    on.customers(Directory::Individuals).change(&admin, id, &away).await.unwrap();
    assert_eq!(refusal(on.presence().arrive(&lan, tab(1), at(id, true)).await), AppError::NotFound);
    assert_eq!(others(on, &admin, id).await, []);
}

async fn whoever_is_kept_out_is_gone_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let lan = viewer(on, "Lan", Scope::All).await;
    on.presence().arrive(&lan, tab(1), at(id, true)).await.unwrap();
    on.users().block(&admin, lan.user).await.unwrap();
    assert_eq!(others(on, &admin, id).await, []);
    assert_eq!(refusal(on.presence().arrive(&lan, tab(1), at(id, true)).await), AppError::Unauthenticated);
    on.users().unblock(&admin, lan.user).await.unwrap();
    assert_eq!(others(on, &admin, id).await, [], "the tab was sent away");
}

async fn whoever_looks_as_another_person_is_not_seen(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let (lan, mai) = (viewer(on, "Lan", Scope::All).await, viewer(on, "Mai", Scope::All).await);
    on.users().see_as(&admin, lan.user).await.unwrap();
    let seen = Actor { user: lan.user, seen_by: Some(admin.user), ..admin.clone() };
    on.presence().arrive(&mai, tab(1), at(id, false)).await.unwrap();
    let scene = on.presence().arrive(&seen, tab(2), at(id, true)).await.unwrap();
    assert_eq!(scene.people.len(), 1);
    assert_eq!(others(on, &mai, id).await, []);
}

async fn a_tab_is_in_one_place_and_ends_by_itself(on: &TestServices) {
    let admin = on.administrator().await;
    let (first, second) = (on.named(&admin, "An").await.id, on.named(&admin, "Bình").await.id);
    let lan = viewer(on, "Lan", Scope::All).await;
    on.presence().arrive(&lan, tab(1), at(first, true)).await.unwrap();
    on.presence().arrive(&lan, tab(1), at(second, true)).await.unwrap();
    assert_eq!((others(on, &admin, first).await, others(on, &admin, second).await), (vec![], vec![edits("Lan")]));
    on.clock.advance(TimeDelta::seconds(30));
    on.presence().arrive(&lan, tab(1), at(second, false)).await.unwrap();
    on.clock.advance(TimeDelta::seconds(30));
    assert_eq!(others(on, &admin, second).await, [looks("Lan")]);
    on.clock.advance(TimeDelta::seconds(30));
    assert_eq!(others(on, &admin, second).await, []);
}

async fn what_somebody_else_has_saved_is_told(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.named(&admin, "An").await.id;
    let editor = on.user("Lan Phạm").may(Scope::All, Resource::Individuals, &[Action::View, Action::Edit]);
    let lan = editor.sign_in().await;
    assert_eq!(on.presence().scene(&admin, at(id, true)).await.unwrap().version, 1);
    let change = change_of(1, Field::Phone, None, Some("0905969648"));
    let change = domain::customer::CustomerChange { without_email: Some(true), ..change };
    on.customers(Directory::Individuals).change(&lan, id, &change).await.unwrap();
    let told = on.presence().scene(&admin, at(id, true)).await.unwrap();
    assert_eq!((told.version, told.saved_by.as_deref()), (2, Some("Lan Phạm")));
    assert_eq!(on.presence().scene(&lan, at(id, true)).await.unwrap().saved_by, None, "it was the reader");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_instance_hears_of_it_by_postgres() {
    on_postgres(async |on| {
        let admin = on.administrator().await;
        let id = on.named(&admin, "An").await.id;
        let lan = viewer(on, "Lan", Scope::All).await;
        let (clock, folder) = (on.clock.for_services(), on.data_folder().into());
        let other = Services::new(on.database().clone(), clock, Secrets::new([7; 32]), folder);
        let mut hints = other.listen();
        let hearing = tokio::spawn({
            let other = other.clone();
            async move { other.hear_others().await }
        });
        let next = async |hints: &mut tokio::sync::broadcast::Receiver<Hint>| {
            loop {
                match timeout(PATIENCE, hints.recv()).await.expect("nothing was told").unwrap() {
                    Hint::Seen(seen) => return seen.doing,
                    Hint::Gap => return None,
                    _ => {}
                }
            }
        };
        assert_eq!(next(&mut hints).await, None, "it listens");
        on.presence().arrive(&lan, tab(1), at(id, true)).await.unwrap();
        assert_eq!(next(&mut hints).await, Some(Doing::Edits));
        let scene = other.presence().scene(&admin, at(id, false)).await.unwrap();
        assert_eq!(scene.people, [Colleague { name: "Lan".to_owned(), edits: true }]);
        on.presence().leave(tab(1)).await;
        assert_eq!(next(&mut hints).await, None);
        assert!(other.presence().scene(&admin, at(id, false)).await.unwrap().people.is_empty());
        hearing.abort();
    })
    .await;
}
