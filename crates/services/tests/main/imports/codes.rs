//! Codes: given, made, in use, and found twice.

use domain::customer::{Directory, Field};
use domain::import::wizard::{RowFilter, RowVerdict};
use test_support::{TestServices, change_of, each_database};

use super::{bearer, change, customers};
use crate::desk::Desk;

each_database!(
    made_codes_avoid_those_of_the_file,
    a_row_meets_a_record_of_the_same_file,
    rows_take_turns_with_the_same_records,
    a_code_of_the_trash_is_in_use,
);

/// The second row brings the code that the first one would get.
async fn made_codes_avoid_those_of_the_file(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file = "Mã KH,Họ tên\n,An\nKH000001,Bình\n,Châu\nKH000003,Dũng\nKH3,Em\n";
    let done = desk.import("a.csv", file.as_bytes()).await;
    assert_eq!(done.counts.created, 5);
    let rows = desk.rows(done.id, RowFilter::All).await;
    let codes: Vec<_> = rows.iter().map(|row| row.code.as_deref().unwrap()).collect();
    assert_eq!(codes, ["KH000002", "KH000001", "KH000004", "KH000003", "KH3"]);
    assert!(rows.iter().all(|row| row.linked && row.verdict == RowVerdict::Created));
}

/// A row may change what an earlier one has made, in the check as in the real run.
async fn a_row_meets_a_record_of_the_same_file(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file = "Họ tên,Điện thoại,Ghi chú\nAn,0905000001,một\nAn,0905000001,hai\nAn,0905000001,ba\n";
    let uploaded = desk.upload("a.csv", file.as_bytes()).await;
    let mut plan = uploaded.plan.unwrap();
    plan.likely_duplicates = domain::import::LikelyDuplicates::Update;
    desk.plan(uploaded.id, &plan).await;
    let checked = desk.check(uploaded.id).await;
    assert_eq!((checked.counts.created, checked.counts.changed), (1, 2));
    let done = desk.write(uploaded.id).await;
    assert_eq!(done.counts, checked.counts);
    assert_eq!(customers(on).await, 1);
    let record = bearer(on, "KH000001").await;
    assert_eq!((record.note.as_str(), record.version), ("ba", 3));
    let history =
        desk.services.customers(Directory::Individuals).history(&desk.actor, record.id.into(), None).await.unwrap();
    let notes: Vec<_> = history.iter().map(|entry| entry.changes[&Field::Note].clone()).collect();
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(notes, [(text("hai"), text("ba")), (text("một"), text("hai")), (None, text("một"))]);
    assert!(history.iter().all(|entry| entry.event == "imported"));
}

/// Each row finds its record as the rows before have left it.
async fn rows_take_turns_with_the_same_records(on: &TestServices) {
    let admin = on.administrator().await;
    let an = on.individual(&admin, [(Field::Name, "An"), (Field::Phone, "0905000001")]).await;
    let binh = on.individual(&admin, [(Field::Name, "Bình"), (Field::Phone, "0905000002")]).await;
    let desk = Desk::new(on, &admin);
    let file = "Họ tên,Điện thoại,Ghi chú\nAn,0905000001,a\nBình,0905000002,b\nAn,0905000001,c\nBình,0905000002,d\n";
    let uploaded = desk.upload("a.csv", file.as_bytes()).await;
    let mut plan = uploaded.plan.unwrap();
    plan.likely_duplicates = domain::import::LikelyDuplicates::Update;
    desk.plan(uploaded.id, &plan).await;
    desk.check(uploaded.id).await;
    assert_eq!(desk.write(uploaded.id).await.counts.changed, 4);
    for (record, notes) in [(&an, ["a", "c"]), (&binh, ["b", "d"])] {
        let stands = bearer(on, &record.code).await;
        assert_eq!((stands.note.as_str(), stands.version), (notes[1], 3));
        let history = desk.services.customers(Directory::Individuals).history(&admin, record.id, None).await.unwrap();
        let old: Vec<_> = history.iter().take(2).map(|entry| entry.changes[&Field::Note].0.clone()).collect();
        assert_eq!(old, [Some(notes[0].to_owned()), None]);
    }
}

/// What lies in the trash is not changed, and its code is not given away.
async fn a_code_of_the_trash_is_in_use(on: &TestServices) {
    let admin = on.administrator().await;
    let (gone, kept) = (on.named(&admin, "An").await, on.named(&admin, "Bình").await);
    on.customers(Directory::Individuals).trash(&admin, gone.id).await.unwrap();
    on.customers(Directory::Individuals)
        .change(&admin, kept.id, &change_of(1, Field::Phone, None, Some("0905000001")))
        .await
        .unwrap();
    let desk = Desk::new(on, &admin);
    let file = format!("Mã KH,Họ tên,Điện thoại\n{},An,0905000002\n{},Bình,0905000003\n", gone.code, kept.code);
    let done = desk.import("a.csv", file.as_bytes()).await;
    let rows = desk.rows(done.id, RowFilter::All).await;
    assert_eq!((rows[0].verdict, rows[0].faults[0].code.as_str()), (RowVerdict::Error, "code_in_use"));
    assert_eq!(rows[0].faults[0].cell.as_deref(), Some("A2"));
    assert_eq!(change(&rows[1].changes), ["phone: +84905000001 -> +84905000003"]);
}
