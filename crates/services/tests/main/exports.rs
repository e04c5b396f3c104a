//! The export: what is in the file, who may have it, and for how long.

use std::{ops::ControlFlow, path::Path, time::Duration};

use chrono::{NaiveDate, TimeDelta};
use domain::{
    AppError,
    customer::Directory,
    customer::Field,
    export::{ExportColumns, ExportFormat, ExportRequest, ExportStatus},
    import::wizard::{ImportStatus, RowFilter},
    list::ListState,
    permission::{Action, Resource},
    user::UserInput,
};
use entities::{audit_entry, audit_value, export};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use services::authz::Actor;
use sheets::{Cell, Limits, Selection, workbook};
use test_support::{Scope, TestServices, each_database};

use crate::{
    desk::{Desk, sample},
    support::{faults, refusal},
};

each_database!(
    what_was_exported_comes_back_unchanged,
    masked_columns_change_nothing,
    a_file_in_english_comes_back,
    text_stays_text,
    the_list_is_exported_as_it_is_shown,
    a_sheet_tells_who_and_what,
    a_sheet_names_nobody_out_of_reach,
    an_advanced_filter_narrows_the_file_and_is_told,
    only_the_own_branch_is_exported,
    a_file_goes_when_the_reach_is_narrowed,
    nobody_exports_without_the_right,
    what_is_unmasked_needs_its_cell_and_a_reason,
    what_leaves_wants_a_fresh_confirmation,
    a_file_is_its_users_alone,
    a_file_expires,
    rights_taken_away_stop_an_export,
    a_cancelled_export_leaves_no_file,
);

fn request(format: ExportFormat) -> ExportRequest {
    ExportRequest { format, ..ExportRequest::default() }
}

fn columns<const N: usize>(fields: [Field; N]) -> ExportColumns {
    ExportColumns::These(fields.to_vec())
}

/// All people of a sample, exported in full and imported again: nothing changes.
async fn what_was_exported_comes_back_unchanged(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    for name in ["01_ca_nhan_sach.xlsx", "09_english.xlsx"] {
        import_with_new_labels(&desk, name).await;
    }
    for format in [ExportFormat::Xlsx, ExportFormat::Csv] {
        let request = ExportRequest { unmasked: true, reason: "Thử lại".to_owned(), ..request(format) };
        comes_back(&desk, &request, 296).await;
    }
}

async fn masked_columns_change_nothing(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    on.individual(
        &desk.actor,
        [(Field::Name, "An"), (Field::IdNumber, "079182057032"), (Field::MonthlyIncome, "5_10")],
    )
    .await;
    comes_back(&desk, &request(ExportFormat::Xlsx), 1).await;
    comes_back(&desk, &request(ExportFormat::Csv), 1).await;
}

async fn a_file_in_english_comes_back(on: &TestServices) {
    let admin = on.administrator().await;
    let profile = domain::account::Profile {
        full_name: "Admin".to_owned(),
        preferences: domain::account::Preferences { language: "en".to_owned(), ..Default::default() },
    };
    on.accounts().save_profile(&admin, &profile).await.unwrap();
    let desk = Desk::new(on, &admin);
    let values = [
        (Field::Name, "An"),
        (Field::Gender, "female"),
        (Field::MonthlyIncome, "5_10"),
        (Field::JourneyStage, "return"),
        (Field::DateOfBirth, "1990-04-21"),
        (Field::OtherPhones, "0905000001; 0905000002"),
        (Field::Note, "một\nhai"),
    ];
    on.individual(&admin, values).await;
    let request = ExportRequest { unmasked: true, reason: "x".to_owned(), ..request(ExportFormat::Xlsx) };
    let rows = rows(&desk.exported_file(&request).await, "Individual customers");
    let at = |heading: &str| rows[0].iter().position(|cell| *cell == text(heading)).unwrap();
    assert_eq!(rows[1][at("Gender")], text("Female"));
    assert_eq!(rows[1][at("Note")], text("một\nhai"));
    comes_back(&desk, &request, 1).await;
}

/// What spreadsheet programs would run as a formula.
async fn text_stays_text(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let payloads =
        ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://x\",\"y\")", "＝1+1", "'=1"];
    for (number, payload) in payloads.iter().enumerate() {
        let note = format!("{payload} ; {number}");
        on.individual(&desk.actor, [(Field::Name, payload), (Field::Note, note.as_str()), (Field::Address, payload)])
            .await;
    }
    let xlsx = desk.exported_file(&request(ExportFormat::Xlsx)).await;
    let names: Vec<Cell> = rows(&xlsx, "Khách hàng cá nhân").into_iter().flatten().collect();
    for payload in payloads {
        assert!(names.contains(&text(payload)), "{payload}");
    }
    let csv = desk.exported_file(&request(ExportFormat::Csv)).await;
    let bytes = std::fs::read(&csv).unwrap();
    assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
    let lines = String::from_utf8(bytes).unwrap();
    for cell in lines.lines().flat_map(|line| line.split("\",\"")) {
        let first = cell.trim_start_matches('"').chars().next().unwrap_or_default();
        assert!(!matches!(first, '=' | '+' | '-' | '@' | '＝'), "{cell}");
    }
    comes_back(&desk, &request(ExportFormat::Xlsx), payloads.len() as u64).await;
    comes_back(&desk, &request(ExportFormat::Csv), payloads.len() as u64).await;
}

async fn the_list_is_exported_as_it_is_shown(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    for (name, phone, born) in [
        ("Trần Văn Bình", "0905000002", "1990-04-21"),
        ("Nguyễn Văn An", "0905000001", "1991-05-22"),
        ("Lê Thị Châu", "02438251234", "1992-06-23"),
    ] {
        on.individual(&desk.actor, [(Field::Name, name), (Field::Phone, phone), (Field::DateOfBirth, born)]).await;
    }
    let state = ListState::from_pairs(Directory::Individuals, [("phone", "0905"), ("sort", "name"), ("after", "1.00")]);
    let shown = columns([Field::Phone, Field::Name, Field::DateOfBirth, Field::Name]);
    let request = ExportRequest { state, columns: shown.clone(), ..ExportRequest::default() };
    let file = desk.exported_file(&request).await;
    let day = |day: &str| Cell::DateTime(day.parse::<NaiveDate>().unwrap().into());
    assert_eq!(
        rows(&file, "Khách hàng cá nhân"),
        [
            vec![text("Số điện thoại"), text("Họ tên"), text("Ngày sinh")],
            vec![text("090 500 00 01"), text("Nguyễn Văn An"), day("1991-05-22")],
            vec![text("090 500 00 02"), text("Trần Văn Bình"), day("1990-04-21")],
        ]
    );
    let state = ListState { search: "van".to_owned(), ..ListState::default() };
    let request = ExportRequest { state, columns: shown, ..ExportRequest::default() };
    let file = desk.exported_file(&request).await;
    let names: Vec<Cell> = rows(&file, "Khách hàng cá nhân").into_iter().map(|cells| cells[1].clone()).collect();
    assert_eq!(names, [text("Họ tên"), text("Nguyễn Văn An"), text("Trần Văn Bình")]);

    // What a name is called goes by whose it is.
    for (directory, sheet, name) in [
        (Directory::Organizations, "Khách hàng tổ chức", "Tên tổ chức"),
        (Directory::Teams, "Khách hàng nhóm", "Tên nhóm"),
        (Directory::Leads, "Liên hệ", "Tên"),
    ] {
        let (state, columns) = (ListState::whole(directory), columns([Field::Name, Field::Phone]));
        let request = ExportRequest { state, columns, ..ExportRequest::default() };
        let file = desk.exported_file(&request).await;
        assert_eq!(rows(&file, sheet)[0], [text(name), text("Số điện thoại")]);
    }
}

async fn a_sheet_tells_who_and_what(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    on.named(&desk.actor, "Nguyễn Văn An").await;
    let state = ListState::from_pairs(Directory::Individuals, [("q", "nguyen"), ("gender", "male")]);
    let request = ExportRequest { state, ..ExportRequest::default() };
    let done = desk.export(&request).await;
    assert_eq!((done.rows_done, done.rows_total), (0, 0));
    assert_eq!(done.file_name, "khach-hang-ca-nhan-20261122-0900.xlsx");
    let file = desk.services.exports().open(&desk.actor, done.id).await.unwrap();
    let lines = rows(&file.path, "Thông tin tệp");
    let told = |label: &str| lines.iter().find(|line| line[0] == text(label)).map(|line| line[1].clone());
    assert_eq!(told("Người xuất"), Some(text("Quản Trị")));
    assert_eq!(told("Thời điểm xuất"), Some(text("22/11/2026 09:00")));
    assert_eq!(told("Bộ lọc"), Some(text("“nguyen”; Giới tính: Nam")));
    assert_eq!(told("Mục được che"), Some(text("Thu nhập hằng tháng, Số CCCD / hộ chiếu")));
    assert_eq!(told("Số dòng"), Some(text("0")));
}

/// An address may say anything: who is out of reach gets no name by it.
async fn a_sheet_names_nobody_out_of_reach(on: &TestServices) {
    let (here, there) = (on.branch("Huế").await, on.branch("Vinh").await);
    let far = on.user("Người Ở Xa").in_branch(there).create().await;
    let clerk = on.user("Lan").in_branch(here).may(Scope::Branch, Resource::Individuals, &[Action::Export]);
    let (clerk, admin) = (clerk.sign_in().await, on.administrator().await);
    let owner = far.to_string();
    on.individual(&admin, [(Field::Name, "An"), (Field::Owner, &owner), (Field::Branch, &there.to_string())]).await;
    for (who, named) in [(&clerk, false), (&admin, true)] {
        let state = ListState::from_pairs(Directory::Individuals, [("owner", owner.as_str())]);
        let request = ExportRequest { state, ..ExportRequest::default() };
        let file = Desk::new(on, who).exported_file(&request).await;
        let told = format!("{:?}", rows(&file, "Thông tin tệp"));
        assert_eq!(told.contains("Người Ở Xa"), named, "{told}");
    }
}

async fn an_advanced_filter_narrows_the_file_and_is_told(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let owner = desk.actor.user.to_string();
    on.individual(&desk.actor, [(Field::Name, "An"), (Field::Gender, "male"), (Field::Phone, "0905000001")]).await;
    on.individual(&desk.actor, [(Field::Name, "Bình"), (Field::Gender, "male")]).await;
    on.individual(&desk.actor, [(Field::Name, "Châu"), (Field::Gender, "female")]).await;
    let any = format!("any(phone.filled~owner.is_not.{owner})");
    let advanced = format!("gender.is.male~{any}~created_at.between.2026-11-01..2026-11-30~created_at.last.7");
    let state = ListState { advanced, ..ListState::default() };
    let done = desk.export(&ExportRequest { state, ..ExportRequest::default() }).await;
    assert_eq!(done.rows_done, 1);
    let file = desk.services.exports().open(&desk.actor, done.id).await.unwrap();
    let lines = rows(&file.path, "Thông tin tệp");
    let told = lines.iter().find(|line| line[0] == text("Bộ lọc")).map(|line| line[1].clone());
    let expected = "Giới tính là Nam; (Số điện thoại đã có hoặc Người phụ trách không phải là Quản Trị); \
                    Ngày tạo trong khoảng 01/11/2026–30/11/2026; Ngày tạo trong 7 ngày gần đây";
    assert_eq!(told, Some(text(expected)));
    let wrong = ListState { advanced: "gender.is.nam".to_owned(), ..ListState::default() };
    let wrong = ExportRequest { state: wrong, ..ExportRequest::default() };
    let refused = desk.services.exports().request(&desk.actor, &wrong).await;
    assert_eq!(faults(refused), ["advanced.0: unknown_value"]);
}

async fn only_the_own_branch_is_exported(on: &TestServices) {
    let (here, there) = (on.branch("Hà Nội").await, on.branch("Huế").await);
    let admin = on.administrator().await;
    for (name, branch) in [("An", here), ("Bình", there)] {
        on.individual(&admin, [(Field::Name, name), (Field::Branch, branch.to_string().as_str())]).await;
    }
    let clerk = on
        .user("Lan")
        .in_branch(here)
        .may(Scope::Branch, Resource::Individuals, &[Action::Export])
        .may(Scope::All, Resource::Individuals, &[Action::View])
        .sign_in()
        .await;
    let desk = Desk::new(on, &clerk);
    let request = ExportRequest { columns: columns([Field::Name]), ..ExportRequest::default() };
    let found = rows(&desk.exported_file(&request).await, "Khách hàng cá nhân");
    assert_eq!(found, [[text("Họ tên")], [text("An")]]);
}

/// The file outlives the reach that it was made with.
async fn a_file_goes_when_the_reach_is_narrowed(on: &TestServices) {
    let here = on.branch("Hà Nội").await;
    let cells = [Action::View, Action::Export];
    let clerk = on.user("Lan").in_branch(here).may(Scope::Branch, Resource::Individuals, &cells).sign_in().await;
    let desk = Desk::new(on, &clerk);
    let id = desk.export(&ExportRequest::default()).await.id;
    desk.services.exports().open(&clerk, id).await.unwrap();
    let admin = on.administrator().await;
    let before = on.users().detail(&admin, clerk.user).await.unwrap();
    let moved = UserInput { branches: vec![on.branch("Huế").await], ..before.input };
    on.users().change(&admin, clerk.user, before.version, &moved).await.unwrap();
    assert_eq!(refusal(desk.services.exports().open(&clerk, id).await), AppError::NotFound);
}

async fn nobody_exports_without_the_right(on: &TestServices) {
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View]).sign_in().await;
    let desk = Desk::without_jobs(on, &clerk);
    let missing = AppError::Forbidden { action: Action::Export, resource: Resource::Individuals };
    assert_eq!(refusal(desk.services.exports().request(&clerk, &ExportRequest::default()).await), missing);
    assert_eq!(refusal(desk.services.exports().list(&clerk).await), missing);
}

async fn what_is_unmasked_needs_its_cell_and_a_reason(on: &TestServices) {
    let admin = on.administrator().await;
    on.individual(&admin, [(Field::Name, "An"), (Field::IdNumber, "079182057032"), (Field::MonthlyIncome, "5_10")])
        .await;
    let clerk = on.user("Lan").may(Scope::All, Resource::Individuals, &[Action::View, Action::Export]).sign_in().await;
    let columns = columns([Field::IdNumber, Field::MonthlyIncome]);
    let masked = ExportRequest { columns, ..ExportRequest::default() };
    let unmasked = ExportRequest { unmasked: true, reason: "Khai báo tạm trú".to_owned(), ..masked.clone() };

    let desk = Desk::new(on, &clerk);
    let missing = AppError::Forbidden { action: Action::View, resource: Resource::PersonalIds };
    assert_eq!(refusal(desk.services.exports().request(&clerk, &unmasked).await), missing);
    let found = rows(&desk.exported_file(&masked).await, "Khách hàng cá nhân");
    assert_eq!(found[1], [text("•••••••••032"), text("•••••")]);

    let desk = Desk::new(on, &admin);
    let silent = ExportRequest { reason: " ".to_owned(), ..unmasked.clone() };
    assert_eq!(faults(desk.services.exports().request(&admin, &silent).await), ["reason: reason_required"]);
    let found = rows(&desk.exported_file(&unmasked).await, "Khách hàng cá nhân");
    assert_eq!(found[1], [text("079182057032"), text("5 đến 10 triệu ₫")]);
    let told = told(on, &admin).await;
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|(_, values)| values.contains("Khai báo tạm trú") && values.contains("\"rows\":1")));
    assert_eq!((told[0].0.as_str(), told[1].0.as_str()), ("exported", "unmasked"));
}

async fn what_leaves_wants_a_fresh_confirmation(on: &TestServices) {
    let admin = on.administrator().await;
    on.clock.advance(TimeDelta::minutes(4));
    on.exports().request(&admin, &request(ExportFormat::Csv)).await.unwrap();
    on.clock.advance(TimeDelta::minutes(1));
    let late = on.exports().request(&admin, &request(ExportFormat::Csv)).await;
    assert_eq!(refusal(late), AppError::Unconfirmed);
}

async fn a_file_is_its_users_alone(on: &TestServices) {
    let (one, other) = (on.administrator().await, on.administrator().await);
    let desk = Desk::new(on, &one);
    let id = desk.export(&ExportRequest::default()).await.id;
    let exports = desk.services.exports();
    assert_eq!(refusal(exports.open(&other, id).await), AppError::NotFound);
    assert_eq!(refusal(exports.state(&other, id).await), AppError::NotFound);
    assert_eq!(refusal(exports.cancel(&other, id).await), AppError::NotFound);
    assert!(exports.list(&other).await.unwrap().is_empty());
    assert_eq!(exports.list(&one).await.unwrap().len(), 1);
    on.take_roles_from(one.user).await;
    let missing = AppError::Forbidden { action: Action::Export, resource: Resource::Individuals };
    assert_eq!(refusal(exports.open(&one, id).await), missing);
}

async fn a_file_expires(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    let id = desk.export(&ExportRequest::default()).await.id;
    let path = desk.services.exports().open(&desk.actor, id).await.unwrap().path;
    desk.stop_jobs().await;
    on.clock.advance(TimeDelta::hours(24));
    assert_eq!(refusal(desk.services.exports().open(&desk.actor, id).await), AppError::NotFound);
    assert!(path.exists());
    desk.run_jobs();
    let state = desk.exported(id, |state| state.status == ExportStatus::Expired).await;
    assert_eq!(state.status, ExportStatus::Expired);
    assert!(!path.exists());
}

async fn rights_taken_away_stop_an_export(on: &TestServices) {
    let admin = on.administrator().await;
    let mut desk = Desk::without_jobs(on, &admin);
    let id = desk.services.exports().request(&admin, &ExportRequest::default()).await.unwrap().id;
    on.take_roles_from(admin.user).await;
    desk.run_jobs();
    let failed = async {
        loop {
            let row = export::Entity::find_by_id(id.0).one(on.database().writer()).await.unwrap().unwrap();
            if row.status == ExportStatus::Failed.key() {
                return row;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let row = tokio::time::timeout(Duration::from_secs(10), failed).await.unwrap();
    assert_eq!(row.reason, "rights_lost");
    assert_eq!(files(on), 0);
}

async fn a_cancelled_export_leaves_no_file(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    let exports = desk.services.clone();
    let exports = exports.exports();
    let id = exports.request(&desk.actor, &ExportRequest::default()).await.unwrap().id;
    assert_eq!(exports.cancel(&desk.actor, id).await.unwrap().status, ExportStatus::Cancelled);
    desk.run_jobs();
    let other = desk.export(&ExportRequest::default()).await;
    assert_eq!(other.status, ExportStatus::Ready);
    assert_eq!(desk.exported(id, |_| true).await.status, ExportStatus::Cancelled);
    assert_eq!(files(on), 1);
}

fn files(on: &TestServices) -> usize {
    std::fs::read_dir(on.data_folder().join("exports")).map_or(0, Iterator::count)
}

/// Exports, and imports the file by the guessed plan: every row must say what stands there already.
async fn comes_back(desk: &Desk, request: &ExportRequest, count: u64) {
    let file = desk.exported_file(request).await;
    let name = format!("again.{}", request.format.extension());
    let uploaded = desk.upload(&name, &std::fs::read(&file).unwrap()).await;
    assert_eq!(uploaded.status, ImportStatus::Ready);
    let mapped = uploaded.plan.unwrap().columns.into_iter().flatten().count();
    let fields = request.columns.fields(request.state.directory);
    assert_eq!(mapped, fields.iter().filter(|field| domain::import::fields().any(|read| read == **field)).count());
    let checked = desk.check(uploaded.id).await;
    let rows = desk.rows(uploaded.id, RowFilter::All).await;
    let others: Vec<_> = rows.iter().filter(|row| row.verdict.key() != "unchanged").take(3).collect();
    assert_eq!(checked.counts.unchanged, count, "{others:?}");
    assert!(others.is_empty(), "{others:?}");
}

/// Imports a sample; its words become the catalogs'.
async fn import_with_new_labels(desk: &Desk, name: &str) {
    let uploaded = desk.upload_file(&sample(name)).await;
    let mut plan = uploaded.plan.unwrap();
    plan.unknown_catalog_value = domain::import::UnknownCatalogValue::Create;
    plan.likely_duplicates = domain::import::LikelyDuplicates::Create;
    desk.plan(uploaded.id, &plan).await;
    desk.check(uploaded.id).await;
    assert_eq!(desk.write(uploaded.id).await.status, ImportStatus::Finished);
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// The rows of a sheet.
fn rows(path: &Path, sheet: &str) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    let selection = Selection { sheet: sheet.to_owned(), from_row: 1, to_row: None, separator: None };
    workbook::read_rows(path, &selection, &Limits::default(), |_, cells| {
        rows.push(cells);
        ControlFlow::Continue(())
    })
    .unwrap();
    rows
}

/// What the audit trail says of somebody's exports: event, and values.
async fn told(on: &TestServices, actor: &Actor) -> Vec<(String, String)> {
    let writer = on.database().writer();
    let entries = audit_entry::Entity::find()
        .filter(audit_entry::Column::ActorId.eq(actor.user.0))
        .filter(audit_entry::Column::Event.is_in(["exported", "unmasked"]))
        .all(writer)
        .await
        .unwrap();
    let mut told = Vec::new();
    for entry in entries {
        let values = audit_value::Entity::find_by_id(entry.seq).one(writer).await.unwrap().unwrap();
        told.push((entry.event, values.values_json));
    }
    told
}
