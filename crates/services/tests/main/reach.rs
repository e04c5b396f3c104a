//! Out of reach does not exist: for each scope, everything that could tell of a record is asked.

use std::collections::BTreeSet;

use domain::{
    AppError, CustomerId, IdempotencyKey,
    customer::{CustomerInput, Directory, Field},
    list::{ListState, PAGE_SIZE},
    permission::{Action, Resource},
};
use entities::user_role;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::{Outcome, authz::Actor};
use test_support::{NewUser, Scope, TestServices, change_of, each_database, fields};
use uuid::Uuid;

use crate::support::{codes, list, refusal, search};

each_database!(
    all_reaches_everything,
    own_reaches_what_one_is_in_charge_of,
    department_reaches_what_colleagues_are_in_charge_of,
    department_reaches_the_colleagues_of_every_department,
    branch_reaches_the_own_branch,
    branch_reaches_every_branch_where_one_works,
    several_scopes_add_up,
    a_role_of_a_branch_reaches_this_branch,
    a_scope_of_nothing_reaches_nothing,
    a_cell_borrows_no_reach_from_another_role,
    without_the_cell_everything_is_refused
);

/// Cells that ask for every act on individuals.
const ACTS: &[Action] = &[Action::View, Action::Edit, Action::Delete];

/// A company: two branches, two departments, and records in every place.
struct Company {
    admin: Actor,
    branches: [domain::BranchId; 2],
    department: Uuid,
    other_department: Uuid,
    colleague: Actor,
    stranger: Actor,
}

async fn company(on: &TestServices) -> Company {
    let branches = [on.branch("Quận 1").await, on.branch("Quận 7").await];
    let (department, other) = (on.department("Kinh doanh").await, on.department("Kho").await);
    Company {
        admin: on.administrator().await,
        branches,
        department,
        other_department: other,
        colleague: on.user("Đồng Nghiệp").in_department(department).sign_in().await,
        stranger: on.user("Người Lạ").in_department(other).sign_in().await,
    }
}

/// One record for each owner and branch; its code tells where it stands.
async fn records(on: &TestServices, company: &Company, reader: &Actor) {
    let owners = [("ME", Some(reader)), ("COLLEAGUE", Some(&company.colleague)), ("STRANGER", Some(&company.stranger))];
    let branches = [("1", Some(company.branches[0])), ("2", Some(company.branches[1])), ("0", None)];
    for (owner_name, owner) in owners.into_iter().chain([("NOBODY", None)]) {
        for (branch_name, branch) in branches {
            let code = format!("{owner_name}.{branch_name}");
            let owner = owner.unwrap_or(&company.admin).user.to_string();
            let mut values = fields([
                (Field::Name, "Nguyễn Thị Hoa"),
                (Field::Code, &code),
                (Field::Owner, &owner),
                (Field::Phone, "0905969648"),
                (Field::IdNumber, "079190057032"),
            ]);
            values.extend(branch.map(|branch| (Field::Branch, branch.to_string())));
            let input = CustomerInput { values, without_email: true, ..Default::default() };
            let made = on
                .customers(Directory::Individuals)
                .create(&company.admin, IdempotencyKey(Uuid::now_v7()), &input)
                .await
                .unwrap();
            if owner_name == "NOBODY" {
                let mut nobody = change_of(1, Field::Owner, Some(&owner), None);
                nobody.without_email = Some(true);
                on.customers(Directory::Individuals).change(&company.admin, made.id, &nobody).await.unwrap();
            }
        }
    }
}

/// Asks everything that could tell of a record: what is in reach answers, the rest answers as if it were missing.
async fn expect(on: &TestServices, company: &Company, reader: &Actor, reached: &[&str]) {
    records(on, company, reader).await;
    let reached: BTreeSet<&str> = reached.iter().copied().collect();
    let individuals = on.customers(Directory::Individuals);

    let everything = list(on, &company.admin).await;
    assert_eq!(everything.rows.len(), 12);
    assert!(everything.rows.len() < usize::from(PAGE_SIZE));
    let listed = list(on, reader).await;
    assert_eq!(codes(&listed).into_iter().collect::<BTreeSet<_>>(), reached);
    assert_eq!(individuals.count(reader, &ListState::default()).await.unwrap().records, reached.len() as u64);
    for typed in ["hoa", "Nguyễn Thị", "0905 969", "guye"] {
        let found = individuals.list(reader, &search(typed)).await.unwrap();
        assert_eq!(codes(&found).into_iter().collect::<BTreeSet<_>>(), reached, "{typed}");
        assert_eq!(individuals.count(reader, &search(typed)).await.unwrap().records, reached.len() as u64, "{typed}");
        let suggested = individuals.suggest(reader, typed).await.unwrap();
        assert_eq!(suggested.len(), reached.len().min(8), "{typed}");
        assert!(suggested.iter().all(|hit| reached.contains(hit.code.as_str())), "{typed}");
    }

    let missing = acts(on, reader, CustomerId(Uuid::now_v7()), "KH999999").await;
    assert!(missing.iter().all(|answer| *answer == Some(AppError::NotFound)), "{missing:?}");
    for row in &everything.rows {
        let code = row.values[&Field::Code].as_str();
        let hits = individuals.list(reader, &search(code)).await.unwrap();
        assert_eq!(hits.rows.len(), usize::from(reached.contains(code)), "{code}");
        let answers = acts(on, reader, row.id, code).await;
        let expected = if reached.contains(code) { vec![None; answers.len()] } else { missing.clone() };
        assert_eq!(answers, expected, "{code}");
    }
}

/// What each act on one record is answered; `None` if it was done.
async fn acts(on: &TestServices, reader: &Actor, id: CustomerId, code: &str) -> Vec<Option<AppError>> {
    let individuals = on.customers(Directory::Individuals);
    let mut change = change_of(1, Field::Note, None, Some("Đã gọi."));
    change.without_email = Some(true);
    vec![
        answer(individuals.detail(reader, code).await),
        answer(individuals.history(reader, id, None).await),
        answer(individuals.unmask(reader, id, Field::IdNumber).await),
        answer(individuals.change(reader, id, &change).await),
        answer(individuals.trash(reader, id).await),
        answer(individuals.restore(reader, id).await),
    ]
}

fn answer<T: std::fmt::Debug>(outcome: Outcome<T>) -> Option<AppError> {
    outcome.is_err().then(|| refusal(outcome))
}

fn reader<'s>(on: &'s TestServices, company: &Company, scopes: &[Scope]) -> NewUser<'s> {
    let user = on.user("Tôi").in_branch(company.branches[0]).in_department(company.department);
    let user = user.may(Scope::All, Resource::PersonalIds, &[Action::View]);
    scopes.iter().fold(user, |user, scope| user.may(*scope, Resource::Individuals, ACTS))
}

async fn all_reaches_everything(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::All]).sign_in().await;
    let everything: Vec<String> = ["ME", "COLLEAGUE", "STRANGER", "NOBODY"]
        .iter()
        .flat_map(|owner| ["1", "2", "0"].map(|branch| format!("{owner}.{branch}")))
        .collect();
    let everything: Vec<&str> = everything.iter().map(String::as_str).collect();
    expect(on, &company, &me, &everything).await;
}

async fn own_reaches_what_one_is_in_charge_of(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Own]).sign_in().await;
    expect(on, &company, &me, &["ME.1", "ME.2", "ME.0"]).await;
}

async fn department_reaches_what_colleagues_are_in_charge_of(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Department]).sign_in().await;
    let reached = ["ME.1", "ME.2", "ME.0", "COLLEAGUE.1", "COLLEAGUE.2", "COLLEAGUE.0"];
    expect(on, &company, &me, &reached).await;
}

async fn department_reaches_the_colleagues_of_every_department(on: &TestServices) {
    let company = company(on).await;
    let user = reader(on, &company, &[Scope::Department]).in_department(company.other_department);
    let me = user.sign_in().await;
    let reached: Vec<String> = ["ME", "COLLEAGUE", "STRANGER"]
        .iter()
        .flat_map(|owner| ["1", "2", "0"].map(|at| format!("{owner}.{at}")))
        .collect();
    expect(on, &company, &me, &reached.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn branch_reaches_every_branch_where_one_works(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Branch]).in_branch(company.branches[1]).sign_in().await;
    let reached: Vec<String> = ["ME", "COLLEAGUE", "STRANGER", "NOBODY"]
        .iter()
        .flat_map(|owner| ["1", "2"].map(|at| format!("{owner}.{at}")))
        .collect();
    expect(on, &company, &me, &reached.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn branch_reaches_the_own_branch(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Branch]).sign_in().await;
    expect(on, &company, &me, &["ME.1", "COLLEAGUE.1", "STRANGER.1", "NOBODY.1"]).await;
}

async fn several_scopes_add_up(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Own, Scope::Branch]).sign_in().await;
    expect(on, &company, &me, &["ME.1", "ME.2", "ME.0", "COLLEAGUE.1", "STRANGER.1", "NOBODY.1"]).await;
}

async fn a_role_of_a_branch_reaches_this_branch(on: &TestServices) {
    let company = company(on).await;
    // Full permission, but for the second branch; the person works in the first.
    let user = on.user("Tôi").in_branch(company.branches[0]);
    let me = user.with_full_permission().role_of_branch(company.branches[1]).sign_in().await;
    expect(on, &company, &me, &["ME.2", "COLLEAGUE.2", "STRANGER.2", "NOBODY.2"]).await;
}

async fn a_scope_of_nothing_reaches_nothing(on: &TestServices) {
    let company = company(on).await;
    // The role says "branch" and "department", but the person is in none.
    let user = on.user("Tôi").may(Scope::All, Resource::PersonalIds, &[Action::View]);
    let user = user.may(Scope::Branch, Resource::Individuals, ACTS);
    let me = user.may(Scope::Department, Resource::Individuals, ACTS).sign_in().await;
    expect(on, &company, &me, &[]).await;
}

async fn a_cell_borrows_no_reach_from_another_role(on: &TestServices) {
    let company = company(on).await;
    let me = reader(on, &company, &[Scope::Own]).sign_in().await;
    let all = on.user("Khác").may(Scope::All, Resource::Individuals, &[Action::View]).create().await;
    let lent = user_role::Entity::find().filter(user_role::Column::UserId.eq(all.0)).one(on.database().writer());
    let role_id = lent.await.unwrap().unwrap().role_id;
    let both = user_role::ActiveModel {
        user_id: sea_orm::ActiveValue::Set(me.user.0),
        role_id: sea_orm::ActiveValue::Set(role_id),
    };
    user_role::Entity::insert(both).exec_without_returning(on.database().writer()).await.unwrap();
    records(on, &company, &me).await;

    let seen = on.customers(Directory::Individuals).detail(&me, "STRANGER.2").await.unwrap();
    let mut change = change_of(1, Field::Note, None, Some("Đã gọi."));
    change.without_email = Some(true);
    let forbidden = |action| AppError::Forbidden { action, resource: Resource::Individuals };

    assert_eq!(list(on, &me).await.rows.len(), 12, "View is for all");
    assert_eq!(
        refusal(on.customers(Directory::Individuals).change(&me, seen.id, &change).await),
        forbidden(Action::Edit)
    );
    assert_eq!(refusal(on.customers(Directory::Individuals).trash(&me, seen.id).await), forbidden(Action::Delete));
    let own = on.customers(Directory::Individuals).detail(&me, "ME.2").await.unwrap();
    on.customers(Directory::Individuals).change(&me, own.id, &change).await.unwrap();
}

async fn without_the_cell_everything_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "Nguyễn Thị Hoa").await;
    let nobody = on.user("Không Quyền").sign_in().await;
    let individuals = on.customers(Directory::Individuals);
    let view = AppError::Forbidden { action: Action::View, resource: Resource::Individuals };

    assert_eq!(refusal(individuals.list(&nobody, &ListState::default()).await), view);
    assert_eq!(refusal(individuals.count(&nobody, &ListState::default()).await), view);
    assert_eq!(refusal(individuals.suggest(&nobody, "hoa").await), view);
    assert_eq!(refusal(individuals.choices(&nobody).await), view);
    assert_eq!(refusal(individuals.detail(&nobody, &made.code).await), view);
    assert_eq!(refusal(individuals.history(&nobody, made.id, None).await), view);
    assert_eq!(refusal(individuals.unmask(&nobody, made.id, Field::IdNumber).await), view);
}
