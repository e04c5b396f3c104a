//! Id numbers and incomes: masked for everybody, unmasked on the record, never kept in clear.

use domain::{
    AppError, IdempotencyKey,
    customer::{Created, CustomerInput, Directory, Field},
    permission::{Action, Resource},
};
use entities::{audit_value, customer};
use sea_orm::EntityTrait;
use services::authz::Actor;
use test_support::{Scope, TestServices, change_of, each_database, fields};
use uuid::Uuid;

use crate::support::{conflict, list, refusal};

each_database!(
    unmasking_is_written_down,
    without_the_cell_nothing_is_unmasked,
    without_the_cell_nothing_is_overwritten,
    nothing_is_kept_in_clear,
    what_is_not_touched_stays,
    a_value_behind_a_mask_can_be_emptied,
    an_income_of_two_people_is_a_conflict_behind_its_mask,
    equal_numbers_have_equal_hashes,
    an_open_field_cannot_be_unmasked_into_the_audit
);

const NUMBER: &str = "079190057032";
const ACTS: &[Action] = &[Action::View, Action::Create, Action::Edit];

async fn hoa(on: &TestServices, actor: &Actor) -> Created {
    let texts = [(Field::Name, "Lê Hoa"), (Field::IdNumber, NUMBER), (Field::MonthlyIncome, "10_20")];
    on.individual(actor, texts).await
}

async fn unmasking_is_written_down(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::MonthlyIncome).await.unwrap();
    assert_eq!(shown.as_deref(), Some("10_20"));

    let history = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    let events: Vec<_> = history.iter().map(|entry| (entry.event.as_str(), entry.changes.keys().next())).collect();
    let fields = [("unmasked", Some(&Field::MonthlyIncome)), ("unmasked", Some(&Field::IdNumber))];
    assert_eq!(events[..2], fields);
    assert_eq!(history[0].actor.as_deref(), Some("Quản Trị"));
    assert_eq!(history[0].changes[&Field::MonthlyIncome], (None, None));
}

async fn without_the_cell_nothing_is_unmasked(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let user = on.user("Lan").may(Scope::All, Resource::Individuals, ACTS);
    let lan = user.may(Scope::All, Resource::PersonalIds, &[Action::View]).sign_in().await;

    let shown = on.customers(Directory::Individuals).unmask(&lan, made.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
    let refused = on.customers(Directory::Individuals).unmask(&lan, made.id, Field::MonthlyIncome).await;
    assert_eq!(refusal(refused), AppError::Forbidden { action: Action::View, resource: Resource::Income });
    let events = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    assert_eq!(events.len(), 2, "a refusal shows nothing and writes nothing");
}

async fn without_the_cell_nothing_is_overwritten(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, ACTS).sign_in().await;
    let missing = AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds };

    let change = change_of(1, Field::IdNumber, Some("•••••••••032"), Some("C1234567"));
    assert_eq!(refusal(on.customers(Directory::Individuals).change(&lan, made.id, &change).await), missing);
    let values = fields([(Field::Name, "Lê Hà"), (Field::IdNumber, "C1234567")]);
    let input = CustomerInput { values, without_email: true, ..Default::default() };
    let created = on.customers(Directory::Individuals).create(&lan, IdempotencyKey(Uuid::now_v7()), &input).await;
    assert_eq!(refusal(created), missing);
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
}

async fn nothing_is_kept_in_clear(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let mut change = change_of(1, Field::IdNumber, Some("•••••••••032"), Some("C7654321"));
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&admin, made.id, &change).await.unwrap();
    on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();

    let rows = customer::Entity::find().all(on.database().writer()).await.unwrap();
    let audit = audit_value::Entity::find().all(on.database().writer()).await.unwrap();
    let history = on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap();
    let everything = format!("{rows:?} {audit:?} {history:?} {:?}", list(on, &admin).await);

    for clear in [NUMBER, "C7654321", "7654", "10_20"] {
        assert!(!everything.contains(clear), "{clear} in {everything}");
    }
    let changed = &history.iter().find(|entry| entry.event == "changed").unwrap().changes[&Field::IdNumber];
    assert_eq!(*changed, (Some("•••••••••032".to_owned()), Some("•••••321".to_owned())));
    let created = &history.iter().find(|entry| entry.event == "created").unwrap().changes;
    assert_eq!(created[&Field::IdNumber].1.as_deref(), Some("•••••••••032"));
    assert_eq!(created[&Field::MonthlyIncome].1.as_deref(), Some("•••••"));
}

async fn what_is_not_touched_stays(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    // Somebody who may not even see the number changes something else.
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, ACTS).sign_in().await;
    let mut change = change_of(1, Field::Note, None, Some("Đã gọi."));
    change.without_email = Some(true);
    on.customers(Directory::Individuals).change(&lan, made.id, &change).await.unwrap();
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::IdNumber).await.unwrap();
    assert_eq!(shown.as_deref(), Some(NUMBER));
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::MonthlyIncome).await.unwrap();
    assert_eq!(shown.as_deref(), Some("10_20"));
}

async fn a_value_behind_a_mask_can_be_emptied(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let individuals = on.customers(Directory::Individuals);
    for (version, field, mask) in [(1, Field::IdNumber, "•••••••••032"), (2, Field::MonthlyIncome, "•••••")]
    {
        individuals.change(&admin, made.id, &change_of(version, field, Some(mask), None)).await.unwrap();
        assert_eq!(individuals.unmask(&admin, made.id, field).await.unwrap(), None);
    }
    assert!(individuals.list(&admin, &crate::support::search(NUMBER)).await.unwrap().rows.is_empty());
}

async fn an_income_of_two_people_is_a_conflict_behind_its_mask(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let mut mine = change_of(1, Field::MonthlyIncome, Some("•••••"), Some("over_50"));
    mine.without_email = Some(true);
    let mut theirs = mine.clone();
    theirs.fields.get_mut(&Field::MonthlyIncome).unwrap().becomes = Some("20_50".to_owned());

    on.customers(Directory::Individuals).change(&admin, made.id, &theirs).await.unwrap();
    let told = conflict(on.customers(Directory::Individuals).change(&admin, made.id, &mine).await);

    assert_eq!(told.fields[0].theirs.as_deref(), Some("•••••"));
    mine.version = told.version;
    on.customers(Directory::Individuals).change(&admin, made.id, &mine).await.unwrap();
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::MonthlyIncome).await.unwrap();
    assert_eq!(shown.as_deref(), Some("over_50"));
}

async fn equal_numbers_have_equal_hashes(on: &TestServices) {
    let admin = on.administrator().await;
    for number in [NUMBER, "079 190 057 032", "079190067032", "C1237032"] {
        on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::IdNumber, number)]).await;
    }
    let rows = customer::Entity::find().all(on.database().writer()).await.unwrap();
    let [one, same, other, passport] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(one.id_number_hash, same.id_number_hash);
    assert_ne!(one.id_number, same.id_number, "sealed anew each time");
    assert_ne!(one.id_number_hash, other.id_number_hash);
    assert_eq!(one.id_last_four_hash, passport.id_last_four_hash);
}

async fn an_open_field_cannot_be_unmasked_into_the_audit(on: &TestServices) {
    let admin = on.administrator().await;
    let made = hoa(on, &admin).await;
    let shown = on.customers(Directory::Individuals).unmask(&admin, made.id, Field::Name).await;
    assert_eq!(refusal(shown), AppError::NotFound);
    assert_eq!(on.customers(Directory::Individuals).history(&admin, made.id, None).await.unwrap().len(), 1);
}
