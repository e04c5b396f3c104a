//! What stands in an address, and which scopes there are.

use proptest::{prelude::*, sample::select};
use uuid::Uuid;

use super::*;
use crate::BranchId;

fn user(n: u128) -> UserId {
    UserId(Uuid::from_u128(n))
}

#[test]
fn scopes_are_offered_as_far_as_they_differ() {
    let offered = |reach: &Reach, in_department| ListScope::offered(reach, user(1), in_department);
    let (all, own) = (Reach::all(), Reach { owners: vec![user(1)], ..Reach::default() });
    let branch = Reach { branches: vec![BranchId(Uuid::nil())], ..Reach::default() };
    let department = Reach { owners: vec![user(1), user(2)], ..Reach::default() };
    assert_eq!(offered(&all, true), ListScope::ALL);
    assert_eq!(offered(&branch, true), ListScope::ALL);
    assert_eq!(offered(&all, false), [ListScope::All, ListScope::Own]);
    assert_eq!(offered(&department, true), [ListScope::All, ListScope::Own], "all is the department's");
    assert!(offered(&own, true).is_empty() && offered(&Reach::default(), true).is_empty());
    let there = Reach { owners_in: [(BranchId(Uuid::nil()), vec![user(2)])].into(), ..Reach::default() };
    assert_eq!(offered(&there, true), [ListScope::All, ListScope::Own]);
}

#[test]
fn the_scope_stands_in_the_address() {
    let read = |pairs: &[(&str, &str)]| ListState::from_pairs(Directory::Teams, pairs.iter().copied());
    let state = read(&[("scope", "department"), ("q", "an")]);
    assert_eq!(state.scope, ListScope::Department);
    assert_eq!(state.to_pairs()[0], ("scope", "department".to_owned()));
    assert!(state.unfiltered().is_whole() && state.unfiltered().scope == state.scope);
    assert_eq!(read(&[("scope", "everything")]), ListState::whole(Directory::Teams));
    assert!(ListState::whole(Directory::Teams).to_pairs().is_empty());
    assert!(ListScope::ALL.iter().all(|scope| ListScope::from_key(scope.key()) == Some(*scope)));
}

#[test]
fn the_advanced_filter_and_the_view_stand_in_the_address() {
    let read = |pairs: &[(&str, &str)]| ListState::from_pairs(Directory::Individuals, pairs.iter().copied());
    let id = ViewId(Uuid::from_u128(7));
    let pairs = [("view", id.to_string()), ("where", "phone.empty~source.is.Zalo".to_owned())];
    let state = read(&[("view", &id.to_string()), ("where", "phone.empty~source.is.Zalo")]);
    assert_eq!((state.view, state.is_whole(), state.is_bare()), (ViewChoice::Saved(id), false, false));
    assert_eq!(state.to_pairs(), pairs);
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let Ok(Filter::All(parts)) = state.filter(today) else { panic!() };
    assert_eq!(parts.len(), 2, "conditions stand side by side");
    let cleared = state.unfiltered();
    assert!(cleared.is_whole() && cleared.view == state.view);
    assert_eq!(read(&[("view", "none")]).to_pairs(), [("view", "none".to_owned())]);
    assert!(read(&[("view", "mine")]).is_bare());
    let shown = read(&[("columns", "name,phone,shoe_size"), ("q", "an")]);
    assert_eq!(shown.columns, [Field::Name, Field::Phone]);
    assert_eq!(shown.kept().to_pairs(), [("columns", "name,phone".to_owned())]);
    let wrong = read(&[("where", "phone.empty~created_at.after.x")]).filter(today);
    assert_eq!(wrong, Err(crate::AppError::field("advanced.1", "invalid_date")));
}

#[test]
fn what_is_wrong_is_told_where_it_stands() {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
    let wrong = |field, typed: &str| {
        let filters = [(field, typed.to_owned())].into();
        ListState { filters, ..ListState::default() }.filter(today).err()
    };
    let told = |key: &str, code| Some(crate::AppError::field(key, code));
    assert_eq!(wrong(Field::CreatedAt, "31/2/2026..1/3/2026"), told("created_at.from", "invalid_date"));
    assert_eq!(wrong(Field::CreatedAt, "1/2/2026..31/2/2026"), told("created_at.to", "invalid_date"));
    assert_eq!(wrong(Field::CreatedAt, "31/2/2026"), told("created_at", "invalid_date"));
    assert_eq!(wrong(Field::MemberCount, "..many"), told("member_count.to", "invalid_number"));
}

proptest! {
    #[test]
    fn what_stands_in_the_address_is_read_again(
        typed in prop::collection::btree_map(select(Field::ALL), "[a-zđ0-9/][a-zđ0-9 ./~!()&=%]{0,8}[a-z0-9]", 0..4),
        advanced in "[a-z._~()!]{0,30}",
        columns in prop::collection::vec(select(Field::ALL), 0..4),
        (search, scope, view, descending) in ("[a-zđ0-9]{0,6}", select(ListScope::ALL), 0u8..3, any::<bool>()),
    ) {
        let state = ListState {
            directory: Directory::Teams,
            scope,
            search,
            filters: typed,
            advanced: Group::read(&advanced).to_string(),
            view: match view {
                0 => ViewChoice::Unsaid,
                1 => ViewChoice::Plain,
                _ => ViewChoice::Saved(ViewId(Uuid::from_u128(9))),
            },
            sort: Some(Sort { by: SortKey::Name, descending }),
            place: if descending { Place::at("đ ~&=1") } else { Place::Start },
            columns,
        };
        let pairs = state.to_pairs();
        let pairs = pairs.iter().map(|(key, value)| (*key, value.as_str()));
        prop_assert_eq!(ListState::from_pairs(Directory::Teams, pairs), state);
    }
}

#[test]
fn the_name_stands_first_and_each_column_once() {
    let wish = [Field::Note, Field::Gender, Field::Name, Field::TaxCode, Field::Note];
    assert_eq!(columns(Directory::Individuals, &wish), [Field::Name, Field::Note, Field::Gender]);
    assert_eq!(columns(Directory::Teams, &[]), [Field::Name]);
    for directory in Directory::ALL {
        assert_eq!(columns(*directory, directory.columns()), directory.columns());
    }
}
