//! How long imports and exports take, by hand:
//! `cargo run --release -p services --example timing -- <customers> <rows> [database url]`.
//!
//! Seeds so many customers, imports a workbook of so many other people, and exports as many. Prints seconds, rows per
//! second, the memory of this process, and how a list page fares meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a tool that is watched")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use domain::{
    UserId,
    export::{ExportFormat, ExportRequest},
    import::wizard::ImportState,
    list::ListState,
};
use entities::{role, user, user_role};
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use services::{Services, authz::Actor, clock::Clock, database::Database, secrets::Secrets};
use sheets::{
    Limits, Parser,
    export::{Column, ColumnKind, ExportCell, SheetNames, TableWriter, XlsxWriter},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |place: usize| arguments.get(place).and_then(|text| text.parse::<u64>().ok());
    let (customers, rows) = (number(0).unwrap_or(0), number(1).unwrap_or(10_000));
    let folder = tempfile::tempdir().unwrap();
    let database = match arguments.get(2) {
        Some(url) => Database::open_url(url).await.unwrap(),
        None => Database::open_file(&folder.path().join("sokhach.db")).await.unwrap(),
    };
    migrations::migrate(database.writer()).await.unwrap();
    let program = std::env::current_exe().unwrap().with_file_name("parse_sheet");
    let services = Services::new(database, Clock::system(), Secrets::new([7; 32]), folder.path().to_owned())
        .with_parser(Parser::new(program, [""; 0], Limits::default()));
    if customers > 0 {
        services::seed::seed(&services, customers, 1, |_| {}).await.unwrap();
    }
    let actor = administrator(&services).await;
    let stop = CancellationToken::new();
    let jobs = tokio::spawn({
        let (services, stop) = (services.clone(), stop.clone());
        async move { services.run_jobs(stop).await }
    });

    let path = folder.path().join("people.xlsx");
    people(&path, rows);
    println!("{customers} customers, {rows} rows, workbook of {} KiB", path.metadata().unwrap().len() / 1024);
    println!("memory before: {}", memory());
    let uploaded = timed("upload and first look", rows, upload(&services, &actor, &path)).await;
    timed("check", rows, checked(&services, &actor, &uploaded)).await;
    let pages = tokio::spawn(list_pages(services.clone(), actor.clone()));
    let written = timed("write", rows, written(&services, &actor, &uploaded)).await;
    pages.abort();
    println!("{:?}, memory {}", written.counts, memory());
    for format in [ExportFormat::Xlsx, ExportFormat::Csv] {
        timed(&format!("export {format:?}"), customers + rows, export(&services, &actor, format)).await;
        println!("memory {}", memory());
    }
    stop.cancel();
    jobs.await.unwrap();
}

async fn timed<T>(what: &str, rows: u64, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let done = work.await;
    let seconds = began.elapsed().as_secs_f64();
    println!("{what}: {seconds:.2} s, {:.0} rows/s", rows as f64 / seconds);
    done
}

async fn upload(services: &Services, actor: &Actor, path: &Path) -> ImportState {
    let mut upload = services.imports().begin(actor, "people.xlsx", None).await.unwrap();
    for chunk in std::fs::read(path).unwrap().chunks(64 * 1024) {
        upload.write(chunk).await.unwrap();
    }
    upload.finish().await.unwrap()
}

async fn checked(services: &Services, actor: &Actor, import: &ImportState) -> ImportState {
    services.imports().check(actor, import.id).await.unwrap();
    settled(services, actor, import).await
}

async fn written(services: &Services, actor: &Actor, import: &ImportState) -> ImportState {
    services.imports().start(actor, import.id).await.unwrap();
    settled(services, actor, import).await
}

async fn settled(services: &Services, actor: &Actor, import: &ImportState) -> ImportState {
    loop {
        let state = services.imports().state(actor, import.id).await.unwrap();
        if !state.status.is_busy() {
            return state;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn export(services: &Services, actor: &Actor, format: ExportFormat) {
    let request = ExportRequest { format, ..ExportRequest::default() };
    let id = services.exports().request(actor, &request).await.unwrap().id;
    while services.exports().state(actor, id).await.unwrap().status.is_busy() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let file = services.exports().open(actor, id).await.unwrap();
    println!("{} with {} KiB", file.file_name, file.path.metadata().unwrap().len() / 1024);
}

/// Reads the first page of the list again and again, and tells every few seconds how long the slowest twentieth took.
async fn list_pages(services: Services, actor: Actor) {
    loop {
        let mut took = Vec::new();
        for _ in 0..100 {
            let began = Instant::now();
            services.individuals().list(&actor, &ListState::default()).await.unwrap();
            took.push(began.elapsed());
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        took.sort();
        println!("  list pages meanwhile: p50 {:?}, p95 {:?}", took[50], took[95]);
    }
}

/// Resident memory now and at its highest; `RssAnon` is without the pages of files, of which the database is one.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let lines = status.lines().filter(|line| ["VmHWM", "RssAnon"].iter().any(|name| line.starts_with(name)));
    lines.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join(", ")
}

async fn administrator(services: &Services) -> Actor {
    let (id, role_id, now, writer) =
        (Uuid::now_v7(), Uuid::now_v7(), services.clock().now(), services.database().writer());
    let account = user::ActiveModel {
        id: Set(id),
        version: Set(1),
        email: Set(format!("{id}@example.com")),
        full_name: Set("Quản Trị".to_owned()),
        status: Set("active".to_owned()),
        password_hash: Set(String::new()),
        branch_id: Set(None),
        department_id: Set(None),
        language: Set("vi".to_owned()),
        theme: Set("light".to_owned()),
        perm_epoch: Set(1),
        last_seen_at: Set(None),
        created_at: Set(now),
        updated_at: Set(now),
    };
    account.insert(writer).await.unwrap();
    let all = role::ActiveModel {
        id: Set(role_id),
        name: Set(role_id.to_string()),
        branch_id: Set(None),
        description: Set(String::new()),
        full_permission: Set(true),
        created_at: Set(now),
    };
    all.insert(writer).await.unwrap();
    user_role::ActiveModel { user_id: Set(id), role_id: Set(role_id) }.insert(writer).await.unwrap();
    Actor::job(UserId(id))
}

/// A workbook of invented people, each with everything by which duplicates are found.
fn people(path: &Path, rows: u64) {
    let headings = ["Họ và tên", "Điện thoại", "E-mail", "Giới tính", "Ngày sinh", "CCCD", "Địa chỉ", "Ghi chú"];
    let columns = headings.map(|heading| Column { heading: heading.to_owned(), kind: ColumnKind::Text, width: 20.0 });
    let names = SheetNames { rows: "Khách".to_owned(), information: "Thông tin".to_owned() };
    let mut writer = XlsxWriter::create(path, names, columns.to_vec()).unwrap();
    let family = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Đặng", "Bùi"];
    let middle = ["Văn", "Thị", "Hữu", "Ngọc", "Thanh", "Minh", "Đức", "Gia", "Quốc", "Mỹ"];
    let given = ["An", "Bình", "Châu", "Dũng", "Giang", "Hà", "Khánh", "Lan", "Nga", "Phúc", "Quân", "Sơn", "Tú", "Vy"];
    let of = |list: &[&str], number: u64| list[usize::try_from(number % list.len() as u64).unwrap()].to_owned();
    for row in 0..rows {
        let name = format!("{} {} {}", of(&family, row), of(&middle, row / 10), of(&given, row / 7));
        let day = chrono::NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + chrono::Days::new(row * 37 % 20_000);
        let text = |text: String| ExportCell::Text(text);
        let cells = [
            text(name),
            text(format!("097{:07}", row)),
            text(format!("people{row}@example.com")),
            text(if row % 2 == 0 { "Nam" } else { "Nữ" }.to_owned()),
            ExportCell::Date(day),
            text(format!("079{:09}", row)),
            text(format!("{} Lê Lợi, Phường Bến Thành, Thành phố Hồ Chí Minh", row % 500)),
            if row % 3 == 0 {
                text("Chuyển khoản vào ngày 5 hằng tháng".to_owned())
            } else {
                ExportCell::Empty
            },
        ];
        writer.row(&cells).unwrap();
    }
    Box::new(writer).finish(&[]).unwrap();
}
