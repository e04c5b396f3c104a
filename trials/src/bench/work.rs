//! Work that goes on for a while: an act on many customers, and the search for duplicates.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use domain::{
    IdempotencyKey,
    bulk::{BulkAct, BulkRequest, BulkState, BulkStatus, Selection},
    customer::{Directory, Field},
    duplicate::{ScanState, ScanStatus},
    list::ListState,
};
use serde_json::json;
use tokio::time::sleep;
use uuid::Uuid;

use crate::{Bed, beside::read_beside, client::Client, data::Data, percentile, report::Report, server::Server, timed};

const PAUSE: Duration = Duration::from_millis(50);
/// Some ten thousand of a million: those of three weeks, of five years.
const SOME: &str = "1/1/2026..23/1/2026";

/// One tag for some ten thousand, and its undo; then the whole list is looked through. Meanwhile somebody reads the list.
pub async fn measure(bed: &Bed, data: &Data, report: &mut Report) -> Result<()> {
    let server = Server::start(bed, data).await?;
    let (mut person, place) = (server.administrator().await?, data.place());
    let reader = person.again().await?;

    let pause = Duration::from_millis(100);
    let (acted, times) = read_beside(&reader, pause, timed(tag(&mut person))).await?;
    let (state, time) = acted?;
    report.note(&place, "bulk-tag", time / 1000.0, "s");
    report.note(&place, "bulk-tag-records", state.counts.done as f64, "records");
    report.at_most(&place, "list-p95-beside-bulk", percentile(&times, 95.0), "ms", 100.0);
    let undone = async {
        let begun: BulkState = person.call("bulk/undo", json!({ "id": state.id })).await?;
        ended(&mut person, begun).await
    };
    report.note(&place, "bulk-undo", timed(undone).await?.1 / 1000.0, "s");

    let (scanned, times) = read_beside(&reader, pause, timed(scan(&mut person))).await?;
    let (state, time) = scanned?;
    report.note(&place, "duplicates-scan", time / 1000.0, "s");
    report.note(&place, "duplicates-looked-at", state.done as f64, "keys");
    report.at_most(&place, "list-p95-beside-scan", percentile(&times, 95.0), "ms", 100.0);
    server.stop().await?;
    Ok(())
}

async fn tag(person: &mut Client) -> Result<BulkState> {
    let list = ListState { filters: [(Field::CreatedAt, SOME.to_owned())].into(), ..ListState::default() };
    let request = BulkRequest {
        directory: Directory::Individuals,
        selection: Selection::Matching(Box::new(list)),
        act: BulkAct::AddTag("đợt thử".to_owned()),
    };
    let asked = json!({ "key": IdempotencyKey(Uuid::now_v7()), "request": request });
    let begun: BulkState = person.call("bulk/change", asked).await?;
    ended(person, begun).await
}

async fn ended(person: &mut Client, mut state: BulkState) -> Result<BulkState> {
    while matches!(state.status, BulkStatus::Waiting | BulkStatus::Running) {
        sleep(PAUSE).await;
        state = person.call("bulk/state", json!({ "id": state.id })).await?;
    }
    ensure!(state.status == BulkStatus::Done, "the act is {:?}: {:?}", state.status, state.reason);
    Ok(state)
}

async fn scan(person: &mut Client) -> Result<ScanState> {
    let asked = json!({ "directory": Directory::Individuals });
    let mut state: ScanState = person.call("duplicates/start", &asked).await?;
    while matches!(state.status, ScanStatus::Waiting | ScanStatus::Running) {
        sleep(PAUSE).await;
        state = person.call::<Option<ScanState>>("duplicates/state", &asked).await?.context("the scan is gone")?;
    }
    ensure!(state.status == ScanStatus::Ready, "the scan is {:?}: {:?}", state.status, state.reason);
    Ok(state)
}
