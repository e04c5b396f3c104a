//! Files on their way in, honest and hostile ones.

use domain::{
    AppError,
    import::wizard::{ImportStatus, MAX_UPLOAD_BYTES, RowFilter},
};
use test_support::{TestServices, each_database};

use crate::{
    desk::{Desk, sample},
    support::refusal,
};

each_database!(
    an_upload_that_breaks_off_leaves_nothing_behind,
    a_file_has_a_limit,
    what_is_no_spreadsheet_is_refused,
    a_formula_is_its_value,
    files_are_the_servers_own,
    old_imports_are_cleared_away,
);

fn folders(on: &TestServices) -> usize {
    std::fs::read_dir(on.data_folder().join("imports")).map_or(0, Iterator::count)
}

async fn an_upload_that_breaks_off_leaves_nothing_behind(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let mut upload = desk.services.imports().begin(&desk.actor, "a.csv", None).await.unwrap();
    upload.write(b"Ho ten\nAn\n").await.unwrap();
    assert_eq!(folders(on), 1);
    drop(upload);
    assert_eq!(folders(on), 0);
    assert!(desk.services.imports().list(&desk.actor).await.unwrap().is_empty());
}

async fn a_file_has_a_limit(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let imports = desk.services.imports();
    let told = imports.begin(&desk.actor, "a.csv", Some(MAX_UPLOAD_BYTES + 1)).await;
    assert_eq!(refusal(told.map(|_| ())), AppError::TooLarge);
    // What the browser says does not count.
    let mut upload = imports.begin(&desk.actor, "a.csv", Some(10)).await.unwrap();
    let chunk = vec![b'a'; 1024 * 1024];
    for _ in 0..MAX_UPLOAD_BYTES / 1024 / 1024 {
        upload.write(&chunk).await.unwrap();
    }
    assert_eq!(refusal(upload.write(b"a").await), AppError::TooLarge);
    drop(upload);
    assert_eq!(folders(on), 0);
}

async fn what_is_no_spreadsheet_is_refused(on: &TestServices) {
    let desk = Desk::without_jobs(on, &on.administrator().await);
    let sample = |name: &str| std::fs::read(sample(name)).unwrap();
    let xlsx = sample("01_ca_nhan_sach.xlsx");
    let files = [
        ("not_a_spreadsheet", b"%PDF-1.7 \x00\x01\x02".to_vec()),
        ("empty_file", Vec::new()),
        ("old_format", sample("06_le_tan.xls")),
        ("open_document", sample("07_so_khach.ods")),
        ("not_utf8", sample("08b_ban_cu_1258.csv")),
        ("damaged", xlsx[..xlsx.len() / 2].to_vec()),
    ];
    for (reason, bytes) in files {
        let state = desk.upload("a.xlsx", &bytes).await;
        assert_eq!((state.status, state.reason.as_deref()), (ImportStatus::Refused, Some(reason)));
        assert!(i18n::reasons::by_code(i18n::Locale::Vi, reason).is_some());
        let answer = desk.services.imports().sheets(&desk.actor, state.id).await;
        assert_eq!(refusal(answer), AppError::NotFound);
    }
    assert_eq!(folders(on), 0, "nobody needs a refused file");
    assert_eq!(desk.services.imports().list(&desk.actor).await.unwrap().len(), 6);
}

/// Text that looks like a formula is text; it comes back as it was.
async fn a_formula_is_its_value(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file = "Họ tên,Ghi chú\n\"=cmd|' /C calc'!A0\",\"'=1+1\"\n@SUM(A1),\"+84 905\"\n";
    let done = desk.import("a.csv", file.as_bytes()).await;
    assert_eq!(done.counts.created, 2);
    let rows = desk.rows(done.id, RowFilter::All).await;
    assert_eq!(rows[0].name.as_deref(), Some("=cmd|' /C calc'!A0"));
    let record = super::bearer(on, rows[0].code.as_deref().unwrap()).await;
    assert_eq!(record.note, "=1+1");
}

async fn files_are_the_servers_own(on: &TestServices) {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", super::people(3).as_bytes()).await.id;
    desk.check(id).await;
    let folder = on.data_folder().join("imports").join(id.to_string());
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

/// After a month files and verdicts go.
async fn old_imports_are_cleared_away(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    desk.import("a.csv", super::people(5).as_bytes()).await;
    desk.stop_jobs().await;
    assert_eq!(folders(on), 1);
    on.clock.advance(chrono::TimeDelta::days(31));
    desk.run_jobs();
    let gone = async {
        while folders(on) > 0 || !desk.services.imports().list(&desk.actor).await.unwrap().is_empty() {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), gone).await.unwrap();
    assert_eq!(super::customers(on).await, 5);
}
