//! The invented customers are such as people would enter, and the same each time.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    customer::{Directory, Field, PersonField},
    list::ListState,
    value::{mismatches, normalise},
};
use entities::{branch, customer, user};
use sea_orm::{EntityTrait, PaginatorTrait, QueryOrder};
use services::seed::{seed, seed_list};
use test_support::{TestServices, each_database, on_sqlite};

use crate::support::search;

each_database!(
    the_same_seed_makes_the_same_people,
    everything_is_such_as_it_would_be_typed,
    companies_and_teams_have_their_people,
    branches_and_staff_are_made_once,
    codes_go_on_and_pass_over_those_given_by_hand,
    indexes_are_back_after_many,
    staff_of_the_seed_cannot_sign_in
);

async fn customers(on: &TestServices) -> Vec<customer::Model> {
    let all = customer::Entity::find().order_by_asc(customer::Column::Seq);
    all.all(on.database().writer()).await.unwrap()
}

async fn the_same_seed_makes_the_same_people(on: &TestServices) {
    seed(on, 300, 7, |_| {}).await.unwrap();
    let here = without_sealing(customers(on).await);
    on_sqlite(async |there| {
        seed(there, 300, 7, |_| {}).await.unwrap();
        assert_eq!(here, without_sealing(customers(there).await));
    })
    .await;
    on_sqlite(async |there| {
        seed(there, 300, 8, |_| {}).await.unwrap();
        let others = without_sealing(customers(there).await);
        assert!(here.iter().zip(others).all(|(one, other)| one.id != other.id));
    })
    .await;
}

/// Sealing gives other bytes each time; the hashes tell whether the numbers are the same. Labels have ids of their own.
fn without_sealing(mut rows: Vec<customer::Model>) -> Vec<customer::Model> {
    for row in &mut rows {
        row.id_number = None;
        row.monthly_income = row.monthly_income.take().map(|_| Vec::new());
        for label in [
            &mut row.occupation_id,
            &mut row.source_id,
            &mut row.customer_group_id,
            &mut row.contact_status_id,
            &mut row.organization_size_id,
            &mut row.industry_id,
        ] {
            *label = label.map(|_| uuid::Uuid::nil());
        }
    }
    rows
}

async fn everything_is_such_as_it_would_be_typed(on: &TestServices) {
    let admin = on.administrator().await;
    let mut heard = Vec::new();
    seed(on, 1_200, 3, |written| heard.push(written)).await.unwrap();
    assert_eq!(heard, [500, 1_000, 1_200]);

    let today = on.services().clock().today();
    let (mut people, mut duplicates, mut women, mut numbers) = (BTreeSet::new(), 0, 0, 0);
    let mut families = BTreeMap::<String, usize>::new();
    let mut lists = BTreeMap::<Directory, usize>::new();
    for row in customers(on).await {
        let directory = Directory::from_key(&row.directory).unwrap();
        *lists.entry(directory).or_default() += 1;
        let detail = on.customers(directory).detail(&admin, &row.code).await.unwrap();
        for (field, text) in detail.values.iter().filter(|(field, _)| field.editable() && field.sensitive().is_none()) {
            if detail.links.contains_key(field) {
                continue;
            }
            let typed = normalise(field.kind(), text, today).unwrap();
            assert_eq!(typed.text.as_ref(), Some(text), "{}", field.key());
            assert!(typed.warnings.is_empty(), "{}: {text}", field.key());
        }
        assert!(row.created_at <= row.updated_at && row.updated_at <= on.clock.now());
        if directory == Directory::Leads {
            assert_eq!(row.code, row.id.to_string());
        }
        if directory != Directory::Individuals {
            continue;
        }
        assert_eq!(detail.without_email, row.email.is_empty());
        let text = |field| detail.values.get(&field).map(String::as_str);
        if row.id_number.is_some() {
            numbers += 1;
            let number =
                on.customers(Directory::Individuals).unmask(&admin, detail.id, Field::IdNumber).await.unwrap().unwrap();
            assert!(normalise(Field::IdNumber.kind(), &number, today).unwrap().warnings.is_empty(), "{number}");
            assert!(!mismatches(&number, text(Field::Gender), text(Field::DateOfBirth)), "{number}");
        }
        women += usize::from(text(Field::Gender) == Some("female"));
        duplicates += usize::from(!people.insert((row.fold, row.date_of_birth, row.phone)));
        *families.entry(row.name.split(' ').next().unwrap().to_owned()).or_default() += 1;
    }
    assert!((920..=1_050).contains(&lists[&Directory::Individuals]), "{lists:?}");
    assert!((60..=130).contains(&lists[&Directory::Organizations]), "{lists:?}");
    assert!((25..=75).contains(&lists[&Directory::Teams]), "{lists:?}");
    assert!((45..=105).contains(&lists[&Directory::Leads]), "{lists:?}");
    assert!((250..=380).contains(&families["Nguyễn"]), "{families:?}");
    assert!((440..=560).contains(&women), "{women} women");
    assert!((520..=680).contains(&numbers), "{numbers} id numbers");
    assert!((3..=25).contains(&duplicates), "{duplicates} duplicates");
}

async fn companies_and_teams_have_their_people(on: &TestServices) {
    let admin = on.administrator().await;
    seed(on, 900, 5, |_| {}).await.unwrap();
    let (mut linked, mut represented, mut tagged) = (0, 0, 0);
    for row in customers(on).await {
        let directory = Directory::from_key(&row.directory).unwrap();
        tagged += usize::from(!row.tags.is_empty());
        if !matches!(directory, Directory::Organizations | Directory::Teams) {
            continue;
        }
        let detail = on.customers(directory).detail(&admin, &row.code).await.unwrap();
        linked += detail.people.iter().filter(|person| person.individual.is_some() && !person.represents).count();
        represented += detail.people.iter().filter(|person| person.represents).count();
        if directory == Directory::Organizations {
            assert_eq!(detail.people.iter().filter(|person| person.is_main).count(), 1);
            assert!((1..=3).contains(&detail.people.len()));
        } else {
            let current = detail.people.iter().filter(|person| !person.values.contains_key(&PersonField::LeftOn));
            assert!(row.member_count.is_none_or(|count| count >= i64::try_from(current.count()).unwrap()));
        }
    }
    assert!(linked > 10 && represented > 10, "{linked} {represented}");
    assert!((60..=160).contains(&tagged), "{tagged} with tags");
    let tags = on.customers(Directory::Individuals).suggest_tags(&admin, "than thiet").await.unwrap();
    assert_eq!(tags, ["thân thiết"]);
}

async fn branches_and_staff_are_made_once(on: &TestServices) {
    for _ in 0..2 {
        seed(on, 100, 1, |_| {}).await.unwrap();
    }
    let writer = on.database().writer();
    assert_eq!(branch::Entity::find().count(writer).await.unwrap(), 5);
    assert_eq!(user::Entity::find().count(writer).await.unwrap(), 20);
    let rows = customers(on).await;
    assert_eq!(rows.len(), 200);
    let owners: BTreeSet<_> = rows.iter().filter_map(|row| row.owner_id).collect();
    assert_eq!(owners.len(), 20);
    assert_ne!(rows[0].name, rows[100].name, "once more makes others");
}

async fn codes_go_on_and_pass_over_those_given_by_hand(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Code, "KH000005")]).await;
    seed_list(on, Directory::Individuals, 10, 1, |_| {}).await.unwrap();
    let codes: Vec<_> = customers(on).await.into_iter().map(|row| row.code).collect();
    let expected = [1, 5, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12].map(|number| format!("KH{number:06}"));
    assert_eq!(codes, expected);
    assert_eq!(on.named(&admin, "Lê Hoa").await.code, "KH000013");
}

async fn indexes_are_back_after_many(on: &TestServices) {
    let admin = on.administrator().await;
    let before = index_definitions(on).await;
    seed_list(on, Directory::Individuals, 10_000, 1, |_| {}).await.unwrap();
    assert_eq!(index_definitions(on).await, before);
    assert!(before.len() >= 14, "{before:?}");
    let count = on.customers(Directory::Individuals).count(&admin, &search("nguyễn")).await.unwrap();
    assert!((2_500..4_000).contains(&count.records), "{count:?}");
    let everybody = on.customers(Directory::Individuals).count(&admin, &ListState::default()).await.unwrap();
    assert_eq!((everybody.records, everybody.capped), (10_000, false));
    on.named(&admin, "Lê Hoa").await;
    let everybody = on.customers(Directory::Individuals).count(&admin, &ListState::default()).await.unwrap();
    assert_eq!((everybody.records, everybody.capped), (10_000, true));
}

async fn index_definitions(on: &TestServices) -> BTreeSet<String> {
    use sea_orm::ConnectionTrait;
    let writer = on.database().writer();
    let sql = match writer.get_database_backend() {
        sea_orm::DatabaseBackend::Sqlite => "SELECT sql AS def FROM sqlite_master WHERE type = 'index' AND sql <> ''",
        _ => "SELECT indexdef AS def FROM pg_indexes WHERE tablename = 'customer'",
    };
    let rows = writer.query_all_raw(sea_orm::Statement::from_string(writer.get_database_backend(), sql)).await.unwrap();
    rows.into_iter().map(|row| row.try_get("", "def").unwrap()).collect()
}

async fn staff_of_the_seed_cannot_sign_in(on: &TestServices) {
    seed(on, 1, 1, |_| {}).await.unwrap();
    let staff = user::Entity::find().all(on.database().writer()).await.unwrap();
    assert!(staff.iter().all(|user| user.status == "invited" && user.password_hash.is_empty()));
    for user in staff {
        let actor = on.actor_of(user.id.into()).await;
        let refused = on.customers(Directory::Individuals).list(&actor, &ListState::default()).await;
        assert_eq!(crate::support::refusal(refused), domain::AppError::Unauthenticated);
    }
}
