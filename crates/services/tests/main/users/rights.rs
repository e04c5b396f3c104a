//! What people are given and may give.

use chrono::TimeDelta;
use domain::{
    AppError,
    customer::Directory,
    permission::{Action, OwnGrant, OwnGrants, Resource, RoleRights},
    role::RoleInput,
    user::{UserFilter, UserInput, Welcome},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use super::{TAKEN, VIEW, added, detail, person, set_own};
use crate::support::{faults, list, refusal};

each_database!(
    own_grants_go_over_the_roles_from_the_next_call_on,
    what_is_granted_until_a_moment_ends_by_itself,
    an_end_that_is_set_later_counts_too,
    a_role_that_is_given_or_taken_counts_at_once,
    nobody_gives_or_touches_what_they_lack,
    nobody_changes_their_own_rights,
    the_last_administrator_stays,
    two_administrators_cannot_remove_each_other,
    people_elsewhere_do_not_exist,
    what_nobody_seen_has_is_offered_to_those_who_give,
    whoever_is_seen_but_out_of_reach_is_forbidden,
);

/// Somebody who manages people, but cannot export.
async fn manager(on: &TestServices) -> Actor {
    on.user("Quản Lý")
        .may(Scope::All, Resource::Users, &[Action::View, Action::Create, Action::Edit, Action::Delete])
        .may(Scope::All, Resource::Individuals, &[Action::View, Action::Edit])
        .sign_in()
        .await
}

async fn own_grants_go_over_the_roles_from_the_next_call_on(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).sign_in().await;
    assert_eq!(list(on, &lan).await.rows.len(), 1);

    set_own(on, &admin, lan.user, OwnGrants::from([(VIEW, TAKEN)])).await;
    assert!(matches!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Forbidden { .. }
    ));

    set_own(on, &admin, lan.user, OwnGrants::new()).await;
    assert_eq!(list(on, &lan).await.rows.len(), 1);

    let create = (Action::Create, VIEW.1);
    set_own(on, &admin, lan.user, OwnGrants::from([(create, added(Scope::All))])).await;
    on.named(&lan, "Lê Hòa").await;
}

async fn what_is_granted_until_a_moment_ends_by_itself(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").sign_in().await;
    let until = Some(on.clock.now() + TimeDelta::minutes(10));
    let grant = OwnGrant { scope: Some(Scope::All), until };
    set_own(on, &admin, lan.user, OwnGrants::from([(VIEW, grant)])).await;
    list(on, &lan).await;
    on.clock.advance(TimeDelta::minutes(10));
    assert!(matches!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Forbidden { .. }
    ));
}

async fn an_end_that_is_set_later_counts_too(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").sign_in().await;
    set_own(on, &admin, lan.user, OwnGrants::from([(VIEW, added(Scope::All))])).await;
    list(on, &lan).await;
    let until = Some(on.clock.now() + TimeDelta::minutes(10));
    let grant = OwnGrant { scope: Some(Scope::All), until };
    set_own(on, &admin, lan.user, OwnGrants::from([(VIEW, grant)])).await;
    list(on, &lan).await;
    on.clock.advance(TimeDelta::minutes(10));
    assert!(matches!(
        refusal(on.customers(domain::customer::Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Forbidden { .. }
    ));
}

async fn a_role_that_is_given_or_taken_counts_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let holder = on.user("Có Vai Trò").may(Scope::All, VIEW.1, &[VIEW.0]).create().await;
    let role = detail(on, &admin, holder).await.input.roles;
    let lan = on.user("Lan").sign_in().await;
    let before = detail(on, &admin, lan.user).await;

    let with_role = UserInput { roles: [before.input.roles.clone(), role].concat(), ..before.input.clone() };
    on.users().change(&admin, lan.user, before.version, &with_role).await.unwrap();
    list(on, &lan).await;

    on.users().change(&admin, lan.user, before.version + 1, &before.input).await.unwrap();
    assert!(matches!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Forbidden { .. }
    ));
}

async fn nobody_gives_or_touches_what_they_lack(on: &TestServices) {
    let (admin, manager) = (on.administrator().await, manager(on).await);
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).create().await;
    let exporter = on.user("Xuất").may(Scope::All, VIEW.1, &[VIEW.0, Action::Export]).create().await;
    let export_role = detail(on, &admin, exporter).await.input.roles;
    let version = detail(on, &manager, lan).await.version;
    let lacks = ["rights: holds_more"];
    let forbidden = |action, resource| AppError::Forbidden { action, resource };

    let export = OwnGrants::from([((Action::Export, VIEW.1), added(Scope::Own))]);
    assert_eq!(faults(on.users().set_own_grants(&manager, lan, version, &export).await), lacks);
    let before = detail(on, &manager, lan).await.input;
    let with_role = UserInput { roles: export_role.clone(), ..before };
    assert_eq!(faults(on.users().change(&manager, lan, version, &with_role).await), lacks);
    let new = UserInput { roles: export_role, ..person("Mới", "moi@example.vn") };
    assert_eq!(faults(on.users().create(&manager, &new, &Welcome::Invitation).await), lacks);
    // Whoever holds more is seen, and not touched: what is missing is told.
    let missing =
        [(exporter, forbidden(Action::Export, VIEW.1)), (admin.user, forbidden(Action::View, Resource::Organizations))];
    for (who, missing) in missing {
        assert_eq!(refusal(on.users().block(&manager, who).await), missing);
        assert_eq!(refusal(on.users().invite(&manager, who).await.map(drop)), missing);
        assert_eq!(refusal(on.users().delete(&manager, who, None).await), missing);
        assert_eq!(refusal(on.users().set_own_grants(&manager, who, 1, &OwnGrants::new()).await), missing);
        let input = detail(on, &manager, who).await.input;
        let renamed = UserInput { email: "other@example.vn".to_owned(), ..input };
        assert_eq!(refusal(on.users().change(&manager, who, 1, &renamed).await), missing);
    }
    // What they hold themselves they may give and take.
    let edit = OwnGrants::from([((Action::Edit, VIEW.1), added(Scope::Own))]);
    on.users().set_own_grants(&manager, lan, version, &edit).await.unwrap();
    // Taking away Export from somebody who holds more is touching them, too; and giving back what was taken is giving.
    set_own(on, &admin, exporter, OwnGrants::from([((Action::Export, VIEW.1), TAKEN)])).await;
    let version = detail(on, &manager, exporter).await.version;
    assert_eq!(faults(on.users().set_own_grants(&manager, exporter, version, &OwnGrants::new()).await), lacks);
}

async fn nobody_changes_their_own_rights(on: &TestServices) {
    let admin = on.administrator().await;
    let _other = on.user("Khác").with_full_permission().create().await;
    let own = ["rights: own_account"];
    let me = detail(on, &admin, admin.user).await;
    let taken = OwnGrants::from([(VIEW, TAKEN)]);
    assert_eq!(faults(on.users().set_own_grants(&admin, admin.user, me.version, &taken).await), own);
    assert_eq!(faults(on.users().block(&admin, admin.user).await), own);
    assert_eq!(faults(on.users().delete(&admin, admin.user, None).await), own);
    let without = UserInput { roles: Vec::new(), email: "toi@example.vn".to_owned(), ..me.input.clone() };
    assert_eq!(faults(on.users().change(&admin, admin.user, me.version, &without).await), own);
    // Name and phone are no rights.
    let renamed = UserInput { full_name: "Tên Mới".to_owned(), email: "toi@example.vn".to_owned(), ..me.input };
    on.users().change(&admin, admin.user, me.version, &renamed).await.unwrap();
}

async fn the_last_administrator_stays(on: &TestServices) {
    let one = on.administrator().await;
    let two = on.user("Hai").with_full_permission().create().await;
    on.users().block(&one, two).await.unwrap();
    // Whoever is left is the one who acts, and cannot act against themselves; nobody else holds enough.
    let manager = manager(on).await;
    assert_eq!(refusal(on.users().block(&manager, one.user).await).status(), 403);
    assert_eq!(faults(on.users().block(&one, one.user).await), ["rights: own_account"]);
    assert_eq!(faults(on.users().delete(&one, one.user, Some(two)).await), ["rights: own_account"]);
    let role = detail(on, &one, one.user).await.input.roles[0];
    let detail = on.roles().detail(&one, role).await.unwrap();
    let lesser = RoleInput { rights: RoleRights::default(), ..detail.input };
    assert_eq!(faults(on.roles().change(&one, role, detail.version, &lesser).await), ["rights: own_account"]);
    assert_eq!(faults(on.roles().delete(&one, role, None).await), ["rights: own_account"]);
    assert!(on.accounts().viewer(&one).await.unwrap().principal.full);
}

async fn two_administrators_cannot_remove_each_other(on: &TestServices) {
    for _ in 0..20 {
        let one = on.user("Một").with_full_permission().sign_in().await;
        let two = on.user("Hai").with_full_permission().sign_in().await;
        let (users, others) = (on.services(), on.services());
        let (first, second) = (one.clone(), two.clone());
        let (blocked_two, blocked_one) = tokio::join!(
            tokio::spawn(async move { users.users().block(&first, second.user).await.is_ok() }),
            tokio::spawn({
                let (first, second) = (one.clone(), two.clone());
                async move { others.users().block(&second, first.user).await.is_ok() }
            })
        );
        let (blocked_two, blocked_one) = (blocked_two.unwrap(), blocked_one.unwrap());
        assert!(blocked_one ^ blocked_two, "{blocked_one} {blocked_two}");
        let left = if blocked_one { two } else { one };
        on.users().list(&left, &UserFilter::default()).await.unwrap();
        on.set_status(left.user, "blocked").await;
    }
}

async fn people_elsewhere_do_not_exist(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let all = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let manager = on.user("Quản Lý").in_branch(here).may(Scope::Branch, Resource::Users, all).sign_in().await;
    let colleague = on.user("Lan").in_branch(here).create().await;
    let stranger = on.user("Xa").in_branch(there).create().await;

    let rows = on.users().list(&manager, &UserFilter::default()).await.unwrap();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert_eq!(refusal(on.users().detail(&manager, stranger).await), AppError::NotFound);
    assert_eq!(refusal(on.users().block(&manager, stranger).await), AppError::NotFound);
    assert_eq!(refusal(on.users().delete(&manager, stranger, None).await), AppError::NotFound);
    let nothing = OwnGrants::new();
    assert_eq!(refusal(on.users().set_own_grants(&manager, stranger, 1, &nothing).await), AppError::NotFound);
    let input = person("Xa", "xa@example.vn");
    assert_eq!(refusal(on.users().change(&manager, stranger, 1, &input).await), AppError::NotFound);
    let away = UserInput { branches: vec![there], ..person("Lan", "lan@example.vn") };
    let version = detail(on, &manager, colleague).await.version;
    assert_eq!(faults(on.users().change(&manager, colleague, version, &away).await), ["branches: outside_reach"]);
    let stranger = UserInput { branches: vec![there], ..person("Mới", "moi@example.vn") };
    let refused = on.users().create(&manager, &stranger, &Welcome::Invitation).await;
    assert_eq!(faults(refused), ["branches: outside_reach"]);
}

/// What others are given is offered to those who give it; whoever only sees people sees what these people have.
async fn what_nobody_seen_has_is_offered_to_those_who_give(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let near =
        on.user("Gần").in_branch(here).may(Scope::All, VIEW.1, &[VIEW.0]).in_department(on.department("A").await);
    near.create().await;
    let far = on.user("Xa").in_branch(there).may(Scope::All, VIEW.1, &[VIEW.0]).in_department(on.department("B").await);
    far.create().await;
    let reader = |name| on.user(name).in_branch(here).may(Scope::Branch, Resource::Users, &[Action::View]);
    let counted = async |who: &Actor| {
        let offered = on.users().choices(who).await.unwrap();
        (offered.roles.len(), offered.branches.len(), offered.departments.len())
    };
    // The own role and that of the colleague; those of the others as they come.
    assert_eq!(counted(&reader("Lan").sign_in().await).await, (2, 1, 1));
    let giver = reader("Mai").may(Scope::Branch, Resource::Users, &[Action::Edit]).sign_in().await;
    assert_eq!(counted(&giver).await, (4, 2, 2));
    let knows = reader("Hùng").may(Scope::All, Resource::Branches, &[Action::View]).sign_in().await;
    assert_eq!(counted(&knows).await, (4, 2, 1));
}

async fn whoever_is_seen_but_out_of_reach_is_forbidden(on: &TestServices) {
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    let manager = on.user("Quản Lý").in_branch(here).may(Scope::All, Resource::Users, &[Action::View]);
    let manager = manager.may(Scope::Branch, Resource::Users, &[Action::Edit, Action::Delete]).sign_in().await;
    let stranger = on.user("Xa").in_branch(there).create().await;
    let forbidden = |action| AppError::Forbidden { action, resource: Resource::Users };
    let (users, nothing) = (on.users(), OwnGrants::new());
    let input = detail(on, &manager, stranger).await.input;
    assert_eq!(refusal(users.block(&manager, stranger).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.unblock(&manager, stranger).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.invite(&manager, stranger).await.map(drop)), forbidden(Action::Edit));
    assert_eq!(refusal(users.remove_factor(&manager, stranger).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.change(&manager, stranger, 1, &input).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.set_own_grants(&manager, stranger, 1, &nothing).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.effect(&manager, stranger, &input, Some(&nothing)).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.delete(&manager, stranger, None).await), forbidden(Action::Delete));
    let row = users.list(&manager, &UserFilter::default()).await.unwrap();
    let row = row.into_iter().find(|row| row.id == stranger).unwrap();
    assert_eq!((row.placement.owner, row.placement.branches), (Some(stranger), vec![there]));
}
