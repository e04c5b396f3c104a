//! What a list comes to: the same numbers that its filters find, within reach, and nothing of what is beyond it.

use domain::{
    AppError, IdempotencyKey,
    customer::{CustomerInput, CustomerKind, Directory, Field, PersonField, PersonInput},
    list::{Figure, ListScope, ListState, Totals},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database, fields};
use uuid::Uuid;

use crate::support::refusal;

each_database!(
    each_value_has_as_many_as_its_filter_finds,
    totals_stay_within_reach_scope_and_search,
    teams_sum_up_their_people,
    organizations_count_those_with_a_contact,
    nobody_gets_totals_of_a_list_that_they_do_not_see,
);

async fn totals(on: &TestServices, actor: &Actor, state: &ListState) -> Totals {
    on.customers(state.directory).totals(actor, state).await.unwrap()
}

/// Every value that a list is spread over can be filtered by, and leads to as many.
async fn all_lead_to_as_many(on: &TestServices, actor: &Actor, state: &ListState) -> Totals {
    let found = totals(on, actor, state).await;
    assert_eq!(found.count, on.customers(state.directory).count(actor, state).await.unwrap());
    let asked: Vec<Field> = found.breakdowns.iter().map(|breakdown| breakdown.field).collect();
    assert_eq!(asked, Totals::fields(state.directory));
    for breakdown in &found.breakdowns {
        assert_eq!(breakdown.values.iter().map(|(_, records)| records).sum::<u64>(), found.count.records);
        assert!(breakdown.values.is_sorted_by_key(|(_, records)| std::cmp::Reverse(*records)));
        for (value, records) in &breakdown.values {
            let narrowed = state.narrowed(breakdown.field, value.as_deref());
            let there = on.customers(state.directory).count(actor, &narrowed).await.unwrap();
            assert_eq!(there.records, *records, "{:?} {value:?}", breakdown.field);
        }
    }
    found
}

async fn each_value_has_as_many_as_its_filter_finds(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 240, 1, |_| {}).await.unwrap();
    for directory in Directory::ALL {
        all_lead_to_as_many(on, &admin, &ListState::whole(*directory)).await;
    }
    let state = ListState { advanced: "any(phone.filled~email.filled)".to_owned(), ..ListState::default() };
    let found = all_lead_to_as_many(on, &admin, &state).await;
    assert!(found.count.records > 0 && found.breakdowns.iter().any(|breakdown| breakdown.values.len() > 1));
}

async fn totals_stay_within_reach_scope_and_search(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View]).sign_in().await;
    for (name, owner, stage) in [
        ("Lê An", &lan, "return"),
        ("Lê Bình", &lan, "purchase"),
        ("Trần Chi", &lan, "purchase"),
        ("Lê Dũng", &admin, "purchase"),
    ] {
        let owner = owner.user.to_string();
        on.individual(&admin, [(Field::Name, name), (Field::Owner, &owner), (Field::JourneyStage, stage)]).await;
    }
    let stages = async |actor: &Actor, state: ListState| {
        let found = all_lead_to_as_many(on, actor, &state).await;
        let stages = found.breakdowns.into_iter().find(|breakdown| breakdown.field == Field::JourneyStage).unwrap();
        stages.values.into_iter().map(|(value, records)| (value.unwrap_or_default(), records)).collect::<Vec<_>>()
    };
    let of = |stage: &str, records: u64| (stage.to_owned(), records);
    assert_eq!(stages(&lan, ListState::default()).await, [of("purchase", 2), of("return", 1)]);
    assert_eq!(stages(&admin, ListState::default()).await, [of("purchase", 3), of("return", 1)]);
    let own = ListState { scope: ListScope::Own, ..ListState::default() };
    assert_eq!(stages(&admin, own).await, [of("purchase", 1)]);
    let searched = ListState { search: "le".to_owned(), ..ListState::default() };
    assert_eq!(stages(&lan, searched).await, [of("purchase", 1), of("return", 1)]);
    let nobody = ListState { search: "nguyen".to_owned(), ..ListState::default() };
    assert!(stages(&lan, nobody).await.is_empty());
}

async fn teams_sum_up_their_people(on: &TestServices) {
    let admin = on.administrator().await;
    let leader = on.named(&admin, "Người Đại Diện").await.id.to_string();
    for (name, count) in [("Tổ Một", "12"), ("Tổ Hai", "30"), ("Nhóm Ba", "")] {
        let texts = [(Field::Name, name), (Field::Representative, &leader), (Field::MemberCount, count)];
        let values = fields(texts).into_iter().filter(|(_, text)| !text.is_empty()).collect();
        let input = CustomerInput { kind: CustomerKind::Team, without_email: true, values, people: Vec::new() };
        on.customers(Directory::Teams).create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap();
    }
    let whole = ListState::whole(Directory::Teams);
    assert_eq!(totals(on, &admin, &whole).await.figures, [(Figure::Members, 42)]);
    let mut named = whole;
    named.filters.insert(Field::Name, "tổ hai".to_owned());
    assert_eq!(totals(on, &admin, &named).await.figures, [(Figure::Members, 30)]);
    named.filters.insert(Field::Name, "không có".to_owned());
    assert_eq!(totals(on, &admin, &named).await.figures, [(Figure::Members, 0)]);
}

async fn organizations_count_those_with_a_contact(on: &TestServices) {
    let admin = on.administrator().await;
    for (name, people) in [("Một", 2), ("Hai", 1), ("Ba", 0)] {
        let person = |number: i32| {
            let values = [(PersonField::Name, format!("Chị {number}"))].into();
            PersonInput { values, individual: None, is_main: number == 0 }
        };
        let people = (0..people).map(person).collect();
        let values = fields([(Field::Name, name)]);
        let input = CustomerInput { kind: CustomerKind::Organization, without_email: true, values, people };
        on.customers(Directory::Organizations).create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap();
    }
    let found = totals(on, &admin, &ListState::whole(Directory::Organizations)).await;
    assert_eq!((found.count.records, found.figures), (3, vec![(Figure::WithContact, 2)]));
}

async fn nobody_gets_totals_of_a_list_that_they_do_not_see(on: &TestServices) {
    let stranger = on.user("Tư").may(Scope::All, Resource::Teams, &[Action::View]).sign_in().await;
    let refused = on.customers(Directory::Individuals).totals(&stranger, &ListState::default()).await;
    assert_eq!(refusal(refused), AppError::Forbidden { action: Action::View, resource: Resource::Individuals });
}
