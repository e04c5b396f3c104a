//! What is typed leads to the first of its rows upwards and to the last downwards, and to the next row where nobody is.

use proptest::{prelude::*, sample::select};

use super::*;
use crate::{
    list::{Cursor, Place, Sort},
    name_key::{alphabet, full_name_key, given_name_key},
};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn stretch(by: SortKey, typed: &str) -> Result<Option<Stretch>, &'static str> {
    Stretch::of(by, typed, BusinessZone::default(), today())
}

/// The texts of both ends.
fn ends(by: SortKey, typed: &str) -> Result<(String, String), &'static str> {
    let found = stretch(by, typed)?.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ok((text(found.from), found.to.map(text).unwrap_or_default()))
}

impl Stretch {
    fn has(&self, value: &[u8]) -> bool {
        value >= self.from.as_slice() && self.to.as_ref().is_none_or(|to| value < to.as_slice())
    }
}

#[test]
fn values_are_named_by_their_beginning() {
    use SortKey::{Code, Email, Phone};
    for (by, typed, from, to) in [
        (Code, "kh0001", "KH0001", "KH0002"),
        (Email, " Lan@Ex", "lan@ex", "lan@ey"),
        (Phone, "0905 96", "+8490596", "+8490597"),
        (Phone, "90596", "+8490596", "+8490597"),
        (Phone, "84 905", "+8484905", "+8484906"),
        (Phone, "84905969648", "+84905969648", "+84905969649"),
        (Phone, "+1 415", "+1415", "+1416"),
        (Phone, "0044", "+44", "+45"),
        (Phone, "+", "+", ","),
    ] {
        assert_eq!(ends(by, typed), Ok((from.to_owned(), to.to_owned())), "{typed}");
    }
    assert_eq!(stretch(Phone, "lan"), Err("invalid_phone"));
    assert_eq!(stretch(Phone, "--"), Err("invalid_phone"));
}

#[test]
fn dates_are_days_months_and_years() {
    use SortKey::{CreatedAt, DateOfBirth};
    for (typed, from, to) in [
        ("1990", "1990-01-01", "1991-01-01"),
        ("4/1990", "1990-04-01", "1990-05-01"),
        ("1990-12", "1990-12-01", "1991-01-01"),
        ("21/4/1990", "1990-04-21", "1990-04-22"),
        ("1990-04-30", "1990-04-30", "1990-05-01"),
        ("21.4.90", "1990-04-21", "1990-04-22"),
        ("9999", "9999-01-01", ""),
    ] {
        assert_eq!(ends(DateOfBirth, typed), Ok((from.to_owned(), to.to_owned())), "{typed}");
    }
    for (typed, code) in [
        ("90", "invalid_date"),
        ("13/1990", "invalid_date"),
        ("31/2/1990", "invalid_date"),
        ("hôm kia", "invalid_date"),
        ("+990", "invalid_date"),
        ("1/1/2099", "date_in_future"),
    ] {
        assert_eq!(stretch(DateOfBirth, typed), Err(code), "{typed}");
    }
    // Days begin in the business time zone.
    let day = ("2026-11-20T17:00:00.000000Z".to_owned(), "2026-11-21T17:00:00.000000Z".to_owned());
    assert_eq!(ends(CreatedAt, "21/11/2026"), Ok(day));
}

#[test]
fn nothing_typed_leads_nowhere() {
    for by in SortKey::ALL {
        assert_eq!(stretch(*by, " \u{200b} "), Ok(None));
    }
    assert_eq!(stretch(SortKey::Newest, "An"), Ok(None));
    assert_eq!(stretch(SortKey::Name, "\u{301}"), Ok(None));
}

#[test]
fn a_place_is_beside_a_row_that_nobody_has() {
    let at = |descending| {
        let sort = Sort { by: SortKey::Code, descending };
        Place::at(" kh5 ").settled(sort, BusinessZone::default(), today()).unwrap()
    };
    let beside = |value: &str| Place::After(Cursor { seq: i64::MIN, value: value.as_bytes().to_vec() });
    assert_eq!((at(false), at(true)), (beside("KH5"), beside("KH6")));
    assert_eq!(Place::at("  "), Place::Start);
}

/// Each letter stands for the names that begin with it, and for no others.
#[test]
fn letters_are_those_of_the_alphabet() {
    let letters: Vec<String> = alphabet().collect();
    assert_eq!(letters.len(), 33);
    assert_eq!(letters[..8], ["A", "Ă", "Â", "B", "C", "D", "Đ", "E"]);
    for letter in &letters {
        for other in &letters {
            let name = format!("{other}nh Hòa");
            let found = stretch(SortKey::Name, letter).unwrap().unwrap();
            assert_eq!(found.has(&full_name_key(&name)), letter == other, "{letter} {name}");
        }
    }
    let has = |typed: &str, name: &str| stretch(SortKey::GivenName, typed).unwrap().unwrap().has(&given_name_key(name));
    assert!(has("A", "Trần Văn Ánh") && !has("A", "Ân Văn Bình") && !has("Â", "Trần Ánh"));
    assert!(has("Trần An", "Trần Văn An") && !has("Trần An", "Lê Văn An") && !has("Trần An", "Trần Anh"));
}

fn name() -> impl Strategy<Value = String> {
    "[a-eA-EđĐăâêơưáạờ]{1,5}( [a-eđâáạ]{1,4}){0,3}"
}

proptest! {
    #[test]
    fn a_beginning_of_a_name_stands_for_it(name in name(), signs in 1usize..12) {
        let typed: String = name.chars().take(signs).collect();
        let found = stretch(SortKey::Name, &typed).unwrap().unwrap();
        // Where the tone of a syllable stands is settled by the whole of it; the letters are the same.
        prop_assert!(found.has(&full_name_key(&name)), "{typed}");
        let given = name.rsplit(' ').next().unwrap_or_default();
        let typed: String = given.chars().take(signs).collect();
        let found = stretch(SortKey::GivenName, &typed).unwrap().unwrap();
        prop_assert!(found.has(&given_name_key(&name)), "{typed}");
    }

    #[test]
    fn what_stands_between_belongs_to_it(one in name(), other in name(), third in name()) {
        let found = stretch(SortKey::Name, &one).unwrap().unwrap();
        let mut keys = [full_name_key(&one), full_name_key(&other), full_name_key(&third)];
        keys.sort();
        if found.has(&keys[0]) && found.has(&keys[2]) {
            prop_assert!(found.has(&keys[1]));
        }
    }

    #[test]
    fn whatever_is_typed_is_a_place_or_a_fault(by in select(SortKey::ALL), typed in any::<String>()) {
        if let Ok(Some(found)) = stretch(by, &typed) {
            prop_assert!(found.to.is_none_or(|to| to > found.from));
        }
    }
}
