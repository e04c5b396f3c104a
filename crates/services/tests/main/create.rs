//! A new individual.

use std::collections::BTreeSet;

use domain::{
    AppError, IdempotencyKey, UserId,
    customer::{CustomerInput, Directory, Field, Values},
    permission::{Action, Resource},
};
use entities::{customer, idempotency};
use sea_orm::{EntityTrait, PaginatorTrait};
use test_support::{Scope, TestServices, each_database, fields};
use uuid::Uuid;

use crate::support::{faults, list, refusal};

each_database!(
    owner_and_branch_are_those_of_the_maker,
    every_field_comes_back,
    twenty_identical_requests_make_one_record,
    a_key_with_other_content_is_refused,
    keys_of_two_people_have_nothing_to_do_with_one_another,
    a_given_code_is_kept_and_refused_to_others,
    the_sequence_passes_over_given_codes,
    two_writers_with_one_code_make_one_record,
    all_faults_are_told_at_once,
    owner_and_branch_must_exist,
    a_record_out_of_ones_own_reach_is_refused,
    those_are_named_whose_customers_are_in_reach,
    lists_are_filtered_by_those_who_are_kept_out,
    who_may_not_create_is_refused
);

fn key() -> IdempotencyKey {
    IdempotencyKey(Uuid::now_v7())
}

fn input(values: Values) -> CustomerInput {
    CustomerInput { without_email: !values.contains_key(&Field::Email), values, ..Default::default() }
}

async fn owner_and_branch_are_those_of_the_maker(on: &TestServices) {
    let branch = on.branch("Quận 1").await;
    let user = on.user("Lan").in_branch(branch).with_full_permission().create().await;
    let lan = on.actor_of(user).await;

    let made = on.named(&lan, "Nguyễn Văn An").await;

    assert_eq!(made.code, "KH000001");
    let detail = on.customers(Directory::Individuals).detail(&lan, &made.code).await.unwrap();
    assert_eq!(detail.id, made.id);
    assert_eq!(detail.version, 1);
    assert_eq!(detail.owner.unwrap().name, "Lan");
    assert_eq!(detail.branch.unwrap().name, "Quận 1");
    assert!(detail.without_email);
    assert!(!detail.trashed);
    assert_eq!(detail.values[&Field::CreatedAt], "2026-11-22T02:00:00+00:00");
    assert_eq!(on.named(&lan, "Nguyễn Văn An").await.code, "KH000002");
}

async fn every_field_comes_back(on: &TestServices) {
    let admin = on.administrator().await;
    let branch = on.branch("Quận 1").await;
    let (owner, branch) = (admin.user.to_string(), branch.to_string());
    services::seed::seed(on, 0, 1, |_| {}).await.unwrap();
    let typed = fields([
        (Field::Code, "vip-1"),
        (Field::Name, "  Trần\u{a0}Thị  Bích "),
        (Field::Phone, "0905 969 648"),
        (Field::OtherPhones, "024 3825 1234"),
        (Field::Email, " Bich@Example.COM"),
        (Field::Gender, "Nữ"),
        (Field::DateOfBirth, "5/1/1990"),
        (Field::Nationality, "Việt Nam"),
        (Field::Occupation, "Kế toán"),
        (Field::JobTitle, "Trưởng phòng"),
        (Field::MonthlyIncome, "10_20"),
        (Field::IdNumber, "079 190 057 032"),
        (Field::IdIssuedOn, "1/7/2024"),
        (Field::IdIssuedBy, "Bộ Công an"),
        (Field::Address, "12 Lê Lợi, Phường Bàn Cờ"),
        (Field::AddressStreet, "12 Lê Lợi"),
        (Field::AddressCommune, "Phường Bàn Cờ"),
        (Field::AddressProvince, "Thành phố Hồ Chí Minh"),
        (Field::Source, "zalo"),
        (Field::CustomerGroup, "vip"),
        (Field::ContactStatus, "Mới"),
        (Field::JourneyStage, "Mua hàng"),
        (Field::Owner, &owner),
        (Field::Branch, &branch),
        (Field::Note, "Dòng một\r\nDòng hai"),
    ]);
    let made = on.customers(Directory::Individuals).create(&admin, key(), &input(typed.clone())).await.unwrap();

    let shown = on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap().values;

    let expected = fields([
        (Field::Code, "VIP-1"),
        (Field::Name, "Trần Thị Bích"),
        (Field::Phone, "+84905969648"),
        (Field::OtherPhones, "+842438251234"),
        (Field::Email, "bich@example.com"),
        (Field::Gender, "female"),
        (Field::DateOfBirth, "1990-01-05"),
        (Field::MonthlyIncome, "•••••"),
        (Field::IdNumber, "•••••••••032"),
        (Field::IdIssuedOn, "2024-07-01"),
        (Field::Source, "Zalo"),
        (Field::CustomerGroup, "VIP"),
        (Field::JourneyStage, "purchase"),
        (Field::Note, "Dòng một\nDòng hai"),
    ]);
    for field in &domain::import::fields().collect::<Vec<_>>() {
        let expected = expected.get(field).unwrap_or_else(|| &typed[field]);
        assert_eq!(&shown[field], expected, "{}", field.key());
    }
}

async fn twenty_identical_requests_make_one_record(on: &TestServices) {
    let admin = on.administrator().await;
    let (key, input) = (key(), input(fields([(Field::Name, "Lê Hoa"), (Field::Code, "HOA")])));
    let requests = (0..20).map(|_| {
        let (services, admin, input) = (on.services(), admin.clone(), input.clone());
        tokio::spawn(async move { services.customers(Directory::Individuals).create(&admin, key, &input).await })
    });

    let answers = futures::future::join_all(requests).await;

    let made: BTreeSet<_> = answers.into_iter().map(|answer| answer.unwrap().unwrap().id).collect();
    assert_eq!(made.len(), 1);
    assert_eq!(customer::Entity::find().count(on.database().writer()).await.unwrap(), 1);
    assert_eq!(idempotency::Entity::find().count(on.database().writer()).await.unwrap(), 1);
}

async fn a_key_with_other_content_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let key = key();
    on.customers(Directory::Individuals).create(&admin, key, &input(fields([(Field::Name, "Lê Hoa")]))).await.unwrap();
    let other =
        on.customers(Directory::Individuals).create(&admin, key, &input(fields([(Field::Name, "Lê Hòa")]))).await;
    assert_eq!(refusal(other), AppError::KeyReused);
    assert_eq!(list(on, &admin).await.rows.len(), 1);
}

async fn keys_of_two_people_have_nothing_to_do_with_one_another(on: &TestServices) {
    let (one, other) = (on.administrator().await, on.administrator().await);
    let (key, input) = (key(), input(fields([(Field::Name, "Lê Hoa")])));
    let first = on.customers(Directory::Individuals).create(&one, key, &input).await.unwrap();
    let second = on.customers(Directory::Individuals).create(&other, key, &input).await.unwrap();
    assert_ne!(first, second);
}

async fn a_given_code_is_kept_and_refused_to_others(on: &TestServices) {
    let admin = on.administrator().await;
    let vip = input(fields([(Field::Name, "Lê Hoa"), (Field::Code, "vip.1")]));
    assert_eq!(on.customers(Directory::Individuals).create(&admin, key(), &vip).await.unwrap().code, "VIP.1");
    assert_eq!(faults(on.customers(Directory::Individuals).create(&admin, key(), &vip).await), ["code: code_in_use"]);
    assert_eq!(list(on, &admin).await.rows.len(), 1);
}

async fn the_sequence_passes_over_given_codes(on: &TestServices) {
    let admin = on.administrator().await;
    for code in ["KH000001", "KH000002", "KH000004"] {
        on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Code, code)]).await;
    }
    assert_eq!(on.named(&admin, "Lê Hoa").await.code, "KH000003");
    assert_eq!(on.named(&admin, "Lê Hoa").await.code, "KH000005");
}

async fn two_writers_with_one_code_make_one_record(on: &TestServices) {
    let admin = on.administrator().await;
    let vip = input(fields([(Field::Name, "Lê Hoa"), (Field::Code, "VIP")]));
    let requests = (0..8).map(|_| {
        let (services, admin, vip) = (on.services(), admin.clone(), vip.clone());
        tokio::spawn(async move { services.customers(Directory::Individuals).create(&admin, key(), &vip).await })
    });
    let answers = futures::future::join_all(requests).await.into_iter().map(Result::unwrap);
    let (made, refused): (Vec<_>, Vec<_>) = answers.partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    for answer in refused {
        assert_eq!(faults(answer), ["code: code_in_use"]);
    }
}

async fn all_faults_are_told_at_once(on: &TestServices) {
    let admin = on.administrator().await;
    let wrong = fields([
        (Field::Code, "KH 1"),
        (Field::Phone, "12"),
        (Field::DateOfBirth, "23/11/2026"),
        (Field::Gender, "mèo"),
        (Field::IdNumber, "12345"),
    ]);
    let told = faults(
        on.customers(Directory::Individuals)
            .create(&admin, key(), &CustomerInput { values: wrong, without_email: false, ..Default::default() })
            .await,
    );
    assert_eq!(
        told,
        [
            "code: invalid_code",
            "phone: invalid_phone",
            "gender: unknown_value",
            "date_of_birth: date_in_future",
            "id_number: invalid_id_number",
            "name: required",
            "email: required",
        ]
    );
    let unknown = input(fields([(Field::Name, "Lê Hoa"), (Field::Source, "Bồ câu")]));
    assert_eq!(
        faults(on.customers(Directory::Individuals).create(&admin, key(), &unknown).await),
        ["source: not_in_catalog"]
    );
    assert!(list(on, &admin).await.rows.is_empty());
}

async fn owner_and_branch_must_exist(on: &TestServices) {
    let admin = on.administrator().await;
    let gone = on.user("Đã nghỉ").create().await;
    on.set_status(gone, "blocked").await;
    let (gone, nowhere) = (gone.to_string(), Uuid::now_v7().to_string());
    let wrong = input(fields([(Field::Name, "Lê Hoa"), (Field::Owner, &gone), (Field::Branch, &nowhere)]));
    let told = faults(on.customers(Directory::Individuals).create(&admin, key(), &wrong).await);
    assert_eq!(told, ["owner: unknown_value", "branch: unknown_value"]);
    let garbled = input(fields([(Field::Name, "Lê Hoa"), (Field::Owner, "Lan")]));
    assert_eq!(
        faults(on.customers(Directory::Individuals).create(&admin, key(), &garbled).await),
        ["owner: unknown_value"]
    );
}

async fn a_record_out_of_ones_own_reach_is_refused(on: &TestServices) {
    let admin = on.administrator().await;
    let all = &[Action::View, Action::Create];
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, all).sign_in().await;
    let mai = on.user("Mai").may(Scope::Own, Resource::Individuals, all);
    let mai = mai.may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let others = |owner: UserId| input(fields([(Field::Name, "Lê Hoa"), (Field::Owner, &owner.to_string())]));

    on.customers(Directory::Individuals).create(&lan, key(), &others(lan.user)).await.unwrap();
    let refused = on.customers(Directory::Individuals).create(&lan, key(), &others(admin.user)).await;

    assert_eq!(faults(refused), ["owner: unknown_value"], "whom one does not see one does not name");
    let refused = on.customers(Directory::Individuals).create(&mai, key(), &others(admin.user)).await;
    assert_eq!(faults(refused), ["branch: outside_reach"]);
    assert_eq!(list(on, &admin).await.rows.len(), 1);
}

/// Out of reach does not exist: not among those who are offered, and not for those who know the id.
async fn those_are_named_whose_customers_are_in_reach(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let (sales, care) = (on.department("Kinh doanh").await, on.department("Chăm sóc").await);
    on.user("Gần").in_branch(there).in_branch(here).create().await;
    on.user("Cùng Phòng").in_branch(there).in_department(sales).create().await;
    on.user("Phòng Kia").in_department(care).create().await;
    let far = on.user("Xa").in_branch(there).create().await;
    let blocked = on.user("Bị Khóa").in_branch(here).in_department(sales).create().await;
    on.set_status(blocked, "blocked").await;
    let me = |scope| {
        let me = on.user("Tôi").in_branch(here).in_department(sales).in_department(care);
        me.may(scope, Resource::Individuals, &[Action::View, Action::Create])
    };
    let named = async |me: test_support::NewUser<'_>, others: &[&str]| {
        let me = me.sign_in().await;
        let owners = on.customers(Directory::Individuals).choices(&me).await.unwrap().owners;
        let expected: BTreeSet<&str> = others.iter().copied().chain(["Tôi"]).collect();
        assert_eq!(owners.iter().map(|owner| owner.name.as_str()).collect::<BTreeSet<_>>(), expected);
        let values = fields([(Field::Name, "Lê Hoa"), (Field::Owner, &far.to_string())]);
        let input = CustomerInput { values, without_email: true, ..Default::default() };
        let outcome = on.customers(Directory::Individuals).create(&me, IdempotencyKey(Uuid::now_v7()), &input).await;
        match others.contains(&"Xa") {
            true => drop(outcome.unwrap()),
            false => assert_eq!(faults(outcome), ["owner: unknown_value"]),
        }
        on.set_status(me.user, "blocked").await;
    };
    named(me(Scope::Own), &[]).await;
    named(me(Scope::Department), &["Cùng Phòng", "Phòng Kia"]).await;
    named(me(Scope::Branch), &["Gần"]).await;
    named(me(Scope::All), &["Gần", "Cùng Phòng", "Phòng Kia", "Xa"]).await;
    // Of a role for a branch where one does not work: its people, and oneself.
    let abroad = on.user("Tôi").may(Scope::All, Resource::Individuals, &[Action::View, Action::Create]);
    named(abroad.role_of_branch(here), &["Gần"]).await;
    let own = on.user("Tôi").may(Scope::Own, Resource::Individuals, &[Action::View, Action::Create]);
    named(own.role_of_branch(here), &[]).await;
}

/// Who is kept out and still in charge is offered to filters, as far as one sees their customers, and to no form.
async fn lists_are_filtered_by_those_who_are_kept_out(on: &TestServices) {
    let admin = on.administrator().await;
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let [gone, far, idle] = [on.user("Đã Nghỉ"), on.user("Ở Xa"), on.user("Không Khách")].map(|user| user.create());
    let (gone, far, idle) = (gone.await, far.await, idle.await);
    for (owner, branch) in [(gone, here), (far, there)] {
        let (owner, branch) = (owner.to_string(), branch.to_string());
        on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Owner, &owner), (Field::Branch, &branch)]).await;
    }
    for user in [gone, far, idle] {
        on.set_status(user, "blocked").await;
    }
    let individuals = on.customers(Directory::Individuals);
    let reader = on.user("Lan").in_branch(here).may(Scope::Branch, Resource::Individuals, &[Action::View]);
    for (actor, expected) in [(admin, vec!["Đã Nghỉ", "Ở Xa"]), (reader.sign_in().await, vec!["Đã Nghỉ"])] {
        let choices = individuals.choices(&actor).await.unwrap();
        let names: Vec<&str> = choices.former_owners.iter().map(|owner| owner.name.as_str()).collect();
        assert_eq!(names, expected);
        assert!(choices.owners.iter().all(|owner| ![gone, far, idle].contains(&owner.id)));
    }
}

async fn who_may_not_create_is_refused(on: &TestServices) {
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let refused =
        on.customers(Directory::Individuals).create(&reader, key(), &input(fields([(Field::Name, "Lê Hoa")]))).await;
    let missing = AppError::Forbidden { action: Action::Create, resource: Resource::Individuals };
    assert_eq!(refusal(refused), missing);
}
