//! Pages by keyset: each row exactly once, in order, whatever happens between the pages.

use std::collections::BTreeSet;

use domain::{
    customer::{CustomerKind, Directory, Field},
    list::{Cursor, ListState, Listed, PAGE_SIZE, Place, Sort, SortKey},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use crate::support::{codes, faults, ids, list};

each_database!(
    every_sort_shows_each_row_once_while_others_write,
    backwards_is_forwards_turned_round,
    the_newest_stand_first,
    names_stand_in_vietnamese_order,
    hits_of_a_search_are_sorted_too,
    what_is_shown_tells_the_order_of_few,
    what_is_not_shown_tells_no_order,
    both_ends_know_that_they_are_ends,
    a_garbled_cursor_is_refused_or_harmless
);

fn sorts() -> impl Iterator<Item = Sort> {
    let shown = SortKey::Shown(Field::AddressProvince);
    SortKey::ALL.iter().copied().chain([shown]).flat_map(|by| [false, true].map(|descending| Sort { by, descending }))
}

fn sorted(sort: Sort, place: Place) -> ListState {
    ListState { sort: Some(sort), place, ..ListState::default() }
}

async fn page(on: &TestServices, actor: &Actor, sort: Sort, place: Place) -> Listed {
    on.customers(Directory::Individuals).list(actor, &sorted(sort, place)).await.unwrap()
}

async fn every_sort_shows_each_row_once_while_others_write(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 120, 1, |_| {}).await.unwrap();
    for sort in sorts() {
        let there: BTreeSet<_> = all(on, &admin, sort).await.into_iter().collect();
        let (mut seen, mut written, mut gone) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut place = Place::Start;
        loop {
            let shown = page(on, &admin, sort, place).await;
            seen.extend(ids(&shown));
            let Some(after) = shown.after.clone() else { break };
            // Somebody else writes at the beginning, in the middle and at the end of the list, and takes away the row
            // that the next page begins after, and one that comes later.
            for name in ["An Một", "Nguyễn Giữa", "Ỷ Cuối"] {
                written.push(on.named(&admin, name).await.id);
            }
            let later = there.iter().find(|id| !seen.contains(id) && !gone.contains(*id)).copied();
            for id in shown.rows.last().map(|row| row.id).into_iter().chain(later) {
                on.customers(Directory::Individuals).trash(&admin, id).await.unwrap();
                gone.insert(id);
            }
            place = Place::After(after);
        }
        let once: BTreeSet<_> = seen.iter().copied().collect();
        assert_eq!(once.len(), seen.len(), "{sort}: no row twice");
        let missed: Vec<_> = there.difference(&once).filter(|id| !gone.contains(*id)).collect();
        assert!(missed.is_empty(), "{sort}: {missed:?}");
        // The next sort begins with the same rows.
        for id in gone {
            on.customers(Directory::Individuals).restore(&admin, id).await.unwrap();
        }
        for id in written {
            on.customers(Directory::Individuals).trash(&admin, id).await.unwrap();
        }
    }
}

/// The ids of all pages.
async fn all(on: &TestServices, actor: &Actor, sort: Sort) -> Vec<domain::CustomerId> {
    let mut found = Vec::new();
    let mut place = Place::Start;
    loop {
        let shown = page(on, actor, sort, place).await;
        found.extend(ids(&shown));
        let Some(after) = shown.after else { return found };
        place = Place::After(after);
    }
}

async fn backwards_is_forwards_turned_round(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 170, 1, |_| {}).await.unwrap();
    for sort in sorts() {
        let forwards = all(on, &admin, sort).await;
        assert_eq!(forwards.len(), 170, "{sort}");
        let turned = all(on, &admin, Sort { descending: !sort.descending, ..sort }).await;
        assert!(forwards.iter().eq(turned.iter().rev()), "{sort}: equal values too stand the other way round");

        let mut shown = page(on, &admin, sort, Place::Start).await;
        while let Some(after) = shown.after {
            shown = page(on, &admin, sort, Place::After(after)).await;
        }
        let mut backwards = ids(&shown);
        while let Some(before) = shown.before {
            shown = page(on, &admin, sort, Place::Before(before)).await;
            backwards.splice(0..0, ids(&shown));
        }
        assert_eq!(backwards, forwards, "{sort}");
    }
}

async fn the_newest_stand_first(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["An", "Bình", "Chi"] {
        on.named(&admin, name).await;
    }
    assert_eq!(codes(&list(on, &admin).await), ["KH000003", "KH000002", "KH000001"]);
}

async fn names_stand_in_vietnamese_order(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["Đặng An", "Nguyễn Ánh", "Dương Đức", "Trần An", "Âu Bình", "An Dũng", "Ánh Hoa", "Nguyễn An"]
    {
        on.named(&admin, name).await;
    }
    for (by, expected) in [
        (
            SortKey::Name,
            ["An Dũng", "Ánh Hoa", "Âu Bình", "Dương Đức", "Đặng An", "Nguyễn An", "Nguyễn Ánh", "Trần An"],
        ),
        (
            SortKey::GivenName,
            ["Đặng An", "Nguyễn An", "Trần An", "Nguyễn Ánh", "Âu Bình", "An Dũng", "Dương Đức", "Ánh Hoa"],
        ),
    ] {
        let shown = page(on, &admin, Sort { by, descending: false }, Place::Start).await;
        let names: Vec<_> = shown.rows.iter().map(|row| row.values[&Field::Name].as_str()).collect();
        assert_eq!(names, expected);
    }
}

async fn hits_of_a_search_are_sorted_too(on: &TestServices) {
    let admin = on.administrator().await;
    for (name, gender) in [("Trần Lan", "male"), ("An Lan", "female"), ("Lan Chi", "male"), ("Đỗ Minh", "female")]
    {
        on.individual(&admin, [(Field::Name, name), (Field::Gender, gender)]).await;
    }
    let found = async |by, descending| {
        let state = ListState { search: "lan".to_owned(), ..sorted(Sort { by, descending }, Place::Start) };
        let shown = on.customers(Directory::Individuals).list(&admin, &state).await.unwrap();
        shown.rows.iter().map(|row| row.values[&Field::Name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(SortKey::Name, false).await, ["An Lan", "Lan Chi", "Trần Lan"]);
    assert_eq!(found(SortKey::Name, true).await, ["Trần Lan", "Lan Chi", "An Lan"]);
    assert_eq!(found(SortKey::Gender, false).await, ["Trần Lan", "Lan Chi", "An Lan"]);
}

async fn what_is_shown_tells_the_order_of_few(on: &TestServices) {
    let admin = on.administrator().await;
    let people =
        [("Lan An", "Đội trưởng"), ("Lan Bình", "Âu sĩ"), ("Chi", "Dược sĩ"), ("Lan Dũng", ""), ("Em", "dược sĩ")];
    for (name, title) in people {
        on.individual(&admin, [(Field::Name, name), (Field::JobTitle, title)]).await;
    }
    let sort = Sort { by: SortKey::Shown(Field::JobTitle), descending: false };
    let names = async |state: ListState| {
        let shown = on.customers(Directory::Individuals).list(&admin, &state).await.unwrap();
        shown.rows.iter().map(|row| row.values[&Field::Name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(sorted(sort, Place::Start)).await, ["Lan Dũng", "Lan Bình", "Chi", "Em", "Lan An"]);
    let found = ListState { search: "lan".to_owned(), ..sorted(sort, Place::Start) };
    assert_eq!(names(found).await, ["Lan Dũng", "Lan Bình", "Lan An"], "of a search, too");
    let leader = on.named(&admin, "Người Đại Diện").await.id.to_string();
    for (name, count) in [("Chín", "9"), ("Mười", "10"), ("Hai", "2")] {
        let texts = [(Field::Name, name), (Field::Representative, &leader), (Field::MemberCount, count)];
        on.customer(&admin, Directory::Teams, CustomerKind::Team, texts).await;
    }
    let sort = Some(Sort { by: SortKey::Shown(Field::MemberCount), descending: true });
    let state = ListState { sort, ..ListState::whole(Directory::Teams) };
    let shown = on.customers(Directory::Teams).list(&admin, &state).await.unwrap();
    let names: Vec<_> = shown.rows.iter().map(|row| row.values[&Field::Name].as_str()).collect();
    assert_eq!(names, ["Mười", "Chín", "Hai"]);

    services::seed::seed_list(on, Directory::Individuals, 10_000, 1, |_| {}).await.unwrap();
    let many = sorted(Sort { by: SortKey::Shown(Field::JobTitle), descending: false }, Place::Start);
    let refused = on.customers(Directory::Individuals).list(&admin, &many).await;
    assert_eq!(faults(refused), ["sort: too_many_to_sort"]);
}

async fn what_is_not_shown_tells_no_order(on: &TestServices) {
    let admin = on.administrator().await;
    for (person, company) in [("An", "Ỷ Lan"), ("Bình", "An Phát")] {
        let company = on.some_customer(&admin, Directory::Organizations, company).await.id.to_string();
        on.individual(&admin, [(Field::Name, person), (Field::Organization, &company)]).await;
    }
    let sort = Sort { by: SortKey::Shown(Field::Organization), descending: false };
    let names = async |actor: &Actor| {
        let shown = page(on, actor, sort, Place::Start).await;
        shown.rows.iter().map(|row| row.values[&Field::Name].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&admin).await, ["Bình", "An"]);
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    assert_eq!(names(&reader).await, ["An", "Bình"], "organizations are out of reach: all are without one");
    for field in [Field::IdNumber, Field::MonthlyIncome, Field::Members] {
        let by_masked = sorted(Sort { by: SortKey::Shown(field), descending: false }, Place::Start);
        let refused = on.customers(Directory::Individuals).list(&admin, &by_masked).await;
        assert_eq!(faults(refused), ["sort: unknown_value"]);
    }
}

async fn both_ends_know_that_they_are_ends(on: &TestServices) {
    let admin = on.administrator().await;
    let sort = Sort { by: SortKey::Name, descending: false };
    let empty = page(on, &admin, sort, Place::Start).await;
    assert_eq!((empty.rows.len(), empty.before, empty.after), (0, None, None));
    services::seed::seed_list(on, Directory::Individuals, u64::from(PAGE_SIZE), 1, |_| {}).await.unwrap();
    let whole = page(on, &admin, sort, Place::Start).await;
    assert_eq!((whole.rows.len(), whole.before, whole.after), (50, None, None));
    on.named(&admin, "Ỷ Cuối").await;
    let first = page(on, &admin, sort, Place::Start).await;
    assert_eq!((first.rows.len(), first.before.clone()), (50, None));
    let second = page(on, &admin, sort, Place::After(first.after.clone().unwrap())).await;
    assert_eq!((second.rows.len(), second.after), (1, None));
    let back = page(on, &admin, sort, Place::Before(second.before.unwrap())).await;
    assert_eq!((ids(&back), back.before), (ids(&first), None));
}

async fn a_garbled_cursor_is_refused_or_harmless(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Lê Hoa").await;
    let values = [vec![], vec![0xff, 0xfe], b"2026".to_vec(), b"a\0b".to_vec(), vec![9; 500]];
    let cursors =
        values.iter().flat_map(|value| [i64::MIN, -1, 0, i64::MAX].map(|seq| Cursor { seq, value: value.clone() }));
    let places: Vec<_> = cursors.flat_map(|cursor| [Place::After(cursor.clone()), Place::Before(cursor)]).collect();
    for place in &places {
        for sort in sorts() {
            let outcome = on.customers(Directory::Individuals).list(&admin, &sorted(sort, place.clone())).await;
            let fault = matches!(outcome, Err(services::Failure::Fault(_)));
            assert!(!fault, "{sort} {place:?}: {outcome:?}");
        }
        let searched = ListState { search: "hoa".to_owned(), place: place.clone(), ..ListState::default() };
        assert!(on.customers(Directory::Individuals).list(&admin, &searched).await.is_ok());
    }
}
