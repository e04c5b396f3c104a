//! The server is killed at any moment of an import, twenty times: the database is whole, each written row is there once,
//! and the import goes on where it stopped.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use domain::import::wizard::ImportStatus;
use entities::customer;
use rand::RngExt;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};
use tokio::time::sleep;

use crate::{
    Bed, chance,
    data::{Data, Kind},
    import::{check, state, until, upload, workbook, write},
    report::Report,
    server::Server,
};

const KILLS: u32 = 20;
const ROWS: u32 = 20_000;
/// The longest that the server may need to be ready again.
const READY_SECONDS: f64 = 5.0;

/// The goal F1.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::empty(bed, Kind::Sqlite).await?;
    let (mut moments, place) = (chance(bed), data.place());
    let mut server = Server::start(bed, &data).await?;
    let mut whole = Duration::from_secs(5);
    let (mut broken, mut doubled, mut lost, mut slowest) = (0, 0, 0, 0.0_f64);
    for kill in 0..KILLS {
        let code = format!("G{kill:02}X");
        let mut person = server.administrator().await?;
        let id = upload(&mut person, workbook(&code, kill * ROWS..(kill + 1) * ROWS)?).await?;
        check(&mut person, id).await?;
        let started = Instant::now();
        let moment = whole.mul_f64(moments.random_range(0.02..0.98));
        let mut writing = person.again().await?;
        let run = tokio::spawn(async move { write(&mut writing, id).await });
        sleep(moment).await;
        let told = state(&mut person, id).await.ok().map_or(0, |state| state.counts.created);
        server.kill().await?;
        if run.await?.is_ok() {
            whole = started.elapsed().min(whole);
        }

        let connection = data.connect().await?;
        let written = count(&connection, &code).await?;
        broken += u32::from(!is_whole(&connection).await?);
        lost += told.saturating_sub(written);
        connection.close().await?;

        server = Server::start(bed, &data).await?;
        slowest = slowest.max(server.ready_ms / 1000.0);
        let mut person = server.administrator().await?;
        let end = until(&mut person, id, |status| status == ImportStatus::Finished).await?;
        let connection = data.connect().await?;
        let rows = count(&connection, &code).await?;
        connection.close().await?;
        doubled += rows.saturating_sub(u64::from(ROWS));
        lost += u64::from(ROWS).saturating_sub(rows);
        ensure!(end.counts.created == u64::from(ROWS), "the import counts {:?}", end.counts);
        eprintln!(
            "kill {kill:>2} after {:>5} ms: {told} told, {written} written, {rows} at the end",
            moment.as_millis()
        );
    }
    server.stop().await?;
    report.note(&place, "kills", f64::from(KILLS), "kills");
    report.at_most(&place, "kill-broken-databases", f64::from(broken), "times", 0.0);
    report.at_most(&place, "kill-lost-rows", lost as f64, "rows", 0.0);
    report.at_most(&place, "kill-doubled-rows", doubled as f64, "rows", 0.0);
    report.at_most(&place, "kill-ready-again", slowest, "s", READY_SECONDS);
    Ok(())
}

async fn count(connection: &impl ConnectionTrait, code: &str) -> Result<u64> {
    Ok(customer::Entity::find().filter(customer::Column::Code.starts_with(code)).count(connection).await?)
}

/// Whether the database itself finds no fault, and no row points to nowhere.
async fn is_whole(connection: &impl ConnectionTrait) -> Result<bool> {
    let ask = |sql: &str| Statement::from_string(DatabaseBackend::Sqlite, sql);
    let verdict = connection.query_one_raw(ask("PRAGMA integrity_check")).await?.context("no verdict")?;
    let strays = connection.query_all_raw(ask("PRAGMA foreign_key_check")).await?;
    Ok(verdict.try_get_by_index::<String>(0)? == "ok" && strays.is_empty())
}
