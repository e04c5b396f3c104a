//! What a change of somebody's places, roles and own grants will do, as it is told before it is saved.

use domain::{
    AppError, RoleId, UserId,
    customer::{Directory, Field},
    permission::{Action, Cell, OwnGrants, Resource, RoleCells, RoleRights},
    role::RoleInput,
    user::{EffectOn, FactorAsked, Turn, UserInput},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use super::{TAKEN, VIEW, added, detail, person, set_own};
use crate::support::{list, refusal};

each_database!(
    the_effect_is_told_before_it_is_saved,
    the_effect_counts_what_the_asker_sees,
    a_colleague_who_leaves_takes_their_customers_along,
    what_is_told_of_a_move_is_what_comes_of_it,
    a_colleague_out_of_reach_is_not_told_of,
    nobody_is_told_of_whom_they_may_not_change,
    own_grants_stay_unless_they_are_sent,
    a_role_that_asks_for_a_second_factor_signs_out,
);

/// A name, what turns, and how many customers come and go.
type Told<'a> = (&'a str, &'a [(Cell, Turn)], u64, u64);

fn told(effects: &[EffectOn]) -> Vec<Told<'_>> {
    let told = effects.iter().map(|effect| {
        (effect.name.as_deref().unwrap_or_default(), effect.turns.as_slice(), effect.entering, effect.leaving)
    });
    told.collect()
}

/// Customers in somebody's charge.
async fn customers_of(on: &TestServices, admin: &Actor, owner: UserId, count: usize) {
    for _ in 0..count {
        on.individual(admin, [(Field::Name, "Hoa"), (Field::Owner, &owner.to_string())]).await;
    }
}

/// The form of somebody, with other departments.
async fn moved(on: &TestServices, admin: &Actor, id: UserId, departments: &[uuid::Uuid]) -> UserInput {
    let departments = departments.iter().map(|id| (*id).into()).collect();
    UserInput { departments, ..detail(on, admin, id).await.input }
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

    let effects = on.users().effect(&admin, lan.user, &before.input, Some(&own)).await.unwrap();

    let [effect] = effects.as_slice() else { panic!("{effects:?}") };
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
        assert_eq!(on.users().effect(&asker, lan, &input, Some(&own)).await.unwrap()[0].leaving, leaving);
    }
}

async fn a_colleague_who_leaves_takes_their_customers_along(on: &TestServices) {
    let admin = on.administrator().await;
    let (sales, care) = (on.department("Kinh doanh").await, on.department("Chăm sóc").await);
    let seller = |name| on.user(name).may(Scope::Department, VIEW.1, &[VIEW.0]);
    let lan = seller("Lan").in_department(sales).sign_in().await;
    let minh = seller("Minh").in_department(care).create().await;
    // In the department, and yet nothing turns: not for who sees everything, nor for who sees what is their own.
    on.user("Thấy Hết").may(Scope::All, VIEW.1, &[VIEW.0]).in_department(sales).create().await;
    on.user("Thấy Mình").may(Scope::Own, VIEW.1, &[VIEW.0]).in_department(care).create().await;
    let hung = seller("Hùng").in_department(sales).create().await;
    customers_of(on, &admin, lan.user, 4).await;
    customers_of(on, &admin, minh, 1).await;
    customers_of(on, &admin, hung, 2).await;
    list(on, &lan).await;

    let moved = moved(on, &admin, hung, &[care]).await;
    let effects = on.users().effect(&admin, hung, &moved, None).await.unwrap();

    let (narrower, wider) = ([(VIEW, Turn::Narrowed)], [(VIEW, Turn::Widened)]);
    let expected = [("Hùng", &narrower[..], 1, 4), ("Lan", &narrower[..], 0, 2), ("Minh", &wider[..], 2, 0)];
    assert_eq!(told(&effects), expected);
    assert_eq!(effects.iter().map(|effect| effect.online).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(list(on, &lan).await.rows.len(), 6, "nothing is saved yet");
    let stays = self::moved(on, &admin, hung, &[sales]).await;
    assert!(on.users().effect(&admin, hung, &stays, None).await.unwrap().is_empty());
}

/// Each of those who are told of sees after the change as many more, or fewer, as was said.
async fn what_is_told_of_a_move_is_what_comes_of_it(on: &TestServices) {
    let admin = on.administrator().await;
    let (hue, vinh) = (on.branch("Huế").await, on.branch("Vinh").await);
    let (sales, care) = (on.department("Kinh doanh").await, on.department("Chăm sóc").await);
    let seller = |name, scope| on.user(name).in_branch(hue).may(scope, VIEW.1, &[VIEW.0]);
    let people = [
        seller("Hùng", Scope::Branch).in_department(sales).sign_in().await,
        seller("Lan", Scope::Department).in_department(sales).sign_in().await,
        seller("Mai", Scope::Department).in_department(sales).in_department(care).sign_in().await,
        seller("Minh", Scope::Department).in_department(care).sign_in().await,
    ];
    for (owner, branch) in [(0, hue), (0, vinh), (1, hue), (2, vinh), (3, vinh), (3, hue)] {
        let (owner, branch) = (people[owner].user.to_string(), branch.to_string());
        on.individual(&admin, [(Field::Name, "Hoa"), (Field::Owner, &owner), (Field::Branch, &branch)]).await;
    }
    let seen = async || {
        let mut seen = Vec::new();
        for person in &people {
            seen.push(list(on, person).await.rows.len() as i64);
        }
        seen
    };
    let hung = people[0].user;
    let input = UserInput { branches: vec![vinh], ..moved(on, &admin, hung, &[care]).await };
    let effects = on.users().effect(&admin, hung, &input, None).await.unwrap();
    let before = seen().await;
    on.users().change(&admin, hung, detail(on, &admin, hung).await.version, &input).await.unwrap();

    let differs: Vec<i64> = seen().await.iter().zip(&before).map(|(after, before)| after - before).collect();
    let said = |name: &str| {
        let of = effects.iter().find(|effect| effect.name.as_deref() == Some(name));
        of.map_or(0, |effect| effect.entering as i64 - effect.leaving as i64)
    };
    assert_eq!(differs, ["Hùng", "Lan", "Mai", "Minh"].map(said));
    assert_eq!(
        effects.iter().map(|effect| effect.name.as_deref().unwrap()).collect::<Vec<_>>(),
        ["Hùng", "Lan", "Minh"]
    );
}

async fn a_colleague_out_of_reach_is_not_told_of(on: &TestServices) {
    let admin = on.administrator().await;
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let sales = on.department("Kinh doanh").await;
    let seller = |name, branch| on.user(name).in_branch(branch).may(Scope::Department, VIEW.1, &[VIEW.0]);
    seller("Gần", here).in_department(sales).create().await;
    seller("Xa", there).in_department(sales).create().await;
    let hung = on.user("Hùng").in_branch(here).create().await;
    customers_of(on, &admin, hung, 3).await;
    let keeper = on.user("Quản Lý").in_branch(here).may(Scope::Branch, Resource::Users, &[Action::View, Action::Edit]);
    let keeper = keeper.sign_in().await;
    let input = moved(on, &admin, hung, &[sales]).await;
    let names = async |asker: &Actor| {
        let effects = on.users().effect(asker, hung, &input, None).await.unwrap();
        effects.into_iter().map(|effect| (effect.name, effect.entering)).collect::<Vec<_>>()
    };
    let named = |name: &str, entering| (Some(name.to_owned()), entering);
    assert_eq!(names(&admin).await, [named("Gần", 3), named("Xa", 3)]);
    // Somebody whom the asker does not see is not there, and customers that the asker does not see are not counted.
    assert_eq!(names(&keeper).await, [named("Gần", 0)]);
}

async fn nobody_is_told_of_whom_they_may_not_change(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let stranger = on.user("Xa").in_branch(there).create().await;
    let keeper = |name, actions: &[Action]| on.user(name).in_branch(here).may(Scope::Branch, Resource::Users, actions);
    let near = keeper("Gần", &[Action::View, Action::Edit]).sign_in().await;
    let input = person("Xa", "xa@example.vn");
    assert_eq!(refusal(on.users().effect(&near, stranger, &input, None).await), AppError::NotFound);
    let nowhere = UserId(uuid::Uuid::now_v7());
    assert_eq!(refusal(on.users().effect(&near, nowhere, &input, None).await), AppError::NotFound);
    let reader = keeper("Đọc", &[Action::View]).sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::Edit, resource: Resource::Users };
    assert_eq!(refusal(on.users().effect(&reader, near.user, &input, None).await), forbidden);
}

async fn own_grants_stay_unless_they_are_sent(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::All, VIEW.1, &[VIEW.0]).create().await;
    set_own(on, &admin, lan, OwnGrants::from([((Action::View, Resource::Leads), added(Scope::All))])).await;
    let without_roles = UserInput { roles: Vec::new(), ..detail(on, &admin, lan).await.input };
    let lost = |cell| (cell, Turn::Lost);
    let effects = on.users().effect(&admin, lan, &without_roles, None).await.unwrap();
    assert_eq!(effects[0].turns, [lost(VIEW)]);
    let effects = on.users().effect(&admin, lan, &without_roles, Some(&OwnGrants::new())).await.unwrap();
    assert_eq!(effects[0].turns, [lost(VIEW), lost((Action::View, Resource::Leads))]);
}

async fn a_role_that_asks_for_a_second_factor_signs_out(on: &TestServices) {
    let admin = on.administrator().await;
    let strict = RoleInput {
        name: "Chặt chẽ".to_owned(),
        rights: RoleRights { cells: RoleCells::new(), ..RoleRights::default() },
        second_factor: true,
        ..RoleInput::default()
    };
    let strict: RoleId = on.roles().create(&admin, &strict).await.unwrap();
    let lan = on.user("Lan").sign_in().await;
    let given = UserInput { roles: vec![strict], ..detail(on, &admin, lan.user).await.input };
    let effects = on.users().effect(&admin, lan.user, &given, None).await.unwrap();
    assert_eq!(effects.iter().map(|effect| effect.factor).collect::<Vec<_>>(), [Some(FactorAsked::SignedOut)]);

    let version = detail(on, &admin, lan.user).await.version;
    on.users().change(&admin, lan.user, version, &given).await.unwrap();
    let list = on.customers(Directory::Individuals).list(&lan, &Default::default()).await;
    assert_eq!(refusal(list), AppError::Unauthenticated);
    assert!(on.users().effect(&admin, lan.user, &given, None).await.unwrap().is_empty(), "who is asked already");
}
