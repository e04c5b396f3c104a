//! Tags: one whatever its case and marks, found by filter and suggestion, and by nobody who may not see who has them.

use chrono::TimeDelta;
use domain::{
    AppError,
    customer::{Directory, Field},
    list::{ListState, columns},
    permission::{Action, Resource},
};
use entities::{customer_tag, tag};
use sea_orm::{EntityTrait, PaginatorTrait};
use test_support::{Scope, TestServices, change_of, each_database};
use tokio::time::sleep;

use crate::{
    desk::Desk,
    support::{codes, conflict, faults, refusal},
};

each_database!(
    a_tag_is_one_whatever_its_case_and_marks,
    tags_stand_in_detail_list_and_history,
    lists_are_filtered_by_a_tag,
    only_tags_that_somebody_may_see_are_suggested,
    two_people_who_change_tags_are_asked,
    faults_of_tags_are_told,
    a_tag_that_nobody_has_goes,
);

const LIST: Directory = Directory::Individuals;

async fn a_tag_is_one_whatever_its_case_and_marks(on: &TestServices) {
    let admin = on.administrator().await;
    let first = on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "Khách sộp, VIP , vip")]).await;
    let second = on.individual(&admin, [(Field::Name, "Bình"), (Field::Tags, "KHACH SOP")]).await;
    let tags = async |code: &str| on.customers(LIST).detail(&admin, code).await.unwrap().values[&Field::Tags].clone();
    assert_eq!(tags(&first.code).await, "Khách sộp\nVIP");
    assert_eq!(tags(&second.code).await, "Khách sộp");
    assert_eq!(tag::Entity::find().count(on.database().writer()).await.unwrap(), 2);
    assert_eq!(customer_tag::Entity::find().count(on.database().writer()).await.unwrap(), 3);
    // Another spelling of what stands there is no change.
    let same = change_of(1, Field::Tags, Some("Khách sộp"), Some("khách sộp"));
    let same = domain::customer::CustomerChange { without_email: Some(true), ..same };
    assert_eq!(on.customers(LIST).change(&admin, second.id, &same).await.unwrap().version, 1);
}

async fn tags_stand_in_detail_list_and_history(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "VIP")]).await;
    let change = change_of(1, Field::Tags, Some("VIP"), Some("Ăn chay, VIP"));
    on.customers(LIST).change(&admin, made.id, &change).await.unwrap();
    let history = on.customers(LIST).history(&admin, made.id, None).await.unwrap();
    assert_eq!(history[0].changes[&Field::Tags], (Some("VIP".to_owned()), Some("Ăn chay\nVIP".to_owned())));
    let state = ListState { columns: columns(LIST, &[Field::Tags]), ..ListState::whole(LIST) };
    let page = on.customers(LIST).list(&admin, &state).await.unwrap();
    assert_eq!(page.rows[0].values[&Field::Tags], "Ăn chay\nVIP");
    let plain = ListState { columns: columns(LIST, &[Field::Phone]), ..ListState::whole(LIST) };
    assert!(!on.customers(LIST).list(&admin, &plain).await.unwrap().rows[0].values.contains_key(&Field::Tags));
    let none = change_of(2, Field::Tags, Some("Ăn chay\nVIP"), None);
    on.customers(LIST).change(&admin, made.id, &none).await.unwrap();
    assert_eq!(customer_tag::Entity::find().count(on.database().writer()).await.unwrap(), 0);
}

async fn lists_are_filtered_by_a_tag(on: &TestServices) {
    let admin = on.administrator().await;
    let vip = on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "VIP")]).await;
    on.individual(&admin, [(Field::Name, "Bình"), (Field::Tags, "Ăn chay")]).await;
    on.named(&admin, "Chi").await;
    let filtered = async |typed: &str| {
        let mut state = ListState::whole(LIST);
        state.filters.insert(Field::Tags, typed.to_owned());
        let page = on.customers(LIST).list(&admin, &state).await.unwrap();
        let count = on.customers(LIST).count(&admin, &state).await.unwrap().records;
        assert_eq!(page.rows.len() as u64, count);
        codes(&page).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(filtered(" vip ").await, [vip.code]);
    assert_eq!(filtered("an chay").await.len(), 1);
    assert!(filtered("chay").await.is_empty());
}

async fn only_tags_that_somebody_may_see_are_suggested(on: &TestServices) {
    let admin = on.administrator().await;
    let person = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View, Action::Create]).sign_in().await;
    on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "Nợ xấu")]).await;
    on.individual(&person, [(Field::Name, "Bình"), (Field::Tags, "Nợ ít")]).await;
    let trashed = on.individual(&admin, [(Field::Name, "Chi"), (Field::Tags, "Nợ cũ")]).await;
    on.customers(LIST).trash(&admin, trashed.id).await.unwrap();
    let suggested = async |actor, typed| on.customers(LIST).suggest_tags(actor, typed).await.unwrap();
    assert_eq!(suggested(&admin, "no").await, ["Nợ ít", "Nợ xấu"]);
    assert_eq!(suggested(&person, "NỢ").await, ["Nợ ít"]);
    assert!(suggested(&person, "xấu").await.is_empty());
    assert!(suggested(&admin, "%").await.is_empty());
    // Another list has tags of its own.
    assert!(on.customers(Directory::Teams).suggest_tags(&admin, "no").await.unwrap().is_empty());
    let refused = on.customers(Directory::Teams).suggest_tags(&person, "no").await;
    assert_eq!(refusal(refused), AppError::Forbidden { action: Action::View, resource: Resource::Teams });
}

async fn two_people_who_change_tags_are_asked(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "VIP")]).await;
    let individuals = on.customers(LIST);
    let one = change_of(1, Field::Tags, Some("VIP"), Some("VIP, Ăn chay"));
    individuals.change(&admin, made.id, &one).await.unwrap();
    let other = change_of(1, Field::Tags, Some("VIP"), Some("Thuê dài hạn"));
    let asked = conflict(individuals.change(&admin, made.id, &other).await);
    assert_eq!(asked.fields[0].theirs.as_deref(), Some("Ăn chay\nVIP"));
    // The same tags are no conflict.
    let same = change_of(1, Field::Tags, Some("VIP"), Some("vip, an chay"));
    assert_eq!(individuals.change(&admin, made.id, &same).await.unwrap().version, 2);
}

async fn faults_of_tags_are_told(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.named(&admin, "An").await;
    let typed = async |text: &str| {
        let mut change = change_of(1, Field::Tags, None, Some(text));
        change.without_email = Some(true);
        faults(on.customers(LIST).change(&admin, made.id, &change).await)
    };
    assert_eq!(typed(&"x".repeat(41)).await, ["tags: too_long"]);
    let many = (0..21).map(|n| format!("thẻ {n}")).collect::<Vec<_>>().join(",");
    assert_eq!(typed(&many).await, ["tags: too_many_tags"]);
}

async fn a_tag_that_nobody_has_goes(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "An"), (Field::Tags, "Một, Hai")]).await;
    let change = change_of(1, Field::Tags, Some("Hai\nMột"), Some("Hai"));
    on.customers(LIST).change(&admin, made.id, &change).await.unwrap();
    on.clock.advance(TimeDelta::minutes(2));
    let mut desk = Desk::new(on, &admin);
    while tag::Entity::find().count(on.database().writer()).await.unwrap() > 1 {
        sleep(std::time::Duration::from_millis(5)).await;
    }
    desk.stop_jobs().await;
    assert_eq!(on.customers(LIST).suggest_tags(&admin, "").await.unwrap(), ["Hai"]);
}
