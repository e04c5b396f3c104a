//! The result: pages, filters, and the refused rows as a file of their own.

use domain::import::wizard::{ImportStatus, RESULT_PAGE, RowFilter, RowVerdict};
use test_support::{TestServices, each_database};

use super::people;
use crate::desk::{Desk, sample};

each_database!(pages_follow_the_file, refused_rows_can_be_mended, refused_rows_stay_as_they_were);

async fn pages_follow_the_file(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file = people(250) + "Khách,x\nKhách,y\n";
    let done = desk.import("a.csv", file.as_bytes()).await;
    let page = desk.services.imports().rows(&desk.actor, done.id, RowFilter::All, None).await.unwrap();
    assert_eq!((page.rows.len(), page.next), (usize::from(RESULT_PAGE), Some(101)));
    let rows = desk.rows(done.id, RowFilter::All).await;
    assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), (2..=253).collect::<Vec<_>>());
    for (verdict, count) in [(RowVerdict::Created, 250), (RowVerdict::Error, 2), (RowVerdict::Skipped, 0)] {
        let rows = desk.rows(done.id, RowFilter::Verdict(verdict)).await;
        assert_eq!(rows.len(), count);
        assert!(rows.iter().all(|row| row.verdict == verdict));
    }
}

async fn refused_rows_can_be_mended(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file =
        "Danh sách\nHọ tên,Ngày sinh,Ghi chú,Điện thoại\nAn,21/04/1990,a,0905000001\nBình,31/02/1990,b,x\nChâu,,c,12\n";
    let uploaded = desk.upload("a.csv", file.as_bytes()).await;
    desk.check(uploaded.id).await;
    let refused = desk.services.imports().refused(&desk.actor, uploaded.id).await.unwrap();
    assert_eq!(refused.file_name, "cac-dong-loi-20261122-0900.xlsx");
    let again = desk.upload("refused.xlsx", &std::fs::read(&refused.path).unwrap()).await;
    let sheets = desk.services.imports().sheets(&desk.actor, again.id).await.unwrap();
    let rows: Vec<_> = sheets[0].preview.iter().map(|row| row.cells.join("|")).collect();
    assert_eq!(rows[0], "Họ tên|Ngày sinh|Ghi chú|Điện thoại|Lỗi cần sửa");
    assert!(rows[1].starts_with("Bình|31/02/1990|b|x|Ngày sinh (B4): "), "{}", rows[1]);
    assert!(rows[1].contains("; Số điện thoại (D4): "), "{}", rows[1]);
    assert!(rows[2].starts_with("Châu||c|12|Số điện thoại (D5): "), "{}", rows[2]);
    // The column of errors is nobody's field: mended, the file goes as it is.
    let plan = again.plan.unwrap();
    assert_eq!((plan.columns[4], plan.from_row, plan.to_row), (None, 2, 3));
}

/// Numbers stay numbers, days stay days.
async fn refused_rows_stay_as_they_were(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let uploaded = desk.upload_file(&sample("02_ca_nhan_lon_xon.xlsx")).await;
    let checked = desk.check(uploaded.id).await;
    assert_eq!(checked.status, ImportStatus::Checked);
    let refused = desk.services.imports().refused(&desk.actor, uploaded.id).await.unwrap();
    let again = desk.upload("refused.xlsx", &std::fs::read(&refused.path).unwrap()).await;
    let again = desk.check(again.id).await;
    let codes = |rows: Vec<domain::import::wizard::ImportRowView>| -> Vec<String> {
        rows.into_iter().filter_map(|row| row.faults.first().map(|fault| fault.code.clone())).collect()
    };
    let first = codes(desk.rows(uploaded.id, RowFilter::Verdict(RowVerdict::Error)).await);
    let second = codes(desk.rows(again.id, RowFilter::Verdict(RowVerdict::Error)).await);
    let lost_with_the_formula = ["cell_error", "formula_without_value", "duplicate_in_file"];
    let comparable = |codes: Vec<String>| -> Vec<String> {
        codes.into_iter().filter(|code| !lost_with_the_formula.contains(&code.as_str())).collect()
    };
    assert_eq!(comparable(first), comparable(second));
}
