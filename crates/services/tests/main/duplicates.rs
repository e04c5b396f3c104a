//! The scan of a list for records that may be the same customer.

use std::time::Duration;

use domain::{
    AppError, CustomerId,
    customer::{Directory, Field, Sought},
    duplicate::{Group, MOST_IN_GROUP, ScanStatus},
    permission::{Action, Resource},
};
use entities::scan;
use sea_orm::EntityTrait;
use services::{authz::Actor, duplicates::Duplicates};
use test_support::{Scope, TestServices, each_database};
use tokio::time::sleep;

use crate::{
    desk::{Desk, no_more_jobs},
    support::{faults, refusal},
};

each_database!(
    those_who_share_something_stand_together,
    what_is_out_of_reach_is_neither_named_nor_counted,
    papers_are_compared_for_those_who_may_see_them,
    those_who_are_kept_apart_stay_apart,
    a_scan_goes_on_where_it_stopped,
    a_scan_is_stopped_and_rights_are_asked_again,
    a_scan_stops_when_its_user_is_blocked
);

/// Nothing that is waited for takes so long.
const PATIENCE: usize = 600;

async fn scanned(duplicates: &Duplicates<'_>, actor: &Actor) -> ScanStatus {
    for _ in 0..PATIENCE {
        let state = duplicates.state(actor).await.unwrap().unwrap();
        if !state.status.is_busy() {
            assert!(state.status != ScanStatus::Ready || state.done == state.total);
            return state.status;
        }
        sleep(Duration::from_millis(50)).await;
    }
    panic!("the scan does not end")
}

/// Starts a scan and waits for what it finds.
async fn found(desk: &Desk, actor: &Actor, directory: Directory) -> Vec<Group> {
    let duplicates = desk.services.duplicates(directory);
    duplicates.start(actor).await.unwrap();
    assert_eq!(scanned(&duplicates, actor).await, ScanStatus::Ready);
    groups(&duplicates, actor).await
}

async fn groups(duplicates: &Duplicates<'_>, actor: &Actor) -> Vec<Group> {
    let (mut groups, mut after) = (Vec::new(), None);
    loop {
        let page = duplicates.groups(actor, after).await.unwrap();
        groups.extend(page.groups);
        after = page.next;
        if after.is_none() {
            return groups;
        }
    }
}

/// What each group has in common, and whom it holds.
fn told(groups: &[Group]) -> Vec<(Vec<Field>, Vec<CustomerId>)> {
    let told = |group: &Group| {
        let mut members: Vec<CustomerId> = group.members.iter().map(|member| member.id).collect();
        members.sort_unstable();
        (group.reasons.clone(), members)
    };
    groups.iter().map(told).collect()
}

fn holds(groups: &[Group], reasons: &[Field], members: &[CustomerId]) -> bool {
    let mut members = members.to_vec();
    members.sort_unstable();
    told(groups).contains(&(reasons.to_vec(), members))
}

async fn those_who_share_something_stand_together(on: &TestServices) {
    let admin = on.administrator().await;
    let desk = Desk::new(on, &admin);
    let new = async |texts: &[(Field, &str)]| {
        let values = texts.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        let input = domain::customer::CustomerInput { values, without_email: true, ..Default::default() };
        let key = domain::IdempotencyKey(uuid::Uuid::now_v7());
        on.customers(Directory::Individuals).create(&admin, key, &input).await.unwrap().id
    };
    let born = (Field::DateOfBirth, "1990-04-21");
    let hoa = new(&[(Field::Name, "Lê Hoa"), born, (Field::Phone, "0905969648"), (Field::Email, "h@example.vn")]).await;
    let le_hoa = new(&[(Field::Name, "LE HOA"), born, (Field::Phone, "0905 969 648")]).await;
    let lan = new(&[(Field::Name, "Trần Lan"), (Field::Email, "h@example.vn"), born]).await;
    new(&[(Field::Name, "Lê Hoa"), (Field::DateOfBirth, "1991-04-21")]).await;
    new(&[(Field::Name, "Lê Hoa")]).await;
    let one = new(&[(Field::Name, "An"), (Field::IdNumber, "079190057032")]).await;
    let other = new(&[(Field::Name, "Ân"), (Field::IdNumber, "079190057032")]).await;

    let nga = new(&[(Field::Name, "Phạm Nga"), (Field::Phone, "0321234567")]).await;
    let nam = new(&[(Field::Name, "Nam"), (Field::OtherPhones, "0321 234 567 / 0912345678")]).await;
    let mai = new(&[(Field::Name, "Mai"), (Field::OtherPhones, "0912 345 678")]).await;

    let groups = found(&desk, &admin, Directory::Individuals).await;
    assert_eq!(groups.len(), 5, "{:?}", told(&groups));
    assert!(holds(&groups, &[Field::Phone], &[nga, nam]), "{:?}", told(&groups));
    assert!(holds(&groups, &[Field::Phone], &[nam, mai]));
    assert!(holds(&groups, &[Field::Phone, Field::Name], &[hoa, le_hoa]), "{:?}", told(&groups));
    assert!(holds(&groups, &[Field::Email], &[hoa, lan]));
    assert!(holds(&groups, &[Field::IdNumber], &[one, other]));
    assert_eq!(groups[0].members[0].values[&Field::Phone], "+84905969648");

    // What is in the trash, or was merged, is in no group any more.
    on.customers(Directory::Individuals).trash(&admin, lan).await.unwrap();
    let left = groups_of(&desk, &admin).await;
    assert_eq!(left.len(), 4);
    assert!(found(&desk, &admin, Directory::Organizations).await.is_empty());
    no_more_jobs(on).await;

    // Of very many the first are shown.
    for _ in 0..MOST_IN_GROUP + 3 {
        new(&[(Field::Name, "Quầy"), (Field::Phone, "0281234567")]).await;
    }
    let groups = found(&desk, &admin, Directory::Individuals).await;
    assert!(groups.iter().any(|group| group.members.len() == MOST_IN_GROUP));
}

async fn groups_of(desk: &Desk, actor: &Actor) -> Vec<Group> {
    groups(&desk.services.duplicates(Directory::Individuals), actor).await
}

async fn what_is_out_of_reach_is_neither_named_nor_counted(on: &TestServices) {
    let admin = on.administrator().await;
    let own = on
        .user("Lan")
        .may(Scope::Own, Resource::Individuals, &[Action::View, Action::Create, Action::Edit])
        .sign_in()
        .await;
    let desk = Desk::new(on, &own);
    let phone = (Field::Phone, "0905969648");
    let (mine, also) = (
        on.individual(&own, [(Field::Name, "An"), phone]).await.id,
        on.individual(&own, [(Field::Name, "Bình"), (Field::Phone, "0905969649")]).await.id,
    );
    let theirs = on.individual(&admin, [(Field::Name, "Chi"), phone]).await.id;
    assert!(found(&desk, &own, Directory::Individuals).await.is_empty());
    let state = desk.services.duplicates(Directory::Individuals).state(&own).await.unwrap().unwrap();
    // Phone, e-mail, person and further phones: two records each.
    assert_eq!(state.total, 8, "the records of others are not counted");
    assert_eq!(told(&found(&desk, &admin, Directory::Individuals).await).len(), 1);
    let duplicates = desk.services.duplicates(Directory::Individuals);
    assert_eq!(refusal(duplicates.keep_apart(&own, &[mine, theirs]).await), AppError::NotFound);
    duplicates.keep_apart(&own, &[mine, also]).await.unwrap();
    assert_eq!(faults(duplicates.keep_apart(&own, &[mine, mine]).await), ["other: same_record"]);
    assert_eq!(refusal(duplicates.keep_apart(&own, &[]).await), AppError::NotFound);

    let reader = on.user("Mai").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let lacks = AppError::Forbidden { action: Action::Edit, resource: Resource::Individuals };
    assert_eq!(refusal(duplicates.start(&reader).await), lacks);
    assert_eq!(refusal(duplicates.state(&reader).await), lacks);
    assert_eq!(refusal(duplicates.groups(&reader, None).await), lacks);
    assert_eq!(refusal(duplicates.cancel(&reader).await), lacks);
    assert_eq!(refusal(duplicates.keep_apart(&reader, &[mine, theirs]).await), lacks);
    let editor = on.user("Nga").may(Scope::All, Resource::Individuals, &[Action::View]).may(
        Scope::Own,
        Resource::Individuals,
        &[Action::Edit],
    );
    assert_eq!(refusal(duplicates.keep_apart(&editor.sign_in().await, &[mine, theirs]).await), lacks);
}

async fn papers_are_compared_for_those_who_may_see_them(on: &TestServices) {
    let admin = on.administrator().await;
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    let desk = Desk::new(on, &clerk);
    for name in ["An", "Bình"] {
        on.individual(&admin, [(Field::Name, name), (Field::IdNumber, "079190057032")]).await;
    }
    assert!(found(&desk, &clerk, Directory::Individuals).await.is_empty());
    assert_eq!(found(&desk, &admin, Directory::Individuals).await.len(), 1);
}

async fn those_who_are_kept_apart_stay_apart(on: &TestServices) {
    let admin = on.administrator().await;
    let desk = Desk::new(on, &admin);
    let phone = (Field::Phone, "0905969648");
    let [one, two, three] = [
        on.individual(&admin, [(Field::Name, "An"), phone]).await.id,
        on.individual(&admin, [(Field::Name, "Bình"), phone]).await.id,
        on.individual(&admin, [(Field::Name, "Chi"), phone]).await.id,
    ];
    assert_eq!(found(&desk, &admin, Directory::Individuals).await.len(), 1);
    let duplicates = desk.services.duplicates(Directory::Individuals);
    duplicates.keep_apart(&admin, &[two, one]).await.unwrap();
    assert_eq!(groups_of(&desk, &admin).await[0].members.len(), 3, "the third may be either of them");
    let sought = |except| Sought {
        values: [(Field::Phone, "0905969648".to_owned())].into(),
        except: Some(except),
        ..Sought::default()
    };
    let alike = on.customers(Directory::Individuals).alike(&admin, &sought(one)).await.unwrap();
    assert_eq!(alike.iter().map(|alike| alike.name.as_str()).collect::<Vec<_>>(), ["Chi"]);
    duplicates.keep_apart(&admin, &[one, two, three]).await.unwrap();
    duplicates.keep_apart(&admin, &[three, two]).await.unwrap();
    assert!(groups_of(&desk, &admin).await.is_empty());
    assert!(found(&desk, &admin, Directory::Individuals).await.is_empty(), "it is remembered");
    assert!(on.customers(Directory::Individuals).alike(&admin, &sought(three)).await.unwrap().is_empty());
}

async fn a_scan_goes_on_where_it_stopped(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 5_000, 1, |_| {}).await.unwrap();
    let mut desk = Desk::without_jobs(on, &admin);
    let phone = (Field::Phone, "0289999999");
    for name in ["An", "Bình"] {
        on.individual(&admin, [(Field::Name, name), phone]).await;
    }
    let services = desk.services.clone();
    let duplicates = services.duplicates(Directory::Individuals);
    duplicates.start(&admin).await.unwrap();
    assert_eq!(faults(duplicates.start(&admin).await), ["scan: scan_running"]);
    // The loop ends again and again in the middle of it.
    for _ in 0..20 {
        desk.run_jobs();
        sleep(Duration::from_millis(30)).await;
        desk.stop_jobs().await;
    }
    desk.run_jobs();
    assert_eq!(scanned(&duplicates, &admin).await, ScanStatus::Ready);
    let groups = groups(&duplicates, &admin).await;
    let shared: Vec<_> = groups.iter().filter(|group| group.reasons.contains(&Field::Phone)).collect();
    let ours = shared.iter().filter(|group| group.members.iter().any(|member| member.values[&Field::Name] == "An"));
    assert_eq!(ours.count(), 1, "once, however often it was begun");
    let mut numbers: Vec<i64> = groups.iter().map(|group| group.number).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), groups.len());
}

async fn a_scan_is_stopped_and_rights_are_asked_again(on: &TestServices) {
    let editor = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    let mut desk = Desk::without_jobs(on, &editor);
    let services = desk.services.clone();
    let duplicates = services.duplicates(Directory::Individuals);
    assert!(duplicates.state(&editor).await.unwrap().is_none());
    assert_eq!(faults(duplicates.cancel(&editor).await), ["status: unknown_value"]);
    duplicates.start(&editor).await.unwrap();
    assert_eq!(duplicates.cancel(&editor).await.unwrap().status, ScanStatus::Cancelled);
    desk.run_jobs();
    no_more_jobs(on).await;
    assert_eq!(scanned(&duplicates, &editor).await, ScanStatus::Cancelled);

    desk.stop_jobs().await;
    duplicates.start(&editor).await.unwrap();
    on.take_roles_from(editor.user).await;
    desk.run_jobs();
    no_more_jobs(on).await;
    assert!(matches!(refusal(duplicates.state(&editor).await), AppError::Forbidden { .. }));
    let row = scan::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!((row.status.as_str(), row.reason.as_str()), ("failed", "rights_lost"));
}

async fn a_scan_stops_when_its_user_is_blocked(on: &TestServices) {
    let admin = on.administrator().await;
    let editor = on.user("Lan").may(Scope::All, Resource::Individuals, Action::ALL).sign_in().await;
    let mut desk = Desk::without_jobs(on, &editor);
    let services = desk.services.clone();
    services.duplicates(Directory::Individuals).start(&editor).await.unwrap();
    on.users().block(&admin, editor.user).await.unwrap();
    desk.run_jobs();
    no_more_jobs(on).await;
    let row = scan::Entity::find().one(on.database().writer()).await.unwrap().unwrap();
    assert_eq!(row.status, "failed");
    assert_eq!(row.rows_done, 0);
}
