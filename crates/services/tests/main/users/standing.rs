//! Where people stand, and what that makes of their rights.

use domain::{
    customer::{Directory, Field},
    permission::{Action, Resource},
    user::{UserFilter, UserInput, Welcome},
};
use test_support::{Scope, TestServices, each_database};

use super::{PASSWORD, VIEW, detail, person};
use crate::support::{faults, list};

each_database!(
    a_move_changes_what_colleagues_see,
    a_new_colleague_counts_at_once,
    a_person_stands_in_several_places,
    the_main_branch_is_where_new_customers_belong,
    the_main_branch_is_no_right,
    places_must_be_there,
    a_place_goes_when_nobody_stands_there,
    whoever_stands_in_two_branches_is_seen_in_both,
    nobody_reaches_further_by_moving_others,
);

async fn a_move_changes_what_colleagues_see(on: &TestServices) {
    let admin = on.administrator().await;
    let department = on.department("Kinh doanh").await;
    let cells = &[Action::View, Action::Create];
    let lan = on.user("Lan").in_department(department).may(Scope::Department, VIEW.1, cells).sign_in().await;
    let hung = on.user("Hùng").may(Scope::Own, VIEW.1, cells).sign_in().await;
    on.named(&hung, "Khách của Hùng").await;
    assert!(list(on, &lan).await.rows.is_empty());

    let before = detail(on, &admin, hung.user).await;
    let moved = UserInput { departments: vec![department.into()], ..before.input.clone() };
    on.users().change(&admin, hung.user, before.version, &moved).await.unwrap();

    assert_eq!(list(on, &lan).await.rows.len(), 1);
}

async fn a_new_colleague_counts_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let department = on.department("Kinh doanh").await;
    let lan = on.user("Lan").in_department(department).may(Scope::Department, VIEW.1, &[VIEW.0]).sign_in().await;
    assert!(list(on, &lan).await.rows.is_empty());

    let mai = UserInput { departments: vec![department.into()], ..person("Lê Thị Mai", "mai@example.vn") };
    let mai = on.users().create(&admin, &mai, &Welcome::Password(PASSWORD.to_owned())).await.unwrap().id;
    on.individual(&admin, [(Field::Name, "Khách của Mai"), (Field::Owner, &mai.to_string())]).await;
    assert_eq!(list(on, &lan).await.rows.len(), 1);
}

async fn a_person_stands_in_several_places(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, vinh) = (on.branch("Huế").await, on.branch("Vinh").await);
    let (sales, care) = (on.department("Kinh doanh").await.into(), on.department("Chăm sóc").await.into());
    let typed = UserInput {
        branches: vec![vinh, hue, vinh],
        departments: vec![care, sales, care],
        ..person("Lê Thị Mai", "mai@example.vn")
    };
    let mai = on.users().create(&admin, &typed, &Welcome::Invitation).await.unwrap().id;

    // The main branch stays in front; each place stands there once.
    let before = detail(on, &admin, mai).await;
    assert_eq!(before.input.branches, [vinh, hue]);
    assert_eq!(before.input.departments.len(), 2);
    assert_eq!(before.standing.branches, before.input.branches);
    let of = async |branch| {
        let rows = on.users().list(&admin, &UserFilter { branch, ..UserFilter::default() }).await.unwrap();
        rows.into_iter().find(|row| row.id == mai)
    };
    let row = of(None).await.unwrap();
    assert_eq!(row.branches, ["Vinh", "Huế"]);
    assert_eq!(row.departments.iter().collect::<std::collections::BTreeSet<_>>().len(), 2);
    assert!(of(Some(hue)).await.is_some());

    let moved = UserInput { branches: vec![hue], departments: vec![sales], ..before.input };
    on.users().change(&admin, mai, before.version, &moved).await.unwrap();
    let after = detail(on, &admin, mai).await.input;
    assert_eq!((after.branches, after.departments), (vec![hue], vec![sales]));
    assert!(of(Some(vinh)).await.is_none());
}

async fn the_main_branch_is_where_new_customers_belong(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, vinh) = (on.branch("Huế").await, on.branch("Vinh").await);
    let cells = &[Action::View, Action::Create];
    let lan = on.user("Lan").in_branch(vinh).in_branch(hue).may(Scope::Branch, VIEW.1, cells).sign_in().await;
    let branch_of = async |name| {
        let made = on.named(&lan, name).await;
        on.customers(Directory::Individuals).detail(&lan, &made.code).await.unwrap().branch.unwrap().id
    };
    assert_eq!(branch_of("Lê Hoa").await, vinh);

    let before = detail(on, &admin, lan.user).await;
    let turned = UserInput { branches: vec![hue, vinh], ..before.input };
    on.users().change(&admin, lan.user, before.version, &turned).await.unwrap();
    assert_eq!(branch_of("Lê Hòa").await, hue);
}

async fn the_main_branch_is_no_right(on: &TestServices) {
    let (hue, vinh) = (on.branch("Huế").await, on.branch("Vinh").await);
    let admin = on.user("Quản Trị").in_branch(hue).in_branch(vinh).with_full_permission().sign_in().await;
    let me = detail(on, &admin, admin.user).await;
    let epoch = on.accounts().viewer(&admin).await.unwrap().principal.epoch;
    let turned = UserInput { branches: vec![vinh, hue], ..me.input.clone() };
    on.users().change(&admin, admin.user, me.version, &turned).await.unwrap();
    assert_eq!(on.accounts().viewer(&admin).await.unwrap().principal.epoch, epoch);
    let fewer = UserInput { branches: vec![vinh], ..me.input };
    assert_eq!(faults(on.users().change(&admin, admin.user, me.version + 1, &fewer).await), ["rights: own_account"]);
}

async fn places_must_be_there(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, nowhere) = (on.branch("Huế").await, uuid::Uuid::now_v7());
    let lost = UserInput {
        branches: vec![hue, nowhere.into()],
        departments: vec![nowhere.into()],
        ..person("Lê Thị Mai", "mai@example.vn")
    };
    let told = faults(on.users().create(&admin, &lost, &Welcome::Invitation).await);
    assert_eq!(told, ["branches: unknown_value", "departments: unknown_value"]);
}

async fn a_place_goes_when_nobody_stands_there(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, sales) = (on.branch("Huế").await, on.department("Kinh doanh").await);
    let lan = on.user("Lan").in_branch(on.branch("Vinh").await).in_branch(hue).in_department(sales).create().await;
    let people = async || {
        let branches = on.branches().list(&admin).await.unwrap().into_iter().map(|row| (row.name, row.people));
        let departments = on.departments().list(&admin).await.unwrap().into_iter().map(|row| (row.name, row.people));
        branches.chain(departments).collect::<Vec<_>>()
    };
    let named = |name: &str, people| (name.to_owned(), people);
    assert_eq!(people().await, [named("Huế", 1), named("Vinh", 1), named("Kinh doanh", 1)]);
    assert_eq!(faults(on.branches().delete(&admin, hue.0).await), ["place: still_in_use"]);
    assert_eq!(faults(on.departments().delete(&admin, sales).await), ["place: still_in_use"]);

    on.users().delete(&admin, lan, None).await.unwrap();
    assert_eq!(people().await, [named("Huế", 0), named("Vinh", 0), named("Kinh doanh", 0)]);
    on.branches().delete(&admin, hue.0).await.unwrap();
    on.departments().delete(&admin, sales).await.unwrap();
}

async fn whoever_stands_in_two_branches_is_seen_in_both(on: &TestServices) {
    let (hue, vinh, far) = (on.branch("Huế").await, on.branch("Vinh").await, on.branch("Cà Mau").await);
    let lan = on.user("Lan").in_branch(hue).in_branch(vinh).create().await;
    for (branch, sees) in [(hue, true), (vinh, true), (far, false)] {
        let chief = on.user("Trưởng").in_branch(branch).may(Scope::Branch, Resource::Users, &[Action::View]);
        let chief = chief.sign_in().await;
        let rows = on.users().list(&chief, &UserFilter::default()).await.unwrap();
        assert_eq!(rows.iter().any(|row| row.id == lan), sees);
        assert_eq!(on.users().detail(&chief, lan).await.is_ok(), sees);
    }
}

/// Whoever enters a department brings the own customers along: for the one who moves them, and for the others there.
async fn nobody_reaches_further_by_moving_others(on: &TestServices) {
    let (ours, theirs) = (on.department("Kinh doanh").await, on.department("Chăm sóc").await);
    let keeper = |name| on.user(name).may(Scope::All, Resource::Users, &[Action::Create, Action::Edit]);
    let lan = keeper("Lan").in_department(ours).may(Scope::Department, VIEW.1, &[VIEW.0]).sign_in().await;
    let minh = keeper("Minh").sign_in().await;
    let admin = on.administrator().await;
    let hung = on.user("Hùng").create().await;
    on.individual(&admin, [(Field::Name, "Khách của Hùng"), (Field::Owner, &hung.to_string())]).await;
    let version = detail(on, &admin, hung).await.version;
    let into =
        |department: uuid::Uuid| UserInput { departments: vec![department.into()], ..person("Hùng", "h@example.vn") };

    assert_eq!(faults(on.users().change(&lan, hung, version, &into(ours)).await), ["rights: own_account"]);
    assert_eq!(faults(on.users().change(&minh, hung, version, &into(ours)).await), ["rights: holds_more"]);
    assert!(list(on, &lan).await.rows.is_empty());
    // Where nobody sees more by it anybody may be moved; a new colleague brings nothing along.
    on.users().change(&lan, hung, version, &into(theirs)).await.unwrap();
    let mai = UserInput { departments: vec![ours.into()], ..person("Lê Thị Mai", "mai@example.vn") };
    on.users().create(&lan, &mai, &Welcome::Invitation).await.unwrap();
}
