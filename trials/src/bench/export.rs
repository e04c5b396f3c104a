//! The list as a file, from the wish to the last byte.

use std::time::Duration;

use anyhow::{Result, bail, ensure};
use domain::{
    customer::Field,
    export::{ExportColumns, ExportFormat, ExportRequest, ExportState, ExportStatus},
    list::ListState,
};
use serde_json::json;
use tokio::time::sleep;

use crate::{Bed, client::Client, data::Data, report::Report, server::Server, timed};

/// A tenth of the customers: those of half a year, of five.
const A_TENTH: &str = "1/1/2026..30/6/2026";

/// Both formats of some rows, and CSV of all.
pub async fn measure(bed: &Bed, data: &Data, report: &mut Report) -> Result<()> {
    let server = Server::start(bed, data).await?;
    let (mut person, place) = (server.administrator().await?, data.place());
    let some = ListState { filters: [(Field::CreatedAt, A_TENTH.to_owned())].into(), ..ListState::default() };
    for (goal, state, format, seconds, memory) in [
        ("export-some-xlsx", &some, ExportFormat::Xlsx, 10.0, 64.0),
        ("export-some-csv", &some, ExportFormat::Csv, 10.0, 64.0),
        ("export-all-csv", &ListState::default(), ExportFormat::Csv, 30.0, 32.0),
    ] {
        server.forget_peak()?;
        let before = server.memory()?.0;
        let request =
            ExportRequest { state: state.clone(), format, columns: ExportColumns::All, ..ExportRequest::default() };
        let ((rows, bytes), time) = timed(whole(&mut person, &request)).await?;
        report.at_most(&place, goal, time / 1000.0, "s", seconds);
        report.note(&place, &format!("{goal}-rows"), rows as f64, "rows");
        report.note(&place, &format!("{goal}-size"), bytes as f64 / 1024.0 / 1024.0, "MiB");
        report.at_most(&place, &format!("{goal}-memory"), server.memory()?.1 - before, "MiB", memory);
    }
    server.stop().await?;
    Ok(())
}

/// Rows and bytes of the file.
async fn whole(person: &mut Client, request: &ExportRequest) -> Result<(u64, usize)> {
    let mut state: ExportState = person.call("exports/request", json!({ "request": request })).await?;
    while state.status.is_busy() {
        sleep(Duration::from_millis(50)).await;
        state = person.call("exports/state", json!({ "id": state.id })).await?;
    }
    if state.status != ExportStatus::Ready {
        bail!("the export is {:?}: {:?}", state.status, state.reason);
    }
    let file = person.get(&format!("/exports/{}", state.id)).await?;
    ensure!(file.status.is_success(), "the file is answered with {}", file.status);
    Ok((state.rows_done, file.body.len()))
}
