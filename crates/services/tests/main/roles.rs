//! Roles: made, changed and removed by those who hold what they give.

use domain::{
    AppError, RoleId,
    customer::{Directory, Field},
    draft::{Sheet, merge},
    permission::{Action, Resource, RoleCells, RoleRights},
    role::RoleInput,
    user::{FactorAsked, Turn, UserInput},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use crate::support::{conflict, faults, list, refusal};

each_database!(
    a_change_counts_from_the_next_call_of_everybody_who_has_it,
    a_role_needs_a_name_of_its_own,
    a_role_in_use_is_left_only_for_another_one,
    nobody_gives_a_role_what_they_lack,
    nobody_changes_the_role_that_they_have,
    the_effect_names_those_who_gain_and_lose,
    the_effect_names_nobody_out_of_reach,
    a_missing_role_has_no_effect,
    the_end_of_a_role_is_told_before_it_comes,
    a_second_factor_that_a_role_asks_for_is_told_of,
    a_new_role_with_an_old_name_inherits_nothing,
    nobody_renames_what_somebody_else_has_renamed,
    two_changes_of_one_role_do_not_overwrite_each_other,
    a_branch_in_use_stays,
    what_is_out_of_reach_does_not_count_but_holds_a_branch
);

const VIEW: (Action, Resource) = (Action::View, Resource::Individuals);

fn role(name: &str, cells: RoleCells) -> RoleInput {
    RoleInput { name: name.to_owned(), rights: RoleRights { cells, ..RoleRights::default() }, ..RoleInput::default() }
}

/// Somebody signed in who has this role and no other.
async fn with_role(on: &TestServices, admin: &Actor, role: RoleId) -> Actor {
    let lan = on.user("Lan").sign_in().await;
    let detail = on.users().detail(admin, lan.user).await.unwrap();
    let input = UserInput { roles: vec![role], ..detail.input };
    on.users().change(admin, lan.user, detail.version, &input).await.unwrap();
    lan
}

async fn a_change_counts_from_the_next_call_of_everybody_who_has_it(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    let lan = with_role(on, &admin, id).await;
    assert_eq!(list(on, &lan).await.rows.len(), 1);
    on.roles().change(&admin, id, 1, &role("Lễ tân", RoleCells::from([(VIEW, Scope::Own)]))).await.unwrap();
    assert_eq!(list(on, &lan).await.rows.len(), 0);
    on.roles().change(&admin, id, 2, &role("Lễ tân", RoleCells::new())).await.unwrap();
    assert!(matches!(
        refusal(on.customers(Directory::Individuals).list(&lan, &Default::default()).await),
        AppError::Forbidden { .. }
    ));
    let late = on.roles().change(&admin, id, 2, &role("Lễ tân", RoleCells::new())).await;
    let told = conflict(late);
    assert_eq!((told.version, told.changed_by.is_empty()), (3, false));
}

async fn a_role_needs_a_name_of_its_own(on: &TestServices) {
    let admin = on.administrator().await;
    assert_eq!(faults(on.roles().create(&admin, &role("  ", RoleCells::new())).await), ["name: required"]);
    on.roles().create(&admin, &role("Lễ tân", RoleCells::new())).await.unwrap();
    assert_eq!(faults(on.roles().create(&admin, &role("Lễ tân ", RoleCells::new())).await), ["name: name_in_use"]);
}

async fn a_role_in_use_is_left_only_for_another_one(on: &TestServices) {
    let admin = on.administrator().await;
    let old = on.roles().create(&admin, &role("Cũ", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    let new = on.roles().create(&admin, &role("Mới", RoleCells::from([(VIEW, Scope::Own)]))).await.unwrap();
    on.named(&admin, "Lê Hoa").await;
    let lan = with_role(on, &admin, old).await;
    assert_eq!(faults(on.roles().delete(&admin, old, None).await), ["instead: required"]);
    assert_eq!(faults(on.roles().delete(&admin, old, Some(old)).await), ["instead: required"]);
    on.roles().delete(&admin, old, Some(new)).await.unwrap();
    assert_eq!(list(on, &lan).await.rows.len(), 0);
    assert_eq!(refusal(on.roles().detail(&admin, old).await), AppError::NotFound);
    let free = on.roles().create(&admin, &role("Thừa", RoleCells::new())).await.unwrap();
    on.roles().delete(&admin, free, None).await.unwrap();
}

async fn nobody_gives_a_role_what_they_lack(on: &TestServices) {
    let admin = on.administrator().await;
    let all = &[Action::View, Action::Create, Action::Edit, Action::Delete];
    let designer = on
        .user("Soạn Vai Trò")
        .may(Scope::All, Resource::Roles, all)
        .may(Scope::All, Resource::Individuals, &[Action::View])
        .sign_in()
        .await;
    let lacks = ["rights: holds_more"];
    let export = RoleCells::from([((Action::Export, VIEW.1), Scope::Own)]);
    assert_eq!(faults(on.roles().create(&designer, &role("Xuất", export.clone())).await), lacks);
    let full = RoleRights { full_permission: true, ..RoleRights::default() };
    let everything = RoleInput { rights: full, ..role("Tất cả", RoleCells::new()) };
    assert_eq!(faults(on.roles().create(&designer, &everything).await), lacks);
    let id = on.roles().create(&designer, &role("Xem", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    assert_eq!(faults(on.roles().change(&designer, id, 1, &role("Xem", export.clone())).await), lacks);
    let strong = on.roles().create(&admin, &role("Mạnh", export)).await.unwrap();
    // What a role gives already that they lack they do not touch.
    let forbidden = AppError::Forbidden { action: Action::Export, resource: VIEW.1 };
    assert_eq!(refusal(on.roles().change(&designer, strong, 1, &role("Yếu", RoleCells::new())).await), forbidden);
    assert_eq!(refusal(on.roles().delete(&designer, strong, None).await), forbidden);
}

async fn nobody_changes_the_role_that_they_have(on: &TestServices) {
    let admin = on.administrator().await;
    let cells = RoleCells::from([((Action::Edit, Resource::Roles), Scope::All), (VIEW, Scope::All)]);
    let id = on.roles().create(&admin, &role("Của tôi", cells.clone())).await.unwrap();
    let me = with_role(on, &admin, id).await;
    let less = role("Của tôi", RoleCells::from([((Action::Edit, Resource::Roles), Scope::All)]));
    assert_eq!(faults(on.roles().change(&me, id, 1, &less).await), ["rights: own_account"]);
    on.roles().change(&me, id, 1, &role("Tên khác", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap_err();
    let cells = on.roles().detail(&me, id).await.unwrap().input.rights.cells;
    on.roles().change(&me, id, 1, &role("Tên khác", cells)).await.unwrap();
}

async fn the_effect_names_those_who_gain_and_lose(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    let lan = with_role(on, &admin, id).await;
    on.customers(Directory::Individuals).list(&lan, &Default::default()).await.unwrap();
    let narrower = RoleRights { cells: RoleCells::from([(VIEW, Scope::Own)]), ..RoleRights::default() };
    let effects = on.roles().effect(&admin, id, &narrower, false).await.unwrap();
    let [effect] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((effect.name.as_deref(), effect.online, effect.leaving), (Some("Lan"), true, 1));
    assert_eq!(effect.turns, [(VIEW, Turn::Narrowed)]);
    let same = RoleRights { cells: RoleCells::from([(VIEW, Scope::All)]), ..RoleRights::default() };
    assert!(on.roles().effect(&admin, id, &same, false).await.unwrap().is_empty());
}

async fn the_effect_names_nobody_out_of_reach(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let admin = on.administrator().await;
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    for (name, branch) in [("Gần", here), ("Xa", there)] {
        let person = UserInput {
            full_name: name.to_owned(),
            email: format!("{}@example.vn", branch),
            branches: vec![branch],
            roles: vec![id],
            ..UserInput::default()
        };
        on.users().create(&admin, &person, &domain::user::Welcome::Invitation).await.unwrap();
    }
    let designer = |name| on.user(name).in_branch(here).may(Scope::All, Resource::Roles, &[Action::Edit]);
    let blind = designer("Không Thấy Ai").sign_in().await;
    let near = designer("Thấy Gần").may(Scope::Branch, Resource::Users, &[Action::View]).sign_in().await;
    for (asker, seen) in [(admin, vec!["Gần", "Xa"]), (near, vec!["Gần"]), (blind, vec![])] {
        let effects = on.roles().effect(&asker, id, &RoleRights::default(), false).await.unwrap();
        assert_eq!(effects.len(), 2, "whoever is affected counts");
        let mut named: Vec<&str> = effects.iter().filter_map(|effect| effect.name.as_deref()).collect();
        named.sort_unstable();
        assert_eq!(named, seen);
    }
}

async fn a_missing_role_has_no_effect(on: &TestServices) {
    let admin = on.administrator().await;
    let nowhere = RoleId(uuid::Uuid::now_v7());
    assert_eq!(refusal(on.roles().effect(&admin, nowhere, &RoleRights::default(), false).await), AppError::NotFound);
    assert_eq!(refusal(on.roles().effect_of_delete(&admin, nowhere, None).await), AppError::NotFound);
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::new())).await.unwrap();
    assert_eq!(refusal(on.roles().effect_of_delete(&admin, id, Some(nowhere)).await), AppError::NotFound);
    let editor = on.user("Soạn").may(Scope::All, Resource::Roles, &[Action::View, Action::Edit]).sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::Delete, resource: Resource::Roles };
    assert_eq!(refusal(on.roles().effect_of_delete(&editor, id, None).await), forbidden);
}

async fn the_end_of_a_role_is_told_before_it_comes(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let export = (Action::Export, VIEW.1);
    let old = RoleCells::from([(VIEW, Scope::All), (export, Scope::All)]);
    let old = on.roles().create(&admin, &role("Cũ", old)).await.unwrap();
    let new = on.roles().create(&admin, &role("Mới", RoleCells::from([(VIEW, Scope::Own)]))).await.unwrap();
    let lan = with_role(on, &admin, old).await;
    // Who sees everything by another role, too, loses the one cell.
    let both = on.user("Mai").may(Scope::All, VIEW.1, &[VIEW.0]).create().await;
    let detail = on.users().detail(&admin, both).await.unwrap();
    let roles = [detail.input.roles.clone(), vec![old, new]].concat();
    on.users().change(&admin, both, detail.version, &UserInput { roles, ..detail.input }).await.unwrap();

    let told = async |instead| {
        let effects = on.roles().effect_of_delete(&admin, old, instead).await.unwrap();
        effects
            .into_iter()
            .map(|effect| (effect.name.unwrap(), effect.online, effect.turns, effect.leaving))
            .collect::<Vec<_>>()
    };
    let lost = (export, Turn::Lost);
    let of = |turns: &[_]| turns.to_vec();
    assert_eq!(
        told(Some(new)).await,
        [("Lan".to_owned(), true, of(&[(VIEW, Turn::Narrowed), lost]), 1), ("Mai".to_owned(), false, of(&[lost]), 0)]
    );
    assert_eq!(told(None).await[0].2, [(VIEW, Turn::Lost), lost]);

    on.roles().delete(&admin, old, Some(new)).await.unwrap();
    assert_eq!(list(on, &lan).await.rows.len(), 0);
    let unused = on.roles().create(&admin, &role("Thừa", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    assert!(on.roles().effect_of_delete(&admin, unused, None).await.unwrap().is_empty());
}

async fn a_second_factor_that_a_role_asks_for_is_told_of(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::from([(VIEW, Scope::All)]))).await.unwrap();
    let lan = with_role(on, &admin, id).await;
    // The one who switches it on has the role, too, and stays signed in.
    let cells = &[Action::View, Action::Edit];
    let editor = on.user("Soạn").may(Scope::All, Resource::Roles, cells).may(Scope::All, Resource::Users, cells);
    let editor = editor.sign_in().await;
    let detail = on.users().detail(&admin, editor.user).await.unwrap();
    let roles = [detail.input.roles.clone(), vec![id]].concat();
    on.users().change(&admin, editor.user, detail.version, &UserInput { roles, ..detail.input }).await.unwrap();
    let rights = on.roles().detail(&editor, id).await.unwrap().input.rights;
    let told = async |asks| {
        let effects = on.roles().effect(&editor, id, &rights, asks).await.unwrap();
        effects
            .into_iter()
            .map(|effect| (effect.name.unwrap(), effect.online, effect.factor.unwrap()))
            .collect::<Vec<_>>()
    };
    assert!(told(false).await.is_empty());
    let signed_out = ("Lan".to_owned(), true, FactorAsked::SignedOut);
    assert_eq!(told(true).await, [signed_out, ("Soạn".to_owned(), true, FactorAsked::NextTime)]);

    let strict = RoleInput { second_factor: true, ..on.roles().detail(&editor, id).await.unwrap().input };
    on.roles().change(&editor, id, 1, &strict).await.unwrap();
    assert_eq!(refusal(on.accounts().viewer(&lan).await), AppError::Unauthenticated);
    on.accounts().viewer(&editor).await.unwrap();
    assert!(told(true).await.is_empty(), "who is asked already");
}

async fn a_new_role_with_an_old_name_inherits_nothing(on: &TestServices) {
    let admin = on.administrator().await;
    let cells = RoleCells::from([(VIEW, Scope::All)]);
    let id = on.roles().create(&admin, &role("Lễ tân", cells)).await.unwrap();
    on.roles().delete(&admin, id, None).await.unwrap();
    let again = on.roles().create(&admin, &role("Lễ tân", RoleCells::new())).await.unwrap();
    let detail = on.roles().detail(&admin, again).await.unwrap();
    assert!(detail.input.rights.cells.is_empty() && detail.people == 0);
}

async fn nobody_renames_what_somebody_else_has_renamed(on: &TestServices) {
    let (admin, mai) = (on.administrator().await, on.user("Mai").with_full_permission().sign_in().await);
    let id = on.departments().create(&admin, "Kinh doanh").await.unwrap();
    on.departments().rename(&mai, id, "Kinh doanh", "Bán hàng").await.unwrap();
    let told = conflict(on.departments().rename(&admin, id, "Kinh doanh", "Thị trường").await);
    assert_eq!(told.changed_by, "Mai");
    // The same name of two people is no conflict; whoever knows the name that it has may give it another one.
    on.departments().rename(&admin, id, "Kinh doanh", "Bán hàng").await.unwrap();
    on.departments().rename(&admin, id, "Bán hàng", "Thị trường").await.unwrap();
    assert_eq!(on.departments().list(&admin).await.unwrap()[0].name, "Thị trường");
    on.departments().delete(&admin, id).await.unwrap();
    assert_eq!(refusal(on.departments().rename(&admin, id, "Thị trường", "Khác").await), AppError::NotFound);
}

async fn two_changes_of_one_role_do_not_overwrite_each_other(on: &TestServices) {
    let (admin, mai) = (on.administrator().await, on.user("Mai").with_full_permission().sign_in().await);
    let id = on.roles().create(&admin, &role("Lễ tân", RoleCells::from([(VIEW, Scope::Own)]))).await.unwrap();
    let form = on.roles().detail(&admin, id).await.unwrap();
    let by_mai =
        RoleInput { description: "Ca sáng".to_owned(), ..role("Lễ tân", RoleCells::from([(VIEW, Scope::All)])) };
    on.roles().change(&mai, id, form.version, &by_mai).await.unwrap();
    let mine = RoleInput { description: "Ca tối".to_owned(), ..role("Tiếp tân", form.input.rights.cells.clone()) };
    let told = conflict(on.roles().change(&admin, id, form.version, &mine).await);
    assert_eq!((told.version, told.changed_by.as_str()), (2, "Mai"));
    let now = on.roles().detail(&admin, id).await.unwrap();
    assert_eq!(now.input, by_mai, "nothing of a refused change is kept");

    // As the form goes on: what one of the two touched is kept, what both did is asked for.
    let merged = merge(&form.input.typed(), &mine.typed(), &now.input.typed());
    assert_eq!(merged.theirs, ["cells.view.individuals"]);
    assert_eq!(merged.both.iter().map(|clash| clash.key.as_str()).collect::<Vec<_>>(), ["description"]);
    on.roles().change(&admin, id, told.version, &RoleInput::of(&merged.typed)).await.unwrap();
    let both = on.roles().detail(&admin, id).await.unwrap().input;
    assert_eq!((both.name.as_str(), both.description.as_str()), ("Tiếp tân", "Ca tối"));
    assert_eq!(both.rights.cells, RoleCells::from([(VIEW, Scope::All)]));
}

async fn a_branch_in_use_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let id = on.branches().create(&admin, "Quận 1").await.unwrap();
    assert_eq!(faults(on.branches().create(&admin, "quan 1").await), ["name: name_in_use"]);
    on.branches().rename(&admin, id, "Quận 1", "Quận 7").await.unwrap();
    on.user("Lan").in_branch(id.into()).create().await;
    assert_eq!(faults(on.branches().delete(&admin, id).await), ["place: still_in_use"]);
    let free = on.departments().create(&admin, "Kinh doanh").await.unwrap();
    on.departments().delete(&admin, free).await.unwrap();
    assert_eq!(refusal(on.departments().delete(&admin, free).await), AppError::NotFound);
    let names: Vec<_> =
        on.branches().list(&admin).await.unwrap().into_iter().map(|row| (row.name, row.people)).collect();
    assert_eq!(names, [("Quận 7".to_owned(), 1)]);
}

async fn what_is_out_of_reach_does_not_count_but_holds_a_branch(on: &TestServices) {
    let admin = on.administrator().await;
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    for branch in [here, there] {
        on.user("Lan").in_branch(branch).create().await;
        on.individual(&admin, [(Field::Name, "An"), (Field::Branch, &branch.to_string())]).await;
    }
    let of_branch = RoleRights { branch: Some(there), ..RoleRights::default() };
    on.roles().create(&admin, &RoleInput { rights: of_branch, ..role("Của Vinh", RoleCells::new()) }).await.unwrap();
    let keeper = |name| on.user(name).may(Scope::All, Resource::Branches, &[Action::View, Action::Delete]);
    let blind = keeper("Không Thấy Ai").sign_in().await;
    let near = keeper("Thấy Gần").in_branch(here).may(Scope::Branch, Resource::Users, &[Action::View]);
    let near = near.may(Scope::Branch, VIEW.1, &[VIEW.0]).sign_in().await;
    // Those who work there: whom one sees; one's own account too.
    for (asker, counts) in [(&admin, [(2, 1), (1, 2)]), (&near, [(2, 1), (0, 0)]), (&blind, [(0, 0), (0, 0)])] {
        let rows = on.branches().list(asker).await.unwrap();
        assert_eq!(rows.iter().map(|row| (row.people, row.ties)).collect::<Vec<_>>(), counts);
        assert_eq!(faults(on.branches().delete(asker, there.0).await), ["place: still_in_use"]);
    }
}
