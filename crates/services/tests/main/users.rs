//! Members of staff: who is let in, kept out, given what, and by whom.

use chrono::TimeDelta;
use domain::{
    AppError, UserId,
    account::{Factor, Preferences, Profile},
    audit::AuditFilter,
    customer::{Directory, Field},
    export::ExportFormat,
    permission::{Action, OwnGrant, OwnGrants, Resource, RoleRights},
    role::RoleInput,
    user::{Turn, UserDetail, UserFilter, UserInput, UserStatus, Welcome},
};
use services::{
    accounts::{Client, Token},
    authz::Actor,
};
use test_support::{Scope, TestServices, each_database};

use crate::support::{faults, list, refusal};

each_database!(
    an_invitation_is_good_once,
    an_invitation_ends_after_two_days_and_by_a_newer_one,
    an_account_needs_name_and_an_email_of_its_own,
    own_grants_go_over_the_roles_from_the_next_call_on,
    what_is_granted_until_a_moment_ends_by_itself,
    an_end_that_is_set_later_counts_too,
    a_role_that_is_given_or_taken_counts_at_once,
    a_move_changes_what_colleagues_see,
    a_new_colleague_counts_at_once,
    a_person_stands_in_several_places,
    the_main_branch_is_where_new_customers_belong,
    the_main_branch_is_no_right,
    places_must_be_there,
    a_place_goes_when_nobody_stands_there,
    whoever_stands_in_two_branches_is_seen_in_both,
    whoever_is_blocked_is_out_at_once_and_stays_signed_out,
    customers_go_to_a_successor,
    a_deleted_name_is_gone,
    what_is_out_of_reach_does_not_count_but_is_handed_over,
    nobody_gives_or_touches_what_they_lack,
    nobody_changes_their_own_rights,
    the_last_administrator_stays,
    two_administrators_cannot_remove_each_other,
    people_elsewhere_do_not_exist,
    whoever_is_seen_but_out_of_reach_is_forbidden,
    the_effect_is_told_before_it_is_saved,
    the_effect_counts_what_the_asker_sees,
    two_changes_of_one_account_do_not_overwrite_each_other
);

const PASSWORD: &str = "con mèo nhà tôi thích trèo cây bưởi";
const VIEW: (Action, Resource) = (Action::View, Resource::Individuals);

fn person(name: &str, email: &str) -> UserInput {
    UserInput { full_name: name.to_owned(), email: email.to_owned(), ..UserInput::default() }
}

async fn detail(on: &TestServices, actor: &Actor, id: UserId) -> UserDetail {
    on.users().detail(actor, id).await.unwrap()
}

async fn set_own(on: &TestServices, actor: &Actor, id: UserId, own: OwnGrants) {
    let version = detail(on, actor, id).await.version;
    on.users().set_own_grants(actor, id, version, &own).await.unwrap();
}

fn added(scope: Scope) -> OwnGrant {
    OwnGrant { scope: Some(scope), until: None }
}

const TAKEN: OwnGrant = OwnGrant { scope: None, until: None };

async fn an_invitation_is_good_once(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = person("Lê Thị Mai", "mai@example.vn");
    let welcomed = on.users().create(&admin, &mai, &Welcome::Invitation).await.unwrap();
    assert_eq!(detail(on, &admin, welcomed.id).await.status, UserStatus::Invited);
    let token = Token::parse(&welcomed.token.unwrap()).unwrap();

    let weak = on.accounts().accept_invitation(&token, "ngắn", &Factor::default(), &Client::default()).await;
    assert!(matches!(refusal(weak), AppError::Invalid(_)));
    let signed_in =
        on.accounts().accept_invitation(&token, PASSWORD, &Factor::default(), &Client::default()).await.unwrap();

    assert_eq!(signed_in.user, welcomed.id);
    assert_eq!(detail(on, &admin, welcomed.id).await.status, UserStatus::Active);
    let again = on.accounts().accept_invitation(&token, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(again), AppError::NotFound);
}

async fn an_invitation_ends_after_two_days_and_by_a_newer_one(on: &TestServices) {
    let admin = on.administrator().await;
    let mai = person("Lê Thị Mai", "mai@example.vn");
    let welcomed = on.users().create(&admin, &mai, &Welcome::Invitation).await.unwrap();
    let first = Token::parse(&welcomed.token.unwrap()).unwrap();
    let second = on.users().invite(&admin, welcomed.id).await.unwrap();
    let old = on.accounts().accept_invitation(&first, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(old), AppError::NotFound);

    on.clock.advance(TimeDelta::hours(48));

    // The administrator's session has ended long ago; the link ends by itself.
    let late = on.accounts().accept_invitation(&second, PASSWORD, &Factor::default(), &Client::default()).await;
    assert_eq!(refusal(late), AppError::NotFound);
}

async fn an_account_needs_name_and_an_email_of_its_own(on: &TestServices) {
    let admin = on.administrator().await;
    let create = async |input: UserInput| on.users().create(&admin, &input, &Welcome::Invitation).await;
    let empty = faults(create(person(" ", "mai.example.vn")).await);
    assert_eq!(empty, ["full_name: required", "email: email_without_at"]);
    create(person("Lê Thị Mai", "Mai@Example.vn ")).await.unwrap();
    assert_eq!(faults(create(person("Mai Khác", "mai@example.vn")).await), ["email: email_in_use"]);
    let weak = on
        .users()
        .create(&admin, &person("Trần Hùng", "hung@example.vn"), &Welcome::Password("matkhau".to_owned()))
        .await;
    assert_eq!(faults(weak), ["password: password_too_short"]);
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

async fn whoever_is_blocked_is_out_at_once_and_stays_signed_out(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).sign_in().await;
    list(on, &lan).await;
    on.users().block(&admin, lan.user).await.unwrap();
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
    assert_eq!(detail(on, &admin, lan.user).await.status, UserStatus::Blocked);
    // A job has no session: it stops because its requester is out.
    let job = Actor::job(lan.user);
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&job, &Default::default()).await),
        AppError::Unauthenticated
    );
    on.users().unblock(&admin, lan.user).await.unwrap();
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
    on.customers(Directory::Individuals).list(&job, &Default::default()).await.unwrap();
}

async fn customers_go_to_a_successor(on: &TestServices) {
    let admin = on.administrator().await;
    let cells = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::Own, VIEW.1, cells).sign_in().await;
    let hung = on.user("Hùng").may(Scope::Own, VIEW.1, cells).sign_in().await;
    on.named(&lan, "Khách của Lan").await;
    assert_eq!(detail(on, &admin, lan.user).await.customers, 1);
    assert_eq!(faults(on.users().delete(&admin, lan.user, None).await), ["successor: required"]);
    assert_eq!(faults(on.users().delete(&admin, lan.user, Some(lan.user)).await), ["successor: required"]);
    on.users().delete(&admin, lan.user, Some(hung.user)).await.unwrap();
    assert_eq!(list(on, &hung).await.rows.len(), 1);
    assert_eq!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Unauthenticated
    );
}

async fn a_deleted_name_is_gone(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Phạm Thị Lan").may(Scope::All, VIEW.1, &[Action::View, Action::Create]).sign_in().await;
    let made = on.named(&lan, "Lê Hoa").await;
    on.users().delete(&admin, lan.user, Some(admin.user)).await.unwrap();

    let history = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    assert!(history.iter().all(|entry| !entry.actor.as_deref().unwrap_or_default().contains("Lan")), "{history:?}");
    assert!(history.iter().any(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with("Nhân viên cũ #"))));
    // Each reads it in their own language.
    let english = on.administrator().await;
    let preferences = Preferences { language: "en".to_owned(), ..Preferences::default() };
    let profile = Profile { full_name: "Anne".to_owned(), preferences };
    on.accounts().save_profile(&english, &profile).await.unwrap();
    for (reader, word) in [(&admin, "Nhân viên cũ #"), (&english, "Former staff #")] {
        let history = on.customers(Directory::Individuals).history(reader, made.id, None).await.unwrap();
        assert!(history.iter().any(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with(word))));
        let filter = AuditFilter { actor: Some(lan.user), ..AuditFilter::default() };
        let trail = on.audit().list(reader, &filter, None).await.unwrap().entries;
        assert!(
            trail.iter().all(|entry| entry.actor.as_deref().is_some_and(|name| name.starts_with(word))),
            "{trail:?}"
        );
        let mut file = on.audit().export(reader, filter, ExportFormat::Csv).await.unwrap();
        let text = String::from_utf8(file.next().await.unwrap().unwrap()).unwrap();
        assert!(text.contains(word), "{text}");
    }
    assert_eq!(refusal(on.users().detail(&admin, lan.user).await), AppError::NotFound);
    let rows = on.users().list(&admin, &UserFilter::default()).await.unwrap();
    assert!(rows.iter().all(|row| row.id != lan.user));
}

async fn what_is_out_of_reach_does_not_count_but_is_handed_over(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let admin = on.administrator().await;
    let lan = on.user("Lan").in_branch(here).create().await;
    for branch in [here, there, there] {
        let (owner, branch) = (lan.to_string(), branch.to_string());
        on.individual(&admin, [(Field::Name, "An"), (Field::Owner, &owner), (Field::Branch, &branch)]).await;
    }
    let keeper =
        |name| on.user(name).in_branch(here).may(Scope::Branch, Resource::Users, &[Action::View, Action::Delete]);
    let blind = keeper("Không Thấy Ai").sign_in().await;
    let near = keeper("Thấy Gần").may(Scope::Branch, VIEW.1, &[VIEW.0]).sign_in().await;
    for (asker, customers) in [(&admin, 3), (&near, 1), (&blind, 0)] {
        assert_eq!(detail(on, asker, lan).await.customers, customers);
    }
    assert_eq!(faults(on.users().delete(&blind, lan, None).await), ["successor: required"]);
    // Whom the actor does not see takes nothing over.
    let far = on.user("Xa").in_branch(there).create().await;
    assert_eq!(faults(on.users().delete(&blind, lan, Some(far)).await), ["successor: unknown_value"]);
    on.users().delete(&blind, lan, Some(near.user)).await.unwrap();
    let owned = on.customers(Directory::Individuals).list(&admin, &Default::default()).await.unwrap().rows;
    assert!(owned.iter().all(|row| row.placement.owner == Some(near.user)));
}

/// Somebody who manages people, but cannot export.
async fn manager(on: &TestServices) -> Actor {
    on.user("Quản Lý")
        .may(Scope::All, Resource::Users, &[Action::View, Action::Create, Action::Edit, Action::Delete])
        .may(Scope::All, Resource::Individuals, &[Action::View, Action::Edit])
        .sign_in()
        .await
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
    assert_eq!(refusal(users.effect(&manager, stranger, &input, &nothing).await), forbidden(Action::Edit));
    assert_eq!(refusal(users.delete(&manager, stranger, None).await), forbidden(Action::Delete));
    let row = users.list(&manager, &UserFilter::default()).await.unwrap();
    let row = row.into_iter().find(|row| row.id == stranger).unwrap();
    assert_eq!((row.placement.owner, row.placement.branches), (Some(stranger), vec![there]));
}

async fn the_effect_is_told_before_it_is_saved(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["Một", "Hai", "Ba"] {
        on.named(&admin, name).await;
    }
    let cells = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::All, VIEW.1, cells).sign_in().await;
    on.named(&lan, "Bốn").await;
    let before = detail(on, &admin, lan.user).await;
    let own = OwnGrants::from([(VIEW, TAKEN), ((Action::View, Resource::Leads), added(Scope::All))]);

    let effect = on.users().effect(&admin, lan.user, &before.input, &own).await.unwrap();

    assert_eq!((effect.entering, effect.leaving), (0, 4));
    let lost = [VIEW, (Action::Create, VIEW.1)].map(|cell| (cell, Turn::Lost));
    assert_eq!(effect.turns, [lost.as_slice(), &[((Action::View, Resource::Leads), Turn::Gained)]].concat());
    assert_eq!(list(on, &lan).await.rows.len(), 4, "nothing is saved yet");
}

async fn the_effect_counts_what_the_asker_sees(on: &TestServices) {
    let admin = on.administrator().await;
    let (here, there) = (on.branch("Quận 1").await, on.branch("Quận 7").await);
    for branch in [here, there, there] {
        on.individual(&admin, [(Field::Name, "Hoa"), (Field::Branch, &branch.to_string())]).await;
    }
    let lan = on.user("Lan").in_branch(here).may(Scope::All, VIEW.1, &[VIEW.0]).create().await;
    let input = detail(on, &admin, lan).await.input;
    let manager = on.user("Quản Lý").in_branch(here).may(Scope::Branch, Resource::Users, &[Action::Edit]);
    let blind = on.user("Nhân Sự").in_branch(here).may(Scope::Branch, Resource::Users, &[Action::Edit]).sign_in().await;
    let manager = manager.may(Scope::Branch, VIEW.1, &[VIEW.0]).sign_in().await;
    let own = OwnGrants::from([(VIEW, TAKEN)]);
    for (asker, leaving) in [(admin, 3), (manager, 1), (blind, 0)] {
        assert_eq!(on.users().effect(&asker, lan, &input, &own).await.unwrap().leaving, leaving);
    }
}

async fn two_changes_of_one_account_do_not_overwrite_each_other(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").create().await;
    let version = detail(on, &admin, lan).await.version;
    on.users().change(&admin, lan, version, &person("Lan Một", "lan1@example.vn")).await.unwrap();
    let late = on.users().change(&admin, lan, version, &person("Lan Hai", "lan2@example.vn")).await;
    assert_eq!(faults(late), ["rights: changed_meanwhile"]);
    let late = on.users().set_own_grants(&admin, lan, version, &OwnGrants::new()).await;
    assert_eq!(faults(late), ["rights: changed_meanwhile"]);
}
