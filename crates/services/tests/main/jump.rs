//! Jumping in a sorted list: whatever is typed, the page begins at the rows that Rust finds for it, and both ways lead on.

use chrono::SecondsFormat;
use domain::{
    CustomerId,
    customer::{Directory, Field},
    list::{Jump, ListState, Listed, PAGE_SIZE, Place, Sort, SortKey, Stretch},
    name_key::{alphabet, full_name_key, given_name_key},
    permission::{Action, Resource},
    time::BusinessZone,
};
use entities::customer;
use proptest::{
    prelude::*,
    sample::select,
    test_runner::{Config, TestRunner},
};
use sea_orm::EntityTrait;
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};
use tokio::{runtime::Handle, task::block_in_place};

use crate::support::{faults, ids};

each_database!(
    whatever_is_typed_the_page_begins_there,
    letters_where_nobody_is_lead_to_the_next_one,
    a_jump_stays_within_filter_and_reach,
    what_is_no_value_is_said_and_a_search_has_none,
    a_value_leads_to_the_first_of_those_that_have_it,
);

/// Jumps that are tried on each database.
const CASES: u32 = 150;

async fn jump(on: &TestServices, actor: &Actor, state: &ListState, typed: &str) -> Listed {
    let state = ListState { place: Place::at(typed), ..state.clone() };
    on.customers(Directory::Individuals).list(actor, &state).await.unwrap()
}

fn names(page: &Listed) -> Vec<&str> {
    page.rows.iter().map(|row| row.values[&Field::Name].as_str()).collect()
}

fn by(by: SortKey, descending: bool) -> ListState {
    ListState { sort: Some(Sort { by, descending }), ..ListState::default() }
}

/// What a record is sorted by.
fn value(row: &customer::Model, by: SortKey) -> Vec<u8> {
    let instant = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Micros, true).into_bytes();
    match by {
        SortKey::Name => full_name_key(&row.name),
        SortKey::GivenName => given_name_key(&row.name),
        SortKey::Code => row.code.clone().into_bytes(),
        SortKey::Phone => row.phone.clone().into_bytes(),
        SortKey::Email => row.email.clone().into_bytes(),
        SortKey::DateOfBirth => row.date_of_birth.clone().into_bytes(),
        SortKey::CreatedAt => instant(row.created_at),
        SortKey::TaxCode => row.tax_code.clone().into_bytes(),
        SortKey::UpdatedAt => instant(row.updated_at),
        _ => Vec::new(),
    }
}

/// What somebody may type: beginnings of what there is, letters, days, and anything.
fn typed(rows: &[customer::Model]) -> impl Strategy<Value = String> + use<> {
    let there: Vec<String> = rows
        .iter()
        .flat_map(|row| [&row.name, &row.code, &row.phone, &row.email, &row.date_of_birth].map(String::clone))
        .collect();
    let given = rows.iter().map(|row| row.name.rsplit(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>();
    let beginning = (prop_oneof![select(there), select(given)], 1usize..12)
        .prop_map(|(text, signs)| text.chars().take(signs).collect());
    prop_oneof![
        4 => beginning,
        2 => select(alphabet().collect::<Vec<_>>()),
        2 => select(&["1990", "1/1985", "2001-02", "22/11/2026", "11/2026", "1800", "2027"]).prop_map(str::to_owned),
        1 => "[a-z0-9@+ .Ỷ~]{1,6}",
    ]
}

async fn whatever_is_typed_the_page_begins_there(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 130, 1, |_| {}).await.unwrap();
    let mut rows = customer::Entity::find().all(on.database().writer()).await.unwrap();
    rows.retain(|row| row.directory == Directory::Individuals.key());
    let today = BusinessZone::default().day_of(on.clock.now());
    let runner = &mut TestRunner::new(Config { cases: CASES, failure_persistence: None, ..Config::default() });
    let keys = SortKey::ALL.iter().copied().filter(|key| !matches!(Jump::of(*key), Some(Jump::Choice)));
    let cases = (typed(&rows), select(keys.collect::<Vec<_>>()), any::<bool>());
    let outcome = runner.run(&cases, |(typed, key, descending)| {
        let Ok(stretch) = Stretch::of(key, &typed, BusinessZone::default(), today) else { return Ok(()) };
        let mut order: Vec<(Vec<u8>, i64, CustomerId)> =
            rows.iter().map(|row| (value(row, key), row.seq, row.id.into())).collect();
        order.sort();
        if descending {
            order.reverse();
        }
        let begins = |value: &[u8]| match &stretch {
            None => true,
            Some(stretch) if descending => stretch.to.as_ref().is_none_or(|to| value < to.as_slice()),
            Some(stretch) => value >= stretch.from.as_slice(),
        };
        let first = order.iter().position(|(value, ..)| begins(value));
        let order: Vec<CustomerId> = order.into_iter().map(|(.., id)| id).collect();
        let (before, after) = block_in_place(|| {
            Handle::current().block_on(both_ways(on, &admin, &by(key, descending), &typed, first.is_some()))
        });
        // Where nobody follows, the end of the list is shown.
        let first = first.unwrap_or(order.len());
        prop_assert_eq!(before, &order[..first], "before {}", typed);
        prop_assert_eq!(after, &order[first..], "from {}", typed);
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

/// Everything before the place, and everything from it on.
async fn both_ways(
    on: &TestServices,
    actor: &Actor,
    state: &ListState,
    typed: &str,
    is_there: bool,
) -> (Vec<CustomerId>, Vec<CustomerId>) {
    let individuals = on.customers(Directory::Individuals);
    let page = jump(on, actor, state, typed).await;
    assert!(page.rows.len() <= usize::from(PAGE_SIZE) && !page.rows.is_empty());
    let (mut before, mut after) = if is_there { (Vec::new(), ids(&page)) } else { (ids(&page), Vec::new()) };
    let (mut start, mut end) = (page.before, page.after);
    while let Some(cursor) = end {
        let next = ListState { place: Place::After(cursor), ..state.clone() };
        let page = individuals.list(actor, &next).await.unwrap();
        after.extend(ids(&page));
        end = page.after;
    }
    while let Some(cursor) = start {
        let next = ListState { place: Place::Before(cursor), ..state.clone() };
        let page = individuals.list(actor, &next).await.unwrap();
        before.splice(0..0, ids(&page));
        start = page.before;
    }
    (before, after)
}

async fn letters_where_nobody_is_lead_to_the_next_one(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["An Hòa", "Ân Phúc", "Đào Lan", "Dương Vũ", "Đặng Ái"] {
        on.named(&admin, name).await;
    }
    let at = async |by_key: SortKey, descending: bool, letter: &str| -> Vec<String> {
        let page = jump(on, &admin, &by(by_key, descending), letter).await;
        names(&page).into_iter().map(str::to_owned).collect()
    };
    let upwards = async |letter: &str| at(SortKey::Name, false, letter).await;
    assert_eq!(upwards("A").await, ["An Hòa", "Ân Phúc", "Dương Vũ", "Đào Lan", "Đặng Ái"]);
    assert_eq!(upwards("Ă").await, ["Ân Phúc", "Dương Vũ", "Đào Lan", "Đặng Ái"]);
    assert_eq!(upwards("b").await, ["Dương Vũ", "Đào Lan", "Đặng Ái"]);
    assert_eq!(upwards("đ").await, ["Đào Lan", "Đặng Ái"]);
    let downwards = async |letter: &str| at(SortKey::Name, true, letter).await;
    assert_eq!(downwards("D").await, ["Dương Vũ", "Ân Phúc", "An Hòa"]);
    assert_eq!(downwards("C").await, ["Ân Phúc", "An Hòa"]);
    assert_eq!(at(SortKey::GivenName, false, "L").await, ["Đào Lan", "Ân Phúc", "Dương Vũ"]);

    let end = jump(on, &admin, &by(SortKey::Name, false), "X").await;
    assert_eq!((names(&end).len(), end.after), (5, None), "nobody follows: the end is shown");
    let end = jump(on, &admin, &by(SortKey::DateOfBirth, false), "1990").await;
    assert_eq!((names(&end).len(), end.before, end.after), (5, None, None));
}

async fn a_jump_stays_within_filter_and_reach(on: &TestServices) {
    let admin = on.administrator().await;
    let lan = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View]).sign_in().await;
    for (name, owner, gender) in [
        ("An", &lan, "male"),
        ("Bình", &lan, "female"),
        ("Bảo", &admin, "male"),
        ("Cường", &lan, "male"),
        ("Dũng", &admin, "male"),
    ] {
        let owner = owner.user.to_string();
        on.individual(&admin, [(Field::Name, name), (Field::Owner, &owner), (Field::Gender, gender)]).await;
    }
    let mut state = by(SortKey::Name, false);
    assert_eq!(names(&jump(on, &lan, &state, "B").await), ["Bình", "Cường"]);
    state.filters.insert(Field::Gender, "male".to_owned());
    assert_eq!(names(&jump(on, &lan, &state, "B").await), ["Cường"]);
    assert_eq!(names(&jump(on, &admin, &state, "B").await), ["Bảo", "Cường", "Dũng"]);
    assert_eq!(names(&jump(on, &lan, &state, "D").await), ["An", "Cường"], "the end of what is in reach");
}

async fn what_is_no_value_is_said_and_a_search_has_none(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["An Bình", "Bình An"] {
        on.named(&admin, name).await;
    }
    let individuals = on.customers(Directory::Individuals);
    let wrong = async |by_key: SortKey, typed: &str| {
        let state = ListState { place: Place::at(typed), ..by(by_key, false) };
        faults(individuals.list(&admin, &state).await)
    };
    assert_eq!(wrong(SortKey::CreatedAt, "hôm qua").await, ["at: invalid_date"]);
    assert_eq!(wrong(SortKey::Phone, "Lan").await, ["at: invalid_phone"]);
    let searched = ListState { search: "binh".to_owned(), ..by(SortKey::Name, false) };
    assert_eq!(jump(on, &admin, &searched, "Z").await.rows.len(), 2);
    assert_eq!(jump(on, &admin, &ListState::default(), "Z").await.rows.len(), 2, "the newest have no values");
}

async fn a_value_leads_to_the_first_of_those_that_have_it(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 130, 1, |_| {}).await.unwrap();
    let lan = on.user("Lan").create().await.to_string();
    for (name, gender) in [("An", "male"), ("Bình", "other"), ("Cúc", "female")] {
        on.individual(&admin, [(Field::Name, name), (Field::Gender, gender), (Field::Owner, &lan)]).await;
    }
    let individuals = on.customers(Directory::Individuals);
    let all = async |state: &ListState| {
        let (mut rows, mut place) = (Vec::new(), Place::Start);
        loop {
            let page = individuals.list(&admin, &ListState { place, ..state.clone() }).await.unwrap();
            rows.extend(
                page.rows.iter().map(|row| (row.id, row.values.get(&Field::Gender).cloned(), row.placement.owner)),
            );
            match page.after {
                Some(cursor) => place = Place::After(cursor),
                None => break rows,
            }
        }
    };
    for descending in [false, true] {
        let state = ListState { columns: vec![Field::Gender], ..by(SortKey::Gender, descending) };
        let whole = all(&state).await;
        for gender in ["male", "female", "other"] {
            let first = whole.iter().position(|(_, value, _)| value.as_deref() == Some(gender)).unwrap();
            let (before, after) = both_ways(on, &admin, &state, gender, true).await;
            let expected: Vec<CustomerId> = whole.iter().map(|(id, ..)| *id).collect();
            assert_eq!((&before[..], &after[..]), (&expected[..first], &expected[first..]), "{gender} {descending}");
        }
        let state = by(SortKey::Owner, descending);
        let whole = all(&state).await;
        let first = whole.iter().position(|(.., owner)| owner.is_some_and(|owner| owner.to_string() == lan)).unwrap();
        let (before, after) = both_ways(on, &admin, &state, &lan, true).await;
        assert_eq!((before.len(), after.len()), (first, whole.len() - first), "owner {descending}");
    }
    // One that there is not leads to the beginning.
    for (sort, typed) in
        [(SortKey::Gender, "nữ"), (SortKey::Owner, "Lan"), (SortKey::Branch, lan.as_str()), (SortKey::Source, "?")]
    {
        let page = jump(on, &admin, &by(sort, false), typed).await;
        assert!(page.before.is_none() && !page.rows.is_empty(), "{typed}");
    }
}
