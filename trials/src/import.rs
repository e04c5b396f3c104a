//! Importing a file as a person does, up to the end of the run.

use std::{ops::Range, time::Duration};

use anyhow::{Context, Result, bail, ensure};
use domain::{
    ImportId,
    import::wizard::{ImportPlanInput, ImportState, ImportStatus},
};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use tokio::time::sleep;

use crate::client::Client;

const BEAT: Duration = Duration::from_millis(50);
const FAMILY: [&str; 8] = ["Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đặng", "Bùi", "Đỗ"];
const GIVEN: [&str; 20] = [
    "An", "Bình", "Cường", "Dung", "Đức", "Giang", "Hà", "Hải", "Hương", "Khánh", "Lan", "Linh", "Minh", "Nga", "Ngọc",
    "Phúc", "Quân", "Sơn", "Thảo", "Yến",
];

/// A workbook of new people, as an office keeps them, with these numbers. No two numbers below a million are alike in
/// phone, e-mail, or name and birth date.
pub fn workbook(code: &str, numbers: Range<u32>) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet_with_constant_memory()?;
    let headings = ["Mã KH", "Họ và tên", "Số điện thoại", "Email", "Ngày sinh", "Giới tính", "Địa chỉ"];
    sheet.write_row(0, 0, headings)?;
    for (row, number) in (1..).zip(numbers) {
        let pick =
            |of: &[&'static str], step: u32| of.get((number / step) as usize % of.len()).copied().unwrap_or_default();
        let given = [400, 20, 1].map(|step| pick(&GIVEN, step)).join(" ");
        let gender = if number % 2 == 0 { "Nam" } else { "Nữ" };
        let cells = [
            format!("{code}{number:07}"),
            format!("{} {given}", pick(&FAMILY, 8_000)),
            format!("09{:08}", u64::from(number) * 97 % 100_000_000),
            format!("{}{number}@example.com", code.to_lowercase()),
            format!("{:02}/{:02}/{}", number % 28 + 1, number % 12 + 1, 1950 + number % 55),
            gender.to_owned(),
            format!("{} đường Lê Lợi, phường Bến Thành", number % 300 + 1),
        ];
        sheet.write_row(row, 0, cells)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Uploads a workbook and takes the plan that the server guesses.
pub async fn upload(client: &mut Client, file: Vec<u8>) -> Result<ImportId> {
    let answer = client.upload("/imports", "danh sách.xlsx", file).await?;
    ensure!(answer.status.is_success(), "the upload is answered with {}", answer.status);
    let state: ImportState = serde_json::from_slice(&answer.body)?;
    ensure!(state.status == ImportStatus::Ready, "the file is {:?}: {:?}", state.status, state.reason);
    Ok(state.id)
}

/// Saves the guessed plan, with customers who have no e-mail allowed, and checks the file.
pub async fn check(client: &mut Client, id: ImportId) -> Result<ImportState> {
    let state: ImportState = client.call("imports/check", json!({ "id": id })).await?;
    ensure!(state.plan.is_some_and(|plan: ImportPlanInput| !plan.columns.is_empty()), "no column was guessed");
    until(client, id, |status| status == ImportStatus::Checked).await
}

/// Writes what was checked.
pub async fn write(client: &mut Client, id: ImportId) -> Result<ImportState> {
    let _: ImportState = client.call("imports/start", json!({ "id": id })).await?;
    until(client, id, |status| status == ImportStatus::Finished).await
}

/// Waits until the import stands there.
pub async fn until(client: &mut Client, id: ImportId, there: impl Fn(ImportStatus) -> bool) -> Result<ImportState> {
    loop {
        let state = state(client, id).await?;
        if there(state.status) {
            return Ok(state);
        }
        if !state.status.is_busy() && state.status != ImportStatus::Checked {
            bail!("the import is {:?}: {:?}", state.status, state.reason);
        }
        sleep(BEAT).await;
    }
}

/// How it stands now.
pub async fn state(client: &mut Client, id: ImportId) -> Result<ImportState> {
    client.call("imports/state", json!({ "id": id })).await.context("the import is gone")
}
