//! What a typed text finds, and in which order.

use domain::{
    AppError,
    customer::{CustomerKind, Directory, Field},
    list::{Count, ListState, Place},
    permission::{Action, Resource},
};
use services::authz::Actor;
use test_support::{Scope, TestServices, each_database};

use crate::support::{codes, refusal, search};

each_database!(
    hits_come_in_tiers,
    phones_are_found_by_any_digits,
    codes_and_addresses_are_found_by_their_beginning,
    i_and_y_are_one_where_people_write_both,
    nobody_is_found_by_the_id_of_a_lead,
    punctuation_is_no_part_of_a_name,
    a_changed_name_is_found_by_the_new_one_alone,
    filters_narrow_a_search,
    suggestions_are_the_first_hits,
    nothing_that_is_typed_is_an_error,
    pages_of_hits_go_both_ways,
    papers_are_found_by_those_who_may_see_them,
    hits_of_all_lists_are_counted_and_mixed_by_tier
);

const NAMES: &[&str] = &[
    "Dương Văn Minh",
    "Đường Thị Lan",
    "Nguyễn Văn An",
    "Nguyễn Văn Á",
    "Trần Đương",
    "Phạm Duong",
    "Lê Hoà",
    "Lê Hòa",
    "Nguyễn Thị Vân Anh",
    "Hoàng Anh Tuấn",
    "Đặng Khuyên",
];

async fn people(on: &TestServices) -> Actor {
    let admin = on.administrator().await;
    for name in NAMES {
        on.named(&admin, name).await;
    }
    admin
}

async fn names(on: &TestServices, actor: &Actor, typed: &str) -> Vec<String> {
    let page = on.customers(Directory::Individuals).list(actor, &search(typed)).await.unwrap();
    let count = on.customers(Directory::Individuals).count(actor, &search(typed)).await.unwrap();
    assert_eq!(count, Count { records: page.rows.len() as u64, capped: false }, "{typed}");
    page.rows.into_iter().map(|mut row| row.values.remove(&Field::Name).unwrap()).collect()
}

/// In each tier the newest come first.
async fn hits_come_in_tiers(on: &TestServices) {
    let admin = people(on).await;
    for (typed, expected) in [
        // With marks: these marks first, other ones after them.
        ("đường", vec!["Đường Thị Lan", "Phạm Duong", "Trần Đương", "Dương Văn Minh"]),
        ("Dương", vec!["Dương Văn Minh", "Phạm Duong", "Trần Đương", "Đường Thị Lan"]),
        ("DƯƠNG", vec!["Dương Văn Minh", "Phạm Duong", "Trần Đương", "Đường Thị Lan"]),
        ("Du\u{31b}o\u{31b}ng", vec!["Dương Văn Minh", "Phạm Duong", "Trần Đương", "Đường Thị Lan"]),
        // Without marks: who is written without them, then everybody.
        ("duong", vec!["Phạm Duong", "Trần Đương", "Đường Thị Lan", "Dương Văn Minh"]),
        ("nguyen van a", vec!["Nguyễn Văn Á", "Nguyễn Văn An"]),
        ("Nguyễn  Văn An", vec!["Nguyễn Văn An"]),
        ("nguyễn văn á", vec!["Nguyễn Văn Á", "Nguyễn Văn An"]),
        // Both places of a tone are one.
        ("hoà", vec!["Lê Hòa", "Lê Hoà", "Hoàng Anh Tuấn"]),
        ("Lê Hòa", vec!["Lê Hòa", "Lê Hoà"]),
        ("lê hoà", vec!["Lê Hòa", "Lê Hoà"]),
        // Words that begin so, then parts of words; two letters are too short for a part.
        ("an", vec!["Hoàng Anh Tuấn", "Nguyễn Thị Vân Anh", "Nguyễn Văn An"]),
        ("oan", vec!["Hoàng Anh Tuấn"]),
        ("uye", vec!["Đặng Khuyên", "Nguyễn Thị Vân Anh", "Nguyễn Văn Á", "Nguyễn Văn An"]),
        ("uyên", vec!["Đặng Khuyên", "Nguyễn Thị Vân Anh", "Nguyễn Văn Á", "Nguyễn Văn An"]),
        ("guyen va", vec!["Nguyễn Văn Á", "Nguyễn Văn An"]),
        ("thi lan", vec!["Đường Thị Lan"]),
        ("lan thi", vec![]),
        ("dd", vec![]),
        ("đ", vec!["Đặng Khuyên", "Trần Đương", "Đường Thị Lan", "Phạm Duong", "Dương Văn Minh"]),
    ] {
        let found = names(on, &admin, typed).await;
        assert_eq!(found, expected, "{typed}");
    }
}

async fn phones_are_found_by_any_digits(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "Một"), (Field::Phone, "0905 969 648")]).await;
    on.individual(&admin, [(Field::Name, "Hai"), (Field::OtherPhones, "0321 234 567 / 024 3825 1234")]).await;
    on.individual(&admin, [(Field::Name, "Ba"), (Field::Phone, "0845 123 456")]).await;
    on.individual(&admin, [(Field::Name, "Bốn"), (Field::Phone, "0126 777 4567")]).await;
    on.individual(&admin, [(Field::Name, "Năm"), (Field::Phone, "0912 005 100")]).await;
    for (typed, expected) in [
        ("0905969648", "Một"),
        ("0905 969 648", "Một"),
        ("0905.969.648", "Một"),
        ("(0905) 969-648", "Một"),
        ("+84905969648", "Một"),
        ("84905969648", "Một"),
        ("0084 905 969 648", "Một"),
        ("969648", "Một"),
        ("9696", "Một"),
        ("0905", "Một"),
        ("059", ""),
        ("648", ""),
        ("0321234567", "Hai"),
        ("38251234", "Hai"),
        ("0845", "Ba"),
        ("845123456", "Ba"),
        ("1111", ""),
        // In any form: with a 0 behind the country code, from before 2018, with spaces that a web page had, zeros in front.
        ("+84 (0)905 969 648", "Một"),
        ("+84 (0)905 96", "Một"),
        ("0905\u{a0}969\u{a0}648", "Một"),
        ("\u{200b}0905969648\u{feff}", "Một"),
        ("01267774567", "Bốn"),
        ("+84 126 777 4567", "Bốn"),
        ("0051", "Năm"),
        ("0099", ""),
    ] {
        assert_eq!(names(on, &admin, typed).await.join(" "), expected, "{typed}");
    }
}

async fn codes_and_addresses_are_found_by_their_beginning(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Code, "VIP-1"), (Field::Email, "an@example.com")]).await;
    on.individual(&admin, [(Field::Name, "Vi Pi"), (Field::Email, "hoa.le+1@example.com")]).await;
    for (typed, expected) in [
        ("vip-1", vec!["Lê Hoa"]),
        ("VIP", vec!["Lê Hoa"]),
        ("IP-1", vec![]),
        ("kh00", vec!["Vi Pi"]),
        ("KH000001", vec!["Vi Pi"]),
        ("an@", vec!["Lê Hoa"]),
        ("AN@Example.com", vec!["Lê Hoa"]),
        ("hoa.le+1@example.com", vec!["Vi Pi"]),
        ("example.com", vec![]),
        // Beginnings of codes and addresses stand before names, and nobody stands there twice.
        ("hoa", vec!["Vi Pi", "Lê Hoa"]),
        ("vi", vec!["Lê Hoa", "Vi Pi"]),
    ] {
        assert_eq!(names(on, &admin, typed).await, expected, "{typed}");
    }
}

async fn i_and_y_are_one_where_people_write_both(on: &TestServices) {
    let admin = on.administrator().await;
    for name in ["Nguyễn Văn Quí", "Trần Quý Nam", "Lí Mỹ Kim", "Lý Mĩ An", "Phạm Kim", "Lê Minh"] {
        on.named(&admin, name).await;
    }
    for (typed, expected) in [
        ("quy", vec!["Trần Quý Nam", "Nguyễn Văn Quí"]),
        ("qui", vec!["Trần Quý Nam", "Nguyễn Văn Quí"]),
        ("quý", vec!["Trần Quý Nam", "Nguyễn Văn Quí"]),
        ("quí", vec!["Nguyễn Văn Quí", "Trần Quý Nam"]),
        ("van quy", vec!["Nguyễn Văn Quí"]),
        ("qui nam", vec!["Trần Quý Nam"]),
        ("qui n", vec!["Trần Quý Nam"]),
        ("ly mi", vec!["Lý Mĩ An", "Lí Mỹ Kim"]),
        ("li my k", vec!["Lí Mỹ Kim"]),
        // It is a whole word that is written in two ways: nobody looks for Kim or Minh with a y.
        ("ky", vec![]),
        ("my", vec!["Lý Mĩ An", "Lí Mỹ Kim"]),
    ] {
        assert_eq!(names(on, &admin, typed).await, expected, "{typed}");
        // The same where few records are in reach and no index is asked.
        let own = on.user("Lan").may(Scope::Own, Resource::Individuals, &[Action::View]).sign_in().await;
        assert!(names(on, &own, typed).await.is_empty());
    }
}

async fn nobody_is_found_by_the_id_of_a_lead(on: &TestServices) {
    let admin = on.administrator().await;
    let leads = on.customers(Directory::Leads);
    let made = on.customer(&admin, Directory::Leads, CustomerKind::Individual, [(Field::Name, "Lê Hoa")]).await;
    let begins = made.code.get(..2).unwrap_or_default();
    for typed in [begins, "0", "01"] {
        assert!(leads.suggest(&admin, typed).await.unwrap().is_empty(), "{typed}");
    }
    assert_eq!(leads.suggest(&admin, "hoa").await.unwrap().len(), 1);
}

async fn punctuation_is_no_part_of_a_name(on: &TestServices) {
    let admin = on.administrator().await;
    let written = ["H'Hen Niê", "Zoë Müller-Łęcki", "Lan (Zalo)", "Nguyễn Văn A."];
    for name in written {
        on.named(&admin, name).await;
    }
    for (typed, expected) in [
        ("hen", "H'Hen Niê"),
        ("h'hen", "H'Hen Niê"),
        ("h hen nie", "H'Hen Niê"),
        ("muller", "Zoë Müller-Łęcki"),
        ("Müller-Łęcki", "Zoë Müller-Łęcki"),
        ("müller łęcki", "Zoë Müller-Łęcki"),
        ("lan (zalo)", "Lan (Zalo)"),
        ("zalo", "Lan (Zalo)"),
        ("nguyen van a.", "Nguyễn Văn A."),
        ("van a", "Nguyễn Văn A."),
    ] {
        assert_eq!(names(on, &admin, typed).await, [expected], "{typed}");
    }
}

async fn a_changed_name_is_found_by_the_new_one_alone(on: &TestServices) {
    let admin = on.administrator().await;
    let made = on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Phone, "0905969648")]).await;
    for (field, was, becomes) in [(Field::Name, "Lê Hoa", "Trần Mận"), (Field::Phone, "+84905969648", "0321234567")]
    {
        let version = on.customers(Directory::Individuals).detail(&admin, &made.code).await.unwrap().version;
        let mut change = test_support::change_of(version, field, Some(was), Some(becomes));
        change.without_email = Some(true);
        on.customers(Directory::Individuals).change(&admin, made.id, &change).await.unwrap();
    }
    for (typed, hits) in [("hoa", 0), ("le h", 0), ("0905", 0), ("man", 1), ("trầ", 1), ("ran m", 1), ("1234567", 1)]
    {
        assert_eq!(names(on, &admin, typed).await.len(), hits, "{typed}");
    }
}

async fn filters_narrow_a_search(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "Lê Hoa"), (Field::Gender, "Nữ")]).await;
    on.individual(&admin, [(Field::Name, "Trần Hoa"), (Field::Gender, "Nam")]).await;
    let women = ListState { filters: [(Field::Gender, "female".to_owned())].into(), ..search("hoa") };
    let page = on.customers(Directory::Individuals).list(&admin, &women).await.unwrap();
    assert_eq!(codes(&page), ["KH000001"]);
    assert_eq!(on.customers(Directory::Individuals).count(&admin, &women).await.unwrap().records, 1);
}

async fn suggestions_are_the_first_hits(on: &TestServices) {
    let admin = people(on).await;
    let hits = on.customers(Directory::Individuals).suggest(&admin, "đường").await.unwrap();
    let names: Vec<_> = hits.iter().map(|hit| hit.name.as_str()).collect();
    assert_eq!(names, ["Đường Thị Lan", "Phạm Duong", "Trần Đương", "Dương Văn Minh"]);
    assert_eq!(hits[0].code, "KH000002");
    assert_eq!(hits[0].phone, None);
    assert!(on.customers(Directory::Individuals).suggest(&admin, " ").await.unwrap().is_empty());
    services::seed::seed_list(on, Directory::Individuals, 30, 1, |_| {}).await.unwrap();
    assert_eq!(on.customers(Directory::Individuals).suggest(&admin, "kh").await.unwrap().len(), 8);
}

async fn nothing_that_is_typed_is_an_error(on: &TestServices) {
    let admin = people(on).await;
    let long = "a".repeat(10_240);
    let words = "nguyễn văn ".repeat(1_000);
    let digits = "0905".repeat(20_000);
    let quotes = "\"".repeat(10_240);
    for typed in [
        "\"",
        "'",
        "*",
        "a*",
        "\"a",
        "a\"b\"",
        "nguyen\"",
        "NEAR(a b)",
        "a AND b",
        "a OR b",
        "NOT a",
        "words:a",
        "{words}:a",
        "marked:\"a\"",
        "^a",
        "a + b",
        "(a",
        "a)",
        "-a",
        "%",
        "_",
        "a%",
        "%a%",
        "n_uyen",
        "\\",
        "a\\",
        "\\%",
        "' OR '1'='1",
        "';--",
        ":*",
        "a:*",
        "a & b",
        "a | b",
        "!a",
        "<->",
        "a <-> b",
        "\0",
        "a\0b",
        "0905\0",
        "\u{1f600}",
        "\u{200d}",
        "\u{301}",
        "a\u{301}",
        "\u{202e}abc",
        "\u{feff}",
        "\n",
        "a\tb",
        "김",
        "สมชาย",
        "ﷺ",
        "ß",
        "İ",
        "ǆ",
        "\u{10ffff}",
        "$1",
        "?",
        "?1",
        ":a",
        "@a",
        "{}",
        "{0}",
        long.as_str(),
        words.as_str(),
        digits.as_str(),
        quotes.as_str(),
    ] {
        let shown: String = typed.chars().take(20).collect();
        let page = on.customers(Directory::Individuals).list(&admin, &search(typed)).await;
        assert!(page.is_ok(), "{shown:?}: {page:?}");
        assert!(on.customers(Directory::Individuals).count(&admin, &search(typed)).await.is_ok(), "{shown:?}");
        assert!(on.customers(Directory::Individuals).suggest(&admin, typed).await.is_ok(), "{shown:?}");
        for field in [Field::Name, Field::Phone, Field::Code, Field::Email, Field::Source, Field::Owner, Field::Gender]
        {
            let filters = [(field, typed.to_owned())].into();
            let filtered =
                on.customers(Directory::Individuals).list(&admin, &ListState { filters, ..ListState::default() }).await;
            assert!(filtered.is_ok(), "{} {shown:?}: {filtered:?}", field.key());
        }
        let missing = on.customers(Directory::Individuals).detail(&admin, typed).await;
        assert_eq!(crate::support::refusal(missing), domain::AppError::NotFound, "{shown:?}");
    }
    assert!(names(on, &admin, "n_uyen").await.is_empty(), "a wildcard of LIKE is a sign like others");
    assert!(names(on, &admin, "h%a").await.is_empty());
}

async fn pages_of_hits_go_both_ways(on: &TestServices) {
    let admin = on.administrator().await;
    services::seed::seed_list(on, Directory::Individuals, 300, 1, |_| {}).await.unwrap();
    // Tier 0 (addresses that begin so), 1 and 2 (words), 3 (parts of words) all have hits, over several pages.
    for name in ["Thi", "Thì Thi", "Mathi Thi", "Mathi", "Athi Bathi"] {
        on.named(&admin, name).await;
    }
    for typed in ["thi", "nguyen", "th", "0", "thị", "ng", "kh0001"] {
        let forwards = walk(on, &admin, typed, true).await;
        let mut backwards = walk(on, &admin, typed, false).await;
        backwards.reverse();
        assert_eq!(forwards, backwards, "{typed}");
        let each: std::collections::BTreeSet<_> = forwards.iter().collect();
        assert_eq!(each.len(), forwards.len(), "{typed}: nobody twice");
        let count = on.customers(Directory::Individuals).count(&admin, &search(typed)).await.unwrap();
        assert_eq!(count.records, forwards.len() as u64, "{typed}");
    }
}

/// The codes of all pages, from the first to the last or from the last to the first.
async fn walk(on: &TestServices, actor: &Actor, typed: &str, forwards: bool) -> Vec<String> {
    let mut state = search(typed);
    let mut found = Vec::new();
    if !forwards {
        // The last page is reached by going forwards without looking.
        loop {
            let page = on.customers(Directory::Individuals).list(actor, &state).await.unwrap();
            let Some(after) = page.after else {
                found.extend(codes(&page).into_iter().rev().map(str::to_owned));
                let Some(before) = page.before else { return found };
                state.place = Place::Before(before);
                break;
            };
            state.place = Place::After(after);
        }
    }
    loop {
        let page = on.customers(Directory::Individuals).list(actor, &state).await.unwrap();
        let mut rows: Vec<String> = codes(&page).into_iter().map(str::to_owned).collect();
        if !forwards {
            rows.reverse();
        }
        found.extend(rows);
        let next = if forwards { page.after.map(Place::After) } else { page.before.map(Place::Before) };
        let Some(next) = next else { return found };
        state.place = next;
    }
}

async fn papers_are_found_by_those_who_may_see_them(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "Trần An"), (Field::IdNumber, "079190057032")]).await;
    on.individual(&admin, [(Field::Name, "Lê Bình"), (Field::IdNumber, "079190057033")]).await;
    for (typed, found) in [("7032", 1), ("079190057032", 1), ("0791 9005 7033", 1), ("9005", 0), ("07919005", 0)] {
        assert_eq!(names(on, &admin, typed).await.len(), found, "{typed}");
    }
    let reader = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    for typed in ["7032", "079190057032"] {
        assert!(names(on, &reader, typed).await.is_empty(), "{typed}");
        assert!(on.customers(Directory::Individuals).suggest(&reader, typed).await.unwrap().is_empty());
    }
}

async fn hits_of_all_lists_are_counted_and_mixed_by_tier(on: &TestServices) {
    let admin = on.administrator().await;
    on.named(&admin, "Nguyễn Sông Hồng").await;
    let texts = [(Field::Name, "Công ty Song Hong"), (Field::TaxCode, "0100233488")];
    on.customer(&admin, Directory::Organizations, CustomerKind::Organization, texts).await;
    on.some_customer(&admin, Directory::Leads, "Hồng Sông").await;
    let hits = on.services().suggest_customers(&admin, "sông hồng").await.unwrap();
    let found: Vec<_> = hits.iter().map(|hit| (hit.directory, hit.name.as_str())).collect();
    let expected = [(Directory::Individuals, "Nguyễn Sông Hồng"), (Directory::Organizations, "Công ty Song Hong")];
    assert_eq!(found, expected, "who is written with the typed marks comes first");
    let counts = async |actor: &Actor, typed: &str| {
        let counts = on.services().count_hits(actor, typed).await.unwrap();
        counts.into_iter().map(|(directory, count)| (directory, count.records)).collect::<Vec<_>>()
    };
    use Directory::{Individuals, Leads, Organizations, Teams};
    assert_eq!(counts(&admin, "song hong").await, [(Individuals, 1), (Organizations, 1), (Teams, 0), (Leads, 0)]);
    assert_eq!(counts(&admin, "0100 2334").await, [(Individuals, 0), (Organizations, 1), (Teams, 0), (Leads, 0)]);

    let reader = on.user("Lan").may(Scope::All, Resource::Leads, &[Action::View]).sign_in().await;
    assert_eq!(counts(&reader, "hong song").await, [(Leads, 1)], "of other lists not even a number is told");
    assert!(on.services().suggest_customers(&reader, "song hong").await.unwrap().is_empty());
    let nobody = on.user("Hoa").sign_in().await;
    let forbidden = AppError::Forbidden { action: Action::View, resource: Resource::Individuals };
    assert_eq!(refusal(on.services().suggest_customers(&nobody, "hong").await), forbidden);
    assert_eq!(refusal(on.services().count_hits(&nobody, "hong").await), forbidden);
}
