//! Whatever the filter, both databases find the records that `Filter::matches` finds in Rust.

use std::collections::BTreeMap;

use domain::{
    IdempotencyKey,
    customer::{
        CustomerInput, CustomerKind, Directory, GENDERS, JOURNEY_STAGES, KINDS, PersonField, PersonInput, Values,
    },
    filter::{Condition as Compared, Group, Known, Operand, Operator, Part},
    value::Catalog,
};
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use sea_orm::{ConnectionTrait, EntityTrait, QuerySelect};
use test_support::{TestServices, each_database, fields};
use tokio::{runtime::Handle, task::block_in_place};

use super::*;
use crate::{customers::Record, secrets::Secrets};

each_database!(
    filters_find_what_they_mean,
    filters_of_companies_and_teams_find_what_they_mean,
    what_people_build_finds_what_it_means,
    what_people_build_of_companies_and_teams_finds_what_it_means,
    instants_go_by_the_business_day
);

/// Filters that are tried on each database.
const CASES: u32 = 400;

/// Names, phones, codes and addresses in which every sign that a database could take for its own comes up.
const NAMES: &[&str] = &[
    "Nguyễn Văn An",
    "Nguyen Van An",
    "Trần Thị Ánh",
    "Đặng Ánh",
    "Dang Anh",
    "H'Hen Niê",
    "100% An",
    "An_Bình",
    "An\\Bình",
    "Lan (Zalo) \"Bé\"",
    "Zoë Müller-Łęcki",
    "김 Anh",
    "A",
];
const PHONES: &[&str] = &["", "0905969648", "0321234567", "0905969649", "02438251234", "+14155552671"];
const EMAILS: &[&str] = &["", "an@example.com", "an_b@example.com", "an%c@example.com", "anh@example.com"];
const OTHER_PHONES: &[&str] = &["", "0905969641", "0905969642\n02438251235"];
/// Numbers and parts of them that are no first number of anybody, and what is hardly a number.
const OTHER_NUMBERS: &[&str] =
    &["0905969641", "+842438251235", "01265969648", "+84 (0)905", "00", "0051", "0", "x", "90596964", "0084905969642"];
/// Texts as people type them, in which signs of patterns come up.
const TEXTS: &[&str] = &[
    "",
    "12 Lê Lợi, Quận 1",
    "12 LE LOI (quan 1)",
    "Đường số 3 [B]",
    "100% *?^$.|\\+{}",
    "a]b-c!d",
    "Straße Łódź",
    "김 Ж ж",
    "Lê",
];
const NOTES: &[&str] = &["", "Dòng một\nDÒNG HAI", "dòng", "một\n\nhai [x]"];
const DAYS: &[&str] = &["", "1990-01-05", "1990-01-06", "2000-12-31", "2026-11-22"];
const LABELS: &[&str] = &["", "Zalo", "Facebook"];
const SIZES: &[&str] = &["", "1–10", "11–50"];
const TAX_CODES: &[&str] = &["", "0314409058", "0314409058-002", "0100233488"];
/// Tags of a record, and spellings that people filter by.
const TAGS: &[&str] = &["", "VIP", "Ăn chay\nVIP", "100%\nthuê dài hạn"];
const SPELLINGS: &[&str] = &["vip", "VIP", "an chay", "Ăn  chay", "100%", "%", "\0", ""];
/// Main contact persons.
const CONTACTS: &[&str] = &["", "Trần Thị Ánh", "TRAN THI ANH", "An_Bình [x]", "100% An"];
const COUNTS: &[&str] = &["", "2", "10", "25"];
/// Parts of tax codes, with what people type between the digits.
const TAX_PARTS: &[&str] = &["0314", "0314409058", "0314409058-0", "0314409058002", "03 14", "079190057032", "x", ""];
/// Parts that are typed into filters beside whole values.
const PARTS: &[&str] =
    &["an", "Á", "nguy", "%", "_", "\\", "'", "\"", "n v", "5969", "090", "KH0", "van a", "(", "-", "\0", "김", "x"];

/// Values of a catalog.
async fn catalog(on: &TestServices, catalog: &str, labels: &[&str]) {
    let value = |label: &&str| entities::catalog_value::ActiveModel {
        id: sea_orm::ActiveValue::Set(Uuid::now_v7()),
        catalog: sea_orm::ActiveValue::Set(catalog.to_owned()),
        label: sea_orm::ActiveValue::Set((*label).to_owned()),
        fold: sea_orm::ActiveValue::Set(domain::fold::fold(label)),
        span_from: sea_orm::ActiveValue::Set(Span::of_label(label).from.map(i64::from)),
        span_to: sea_orm::ActiveValue::Set(Span::of_label(label).to.map(i64::from)),
        place: sea_orm::ActiveValue::Set(1),
        active: sea_orm::ActiveValue::Set(true),
        ..Default::default()
    };
    let values = labels.iter().filter(|label| !label.is_empty()).map(value);
    entities::catalog_value::Entity::insert_many(values).exec_without_returning(on.database().writer()).await.unwrap();
}

/// A record out of each list, so that every value meets every other one somewhere.
async fn people(on: &TestServices) -> (Vec<Uuid>, Vec<Uuid>) {
    let admin = on.administrator().await;
    let other = on.user("Lan").create().await;
    let branches = [on.branch("Quận 1").await.0, on.branch("Quận 7").await.0];
    catalog(on, "source", LABELS).await;
    let owners = [admin.user.0, other.0];
    for number in 0..60 {
        let at = |list: &[&str], step: usize| list[(number / step) % list.len()].to_owned();
        let (owner, branch) = (owners[number % 2].to_string(), branches[number / 2 % 2].to_string());
        let mut values = fields([(Field::Owner, &owner)]);
        let texts = [
            (Field::Name, at(NAMES, 1)),
            (Field::Phone, at(PHONES, 2)),
            (Field::Email, at(EMAILS, 3)),
            (Field::Gender, if number % 4 == 3 { String::new() } else { at(GENDERS, 1) }),
            (Field::DateOfBirth, at(DAYS, 2)),
            (Field::IdIssuedOn, at(DAYS, 3)),
            (Field::JourneyStage, if number % 3 == 0 { String::new() } else { at(JOURNEY_STAGES, 2) }),
            (Field::Source, at(LABELS, 5)),
            (Field::OtherPhones, at(OTHER_PHONES, 3)),
            (Field::Nationality, at(TEXTS, 2)),
            (Field::JobTitle, at(TEXTS, 4)),
            (Field::Address, at(TEXTS, 1)),
            (Field::AddressStreet, at(TEXTS, 3)),
            (Field::IdIssuedBy, at(TEXTS, 5)),
            (Field::Note, at(NOTES, 2)),
            (Field::Tags, at(TAGS, 7)),
            (Field::Branch, if number % 5 == 4 { String::new() } else { branch }),
        ];
        values.extend(texts.into_iter().filter(|(_, text)| !text.is_empty()));
        let input = CustomerInput { without_email: !values.contains_key(&Field::Email), values, ..Default::default() };
        on.customers(Directory::Individuals).create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap();
        on.clock.advance(chrono::TimeDelta::hours(13));
    }
    (owners.to_vec(), branches.to_vec())
}

/// Leads are of all kinds: companies, and teams and persons that belong to them. Gives the ids that they are linked to.
async fn leads(on: &TestServices) -> Vec<String> {
    let admin = on.administrator().await;
    catalog(on, "organization_size", SIZES).await;
    catalog(on, "industry", LABELS).await;
    let mut linked = Vec::new();
    for name in ["Một", "Hai"] {
        let company = on.some_customer(&admin, Directory::Organizations, name).await.id;
        linked.push([company.to_string(), on.named(&admin, name).await.id.to_string()]);
    }
    for number in 0..60 {
        let at = |list: &[&str], step: usize| list[(number / step) % list.len()].to_owned();
        let kind = CustomerKind::ALL[number % 3];
        let [company, person] = &linked[number / 3 % 2];
        let texts = [
            (Field::Name, at(NAMES, 1)),
            (Field::TaxCode, at(TAX_CODES, 3)),
            (Field::OrganizationSize, at(SIZES, 4)),
            (Field::Industry, at(LABELS, 5)),
            (Field::Website, at(&["", "khach.vn", "Khách.VN/a?b=c", "https://x.vn"], 2)),
            (Field::RepresentativeName, at(TEXTS, 3)),
            (Field::MemberCount, at(COUNTS, 3)),
            (Field::Organization, if number % 4 == 0 { String::new() } else { company.clone() }),
            (Field::Representative, if number % 5 == 0 { String::new() } else { person.clone() }),
        ];
        let has = |(field, text): &(Field, String)| Directory::Leads.has(*field, kind) && !text.is_empty();
        let input = CustomerInput {
            kind,
            values: texts.into_iter().filter(has).collect(),
            without_email: true,
            people: if kind == CustomerKind::Organization { contacts(at(CONTACTS, 3)) } else { Vec::new() },
        };
        on.customers(Directory::Leads).create(&admin, IdempotencyKey(Uuid::now_v7()), &input).await.unwrap();
    }
    linked.concat()
}

/// The main contact person of this name, behind another one who is not asked first.
fn contacts(main: String) -> Vec<PersonInput> {
    let person = |name: &str, is_main| PersonInput {
        values: [(PersonField::Name, name.to_owned())].into(),
        is_main,
        ..PersonInput::default()
    };
    if main.is_empty() { Vec::new() } else { vec![person("Ánh Khác", false), person(&main, true)] }
}

/// Comparisons of what companies and teams have.
fn comparisons_of_leads(ids: Vec<String>) -> impl Strategy<Value = Filter> {
    let one_of = |field: Field, tests: Vec<Test>| {
        let tests = tests.into_iter().chain([Test::Empty]).collect::<Vec<_>>();
        select(tests).prop_map(move |test| Filter::Field(field, test))
    };
    let is = |list: &[&str]| -> Vec<Test> {
        list.iter().filter(|text| !text.is_empty()).map(|text| Test::Is((*text).to_owned())).collect()
    };
    let begins = TAX_CODES.iter().chain(TAX_PARTS).map(|text| Test::StartsWith((*text).to_owned()));
    let tax = is(TAX_CODES).into_iter().chain(is(TAX_PARTS)).chain(begins).collect();
    let called = CONTACTS.iter().chain(PARTS).chain(&["Khác"]).map(|text| (*text).to_owned());
    let called = called.flat_map(|text| [Test::Is(text.clone()), Test::Contains(text.clone()), Test::StartsWith(text)]);
    let called: Vec<Test> = called.collect();
    let end = || proptest::option::of(select(&["0", "2", "9", "10", "11", "100"]).prop_map(str::to_owned));
    let span_end = || proptest::option::of(select(&["0", "1", "10", "11", "30", "51"]).prop_map(str::to_owned));
    let linked = |field| one_of(field, ids.iter().cloned().map(Test::Is).collect());
    prop_oneof![
        2 => one_of(Field::TaxCode, tax),
        1 => one_of(Field::OrganizationSize, is(SIZES)),
        2 => (span_end(), span_end()).prop_map(|(from, to)| {
            Filter::Field(Field::OrganizationSize, Test::Between(from, to))
        }),
        1 => one_of(Field::Industry, is(LABELS)),
        1 => one_of(Field::Kind, is(KINDS)),
        1 => one_of(Field::MemberCount, is(COUNTS)),
        2 => (end(), end()).prop_map(|(from, to)| Filter::Field(Field::MemberCount, Test::Between(from, to))),
        1 => linked(Field::Organization),
        1 => linked(Field::Representative),
        2 => one_of(Field::MainContact, called),
    ]
}

/// A comparison that the field has, with values that records have, and with others.
fn comparisons(ids: Vec<String>) -> impl Strategy<Value = Filter> {
    let words =
        |list: &'static [&'static str]| prop_oneof![3 => select(list), 1 => select(PARTS)].prop_map(str::to_owned);
    let texts = move |field: Field, list| {
        words(list).prop_flat_map(move |text| {
            let mut tests =
                vec![Test::Is(text.clone()), Test::Contains(text.clone()), Test::StartsWith(text), Test::Empty];
            tests.retain(|test| test.fits(field));
            select(tests).prop_map(move |test| Filter::Field(field, test))
        })
    };
    let chosen = |field: Field, list: &'static [&'static str]| {
        let known: Vec<_> =
            list.iter().filter(|text| !text.is_empty()).map(|text| Test::Is((*text).to_owned())).collect();
        select([known, vec![Test::Empty]].concat()).prop_map(move |test| Filter::Field(field, test))
    };
    let linked = move |field: Field| {
        let known: Vec<_> = ids.iter().cloned().map(Test::Is).chain([Test::Empty]).collect();
        select(known).prop_map(move |test| Filter::Field(field, test))
    };
    let day = || proptest::option::of(select(&DAYS[1..]).prop_map(str::to_owned));
    let days = move |field: Field| {
        prop_oneof![
            (day(), day()).prop_map(|(from, to)| Test::Between(from, to)),
            select(&DAYS[1..]).prop_map(|text| Test::Is(text.to_owned())),
            Just(Test::Empty),
        ]
        .prop_map(move |test| Filter::Field(field, test))
    };
    prop_oneof![
        3 => texts(Field::Name, NAMES),
        2 => texts(Field::Phone, PHONES),
        1 => texts(Field::Phone, OTHER_NUMBERS),
        2 => texts(Field::Email, EMAILS),
        1 => texts(Field::Code, &["KH000001", "kh00001", "KH000060", ""]),
        2 => texts(Field::Address, TEXTS),
        1 => texts(Field::JobTitle, TEXTS),
        1 => texts(Field::Note, NOTES),
        1 => texts(Field::OtherPhones, OTHER_PHONES),
        1 => chosen(Field::Gender, GENDERS),
        1 => chosen(Field::JourneyStage, JOURNEY_STAGES),
        1 => chosen(Field::Source, LABELS),
        1 => chosen(Field::Tags, SPELLINGS),
        1 => linked(Field::Owner),
        1 => linked(Field::Branch),
        1 => days(Field::DateOfBirth),
        1 => days(Field::IdIssuedOn),
    ]
}

fn filters(comparisons: impl Strategy<Value = Filter> + 'static) -> impl Strategy<Value = Filter> {
    comparisons.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Any),
            inner.prop_map(|part| Filter::Not(Box::new(part))),
        ]
    })
}

async fn filters_find_what_they_mean(on: &TestServices) {
    let (owners, branches) = people(on).await;
    let ids = owners.iter().chain(&branches).map(Uuid::to_string).collect();
    all_agree(on, Directory::Individuals, &filters(comparisons(ids))).await;
}

async fn filters_of_companies_and_teams_find_what_they_mean(on: &TestServices) {
    let ids = leads(on).await;
    all_agree(on, Directory::Leads, &filters(comparisons_of_leads(ids))).await;
}

/// What is typed behind an operator: values that records have, others, and what is none.
fn typed(field: Field, operator: Operator, ids: Vec<String>) -> BoxedStrategy<String> {
    let words = |list: &'static [&'static str]| select(list).prop_map(str::to_owned).boxed();
    let numbers = || words(&["0", "1", "2", "7", "10", "25", "30", "51", "x"]);
    let days = || words(&["1990-01-05", "1990-01-06", "2026-11-22", "1/12/2026", "2026-12-15", "32/1/2026"]);
    let ends = |one: BoxedStrategy<String>, other: BoxedStrategy<String>| {
        (proptest::option::weighted(0.8, one), proptest::option::weighted(0.8, other))
            .prop_map(|(from, to)| format!("{}..{}", from.unwrap_or_default(), to.unwrap_or_default()))
            .boxed()
    };
    match (operator.operand(field), field.kind()) {
        (Operand::Nothing, _) => Just(String::new()).boxed(),
        (Operand::Day, _) => days(),
        (Operand::Days, _) => ends(days(), days()),
        (Operand::Number, _) => numbers(),
        (Operand::Numbers, _) => ends(numbers(), numbers()),
        (Operand::Value, FieldKind::Choice(keys)) => words(keys),
        (Operand::Value, FieldKind::User | FieldKind::Branch | FieldKind::Customer(_)) => select(ids).boxed(),
        (Operand::Value, FieldKind::Catalog(Catalog::OrganizationSize)) => words(SIZES),
        (Operand::Value, FieldKind::Catalog(_)) => words(LABELS),
        (Operand::Value, FieldKind::Phone | FieldKind::Phones) => prop_oneof![words(PHONES), words(PARTS)].boxed(),
        (Operand::Value, FieldKind::Email) => prop_oneof![words(EMAILS), words(PARTS)].boxed(),
        (Operand::Value, FieldKind::TaxCode) => words(TAX_PARTS),
        (Operand::Value, FieldKind::People) => prop_oneof![words(CONTACTS), words(PARTS)].boxed(),
        (Operand::Value, FieldKind::Note) => prop_oneof![words(NOTES), words(PARTS)].boxed(),
        (Operand::Value, _) => prop_oneof![words(TEXTS), words(NAMES), words(PARTS)].boxed(),
    }
}

/// Groups of conditions on every field of a directory that can be compared.
fn groups(directory: Directory, ids: Vec<String>) -> impl Strategy<Value = Group> {
    let fields: Vec<Field> = directory.fields().filter(|field| !Operator::of(*field).is_empty()).collect();
    let condition = select(fields).prop_flat_map(move |field| {
        let ids = ids.clone();
        select(Operator::of(field)).prop_flat_map(move |operator| {
            let value = typed(field, operator, ids.clone());
            value.prop_map(move |value| Part::Condition(Compared { field, operator, value }))
        })
    });
    let part = condition.prop_recursive(2, 8, 3, |inner| {
        let group = (any::<bool>(), prop::collection::vec(inner, 0..4));
        group.prop_map(|(any, parts)| Part::Group(Group { any, parts }))
    });
    (any::<bool>(), prop::collection::vec(part, 0..4)).prop_map(|(any, parts)| Group { any, parts })
}

/// What stands in the address means what was built; what is not understood is refused.
async fn what_is_built_agrees(on: &TestServices, directory: Directory, ids: Vec<String>) {
    let today = BusinessZone::default().day_of(on.clock.now());
    let built = groups(directory, ids)
        .prop_filter_map("refused", move |group| Group::read(&group.to_string()).filter(directory, today).ok());
    all_agree(on, directory, &built).await;
}

async fn what_people_build_finds_what_it_means(on: &TestServices) {
    let (owners, branches) = people(on).await;
    let ids = owners.iter().chain(&branches).map(Uuid::to_string).collect();
    what_is_built_agrees(on, Directory::Individuals, ids).await;
}

async fn what_people_build_of_companies_and_teams_finds_what_it_means(on: &TestServices) {
    let ids = leads(on).await;
    what_is_built_agrees(on, Directory::Leads, ids).await;
}

/// Whatever the filter, the database finds of a directory what `Filter::matches` finds.
async fn all_agree(on: &TestServices, directory: Directory, filters: &impl Strategy<Value = Filter>) {
    let connection = on.database().writer();
    let labels = Labels::read(connection).await.unwrap();
    let record = Record { labels: &labels, secrets: &Secrets::new([7; 32]) };
    let rows = Records::living(directory).select().all(connection).await.unwrap();
    let main: BTreeMap<Uuid, String> = main_contacts(connection).await;
    let known: BTreeMap<i64, Values> = rows
        .iter()
        .map(|row| {
            let main = main.get(&row.id).map(|name| (Field::MainContact, name.clone()));
            (row.seq, record.values(row).into_iter().chain(main).collect())
        })
        .collect();
    let context = Context { engine: engine(connection), zone: BusinessZone::default(), labels: &labels };
    let spans = labels.all().into_values().flatten().map(|label| (label.clone(), Span::of_label(&label))).collect();
    let surroundings = Known { zone: BusinessZone::default(), spans };

    let runner = &mut TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let outcome = runner.run(filters, |filter| {
        let expected: Vec<i64> =
            known.iter().filter(|(_, values)| filter.matches(values, &surroundings)).map(|(seq, _)| *seq).collect();
        let found = block_in_place(|| Handle::current().block_on(find(connection, directory, &filter, &context)));
        prop_assert_eq!(found, expected);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// The names of the main contact persons, by their organizations.
async fn main_contacts(connection: &sea_orm::DatabaseConnection) -> BTreeMap<Uuid, String> {
    let people = entities::contact_person::Entity::find().all(connection).await.unwrap();
    people.into_iter().filter(|person| person.is_main).map(|person| (person.customer_id, person.name)).collect()
}

async fn find(
    connection: &sea_orm::DatabaseConnection,
    directory: Directory,
    filter: &Filter,
    context: &Context<'_>,
) -> Vec<i64> {
    let records = narrow(Records::living(directory), filter, context).unwrap();
    let mut found: Vec<i64> =
        records.select().select_only().column(Column::Seq).into_tuple().all(connection).await.unwrap();
    found.sort_unstable();
    found
}

fn engine(connection: &impl ConnectionTrait) -> Engine {
    match connection.get_database_backend() {
        sea_orm::DatabaseBackend::Sqlite => Engine::Sqlite,
        _ => Engine::Postgres,
    }
}

async fn instants_go_by_the_business_day(on: &TestServices) {
    let admin = on.administrator().await;
    let connection = on.database().writer();
    let labels = Labels::read(connection).await.unwrap();
    let context = Context { engine: engine(connection), zone: BusinessZone::default(), labels: &labels };
    // 23:59 on the 22nd, midnight and 0:01 on the 23rd in Viet Nam.
    on.clock.advance(chrono::TimeDelta::minutes(15 * 60 - 1));
    for _ in 0..3 {
        on.named(&admin, "Lê Hoa").await;
        on.clock.advance(chrono::TimeDelta::minutes(1));
    }
    for (from, to, expected) in [
        (Some("2026-11-22"), Some("2026-11-22"), vec![1]),
        (Some("2026-11-23"), Some("2026-11-23"), vec![2, 3]),
        (None, Some("2026-11-22"), vec![1]),
        (Some("2026-11-23"), None, vec![2, 3]),
        (None, None, vec![1, 2, 3]),
        (Some("2026-11-24"), None, vec![]),
    ] {
        for field in [Field::CreatedAt, Field::UpdatedAt] {
            let test = Test::Between(from.map(str::to_owned), to.map(str::to_owned));
            let filter = Filter::Field(field, test);
            assert_eq!(find(connection, Directory::Individuals, &filter, &context).await, expected, "{from:?} {to:?}");
        }
    }
}

#[test]
fn the_end_of_a_beginning_comes_after_everything_that_begins_so() {
    assert_eq!(successor("KH0").as_deref(), Some("KH1"));
    assert_eq!(successor("a\u{d7ff}").as_deref(), Some("a\u{e000}"));
    assert_eq!(successor("a\u{10ffff}").as_deref(), Some("b"));
    assert_eq!(successor("\u{10ffff}"), None);
    assert_eq!(successor(""), None);
}
