//! Workbooks in and out.

use std::io::{Cursor, Read};

use anyhow::{Context, Result};
use domain::{
    ExportId, ImportId,
    customer::Field,
    export::{ExportFormat, ExportRequest, ExportState},
    import::wizard::{ImportRows, ImportState},
    list::ListState,
};
use rust_xlsxwriter::Workbook;
use serde_json::json;
use tokio::time::{Duration, sleep};

use super::{
    canary::Canary,
    plant::{BAIT, FAR, NEAR},
    visit::Visit,
};

const BEAT: Duration = Duration::from_millis(20);
/// Values that nobody has, for the rows beside which those of the bait stand.
const FRESH: [&str; 3] = ["0912000111", "chua-ai-co@example.com", "079200000001"];

/// Imports and exports of all kinds.
pub async fn try_all(visit: &mut Visit<'_>) -> Result<()> {
    import_keys(visit).await?;
    import_code(visit, BAIT).await?;
    for format in [ExportFormat::Xlsx, ExportFormat::Csv] {
        export(visit, "export", &[], ExportRequest { format, ..ExportRequest::default() }).await?;
        let unmasked = ExportRequest { format, unmasked: true, reason: "Thử".to_owned(), ..ExportRequest::default() };
        export(visit, "unmasked export", &[], unmasked).await?;
        for name in [FAR, NEAR] {
            let phone = visit.plant.value(name, Field::Phone)?;
            let state = ListState { search: phone.value.clone(), ..ListState::default() };
            export(visit, "export of hits", &[phone], ExportRequest { format, state, ..ExportRequest::default() })
                .await?;
        }
    }
    Ok(())
}

/// Asks for a file and reads it.
pub async fn export(
    visit: &mut Visit<'_>,
    channel: &'static str,
    said: &[&Canary],
    request: ExportRequest,
) -> Result<Option<ExportId>> {
    let answer = visit.ask(channel, said, "exports/request", json!({ "request": request })).await?;
    if !answer.status.is_success() {
        return Ok(None);
    }
    let mut state: ExportState = serde_json::from_slice(&answer.body)?;
    while state.status.is_busy() {
        sleep(BEAT).await;
        state = visit.client.call("exports/state", json!({ "id": state.id })).await?;
    }
    download(visit, channel, said, state.id).await?;
    Ok(Some(state.id))
}

/// Reads the file of an export.
pub async fn download(visit: &mut Visit<'_>, channel: &'static str, said: &[&Canary], id: ExportId) -> Result<()> {
    let file = visit.client.get(&format!("/exports/{id}")).await?;
    visit.note(channel, said, unpacked(&file.body)?);
    Ok(())
}

/// Brings the phone, e-mail and number of somebody out of sight: a row is told apart from a fresh one by nothing.
async fn import_keys(visit: &mut Visit<'_>) -> Result<()> {
    let keys = [Field::Phone, Field::Email, Field::IdNumber];
    let mut said = Vec::new();
    let mut rows = vec![["Mới Tinh", FRESH[0], FRESH[1], FRESH[2]].map(str::to_owned)];
    for (place, field) in keys.into_iter().enumerate() {
        let canary = visit.plant.value(BAIT, field)?;
        let mut row = [format!("Người Mới {place}"), String::new(), String::new(), String::new()];
        if let Some(cell) = row.get_mut(place + 1) {
            cell.clone_from(&canary.value);
        }
        rows.push(row);
        said.push(canary);
    }
    let file = workbook(["Họ và tên", "Số điện thoại", "Email", "Số CCCD"], &rows)?;
    let Some(found) = import(visit, "import", &said, file).await? else { return Ok(()) };
    let fresh = found.rows.first().context("a row has no verdict")?;
    let is_alike = found.rows.iter().all(|row| row.verdict == fresh.verdict && row.warnings == fresh.warnings);
    let code = visit.plant.value(BAIT, Field::Code)?.value.clone();
    visit.note("duplicates", &[], if is_alike { String::new() } else { code });
    Ok(())
}

/// Brings a code: that it is in use may be said, nothing else.
pub async fn import_code(visit: &mut Visit<'_>, name: &str) -> Result<Option<ImportId>> {
    let code = visit.plant.value(name, Field::Code)?;
    let row = [code.value.clone(), "Quốc gia khác".to_owned()];
    let file = workbook(["Mã KH", "Quốc tịch"], &[row])?;
    let answer = import(visit, "import of a code", &[code], file).await?;
    Ok(answer.map(|found| found.id))
}

/// The verdicts of a check.
struct Found {
    id: ImportId,
    rows: Vec<domain::import::wizard::ImportRowView>,
}

async fn import(
    visit: &mut Visit<'_>,
    channel: &'static str,
    said: &[&Canary],
    file: Vec<u8>,
) -> Result<Option<Found>> {
    let answer = visit.client.upload("/imports", "danh sách.xlsx", file).await?;
    visit.note(channel, said, answer.text());
    if !answer.status.is_success() {
        return Ok(None);
    }
    let id = serde_json::from_slice::<ImportState>(&answer.body)?.id;
    visit.client.call::<ImportState>("imports/check", json!({ "id": id })).await?;
    let mut state: ImportState;
    loop {
        state = visit.client.call("imports/state", json!({ "id": id })).await?;
        if !state.status.is_busy() {
            break;
        }
        sleep(BEAT).await;
    }
    let rows = results(visit, channel, said, id).await?;
    let found: ImportRows = serde_json::from_str(&rows)?;
    Ok(Some(Found { id, rows: found.rows }))
}

/// Everything that tells of an import; the verdicts on its rows come back.
pub async fn results(visit: &mut Visit<'_>, channel: &'static str, said: &[&Canary], id: ImportId) -> Result<String> {
    visit.ask(channel, said, "imports/state", json!({ "id": id })).await?;
    visit.ask(channel, said, "imports/sheets", json!({ "id": id })).await?;
    visit.ask(channel, said, "imports/list", json!({})).await?;
    visit.see("page of an import", said, &format!("/import/{id}")).await?;
    let refused = visit.client.get(&format!("/imports/{id}/refused")).await?;
    visit.note(channel, said, unpacked(&refused.body)?);
    let asked = json!({ "id": id, "filter": "all", "after": null });
    Ok(visit.ask(channel, said, "imports/rows", asked).await?.text())
}

fn workbook<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, headings)?;
    for (place, row) in (1..).zip(rows) {
        sheet.write_row(place, 0, row)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The parts of a workbook one after the other; what is none stays as it is.
pub fn unpacked(file: &[u8]) -> Result<String> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(file)) else {
        return Ok(String::from_utf8_lossy(file).into_owned());
    };
    let mut text = String::new();
    for place in 0..archive.len() {
        let mut part = Vec::new();
        archive.by_index(place)?.read_to_end(&mut part)?;
        text.push_str(&String::from_utf8_lossy(&part));
    }
    Ok(text)
}
