//! Hostile files over HTTP, while somebody else works: each is answered within two seconds, the server's memory hardly
//! grows, nobody is called, and the other person notices nothing.

use std::{net::TcpListener, time::Duration};

use anyhow::Result;
use domain::import::wizard::{ImportState, ImportStatus};
use rand::RngExt;

use crate::{
    Bed,
    beside::read_beside,
    chance,
    client::Client,
    data::{Data, Kind},
    import::workbook,
    percentile,
    report::Report,
    server::Server,
    timed,
};

const CUSTOMERS: u64 = 10_000;
/// Between two looks of the other person.
const PAUSE: Duration = Duration::from_millis(20);
/// Valid files with some bytes changed.
const MUTATED: usize = 1_000;

/// The goals D1, D2 and D3.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::seeded(bed, Kind::Sqlite, CUSTOMERS).await?.copy(bed).await?;
    let mut server = Server::start(bed, &data).await?;
    let (mut person, place) = (server.administrator().await?, data.place());
    let process = server.id();
    let canary = TcpListener::bind("127.0.0.1:0")?;
    canary.set_nonblocking(true)?;
    let address = format!("http://{}/x.dtd", canary.local_addr()?);

    let nothing = tokio::time::sleep(Duration::from_secs(2));
    let ((), alone) = read_beside(&person, PAUSE, nothing).await?;
    server.forget_peak()?;
    let before = server.memory()?.0;
    let (mut slowest, mut read, mut odd) = (0.0_f64, 0, 0);
    let files = forgery::hostile_files(&address);
    let count = files.len();
    let reader = person.again().await?;
    let ((), beside) = read_beside(&reader, PAUSE, async {
        for (name, file) in files {
            let (outcome, time) = match timed(verdict(&mut person, file)).await {
                Ok(found) => found,
                Err(error) => (format!("no answer: {error:#}"), f64::INFINITY),
            };
            eprintln!("{name:<36} {time:>8.0} ms  {outcome}");
            slowest = slowest.max(time);
            match outcome.as_str() {
                "read" => read += 1,
                refused if refused.starts_with("refused") => {}
                _ => odd += 1,
            }
        }
    })
    .await?;
    report.note(&place, "hostile-files", count as f64, "files");
    report.note(&place, "hostile-read-harmlessly", f64::from(read), "files");
    report.at_most(&place, "hostile-without-verdict", f64::from(odd), "files", 0.0);
    report.at_most(&place, "hostile-slowest", slowest, "ms", 2_000.0);
    report.at_most(&place, "hostile-memory", server.memory()?.1 - before, "MiB", 64.0);
    report.at_most(&place, "hostile-calls-outside", f64::from(u8::from(canary.accept().is_ok())), "calls", 0.0);
    report.note(&place, "list-p95-alone", percentile(&alone, 95.0), "ms");
    report.note(&place, "list-p95-beside-hostile", percentile(&beside, 95.0), "ms");

    let faults = mutated(bed, &mut person).await?;
    report.note(&place, "mutated-files", MUTATED as f64, "files");
    report.at_most(&place, "mutated-faults", faults as f64, "files", 0.0);
    let same = server.lives()? && server.id() == process;
    report.at_least(&place, "hostile-same-process", f64::from(u8::from(same)), "", 1.0);
    server.stop().await?;
    Ok(())
}

/// What the server says of a file.
async fn verdict(person: &mut Client, file: Vec<u8>) -> Result<String> {
    let answer = person.upload("/imports", "tệp.xlsx", file).await?;
    if answer.status.is_client_error() {
        return Ok(format!("refused with {}", answer.status));
    }
    let state: ImportState = serde_json::from_slice(&answer.body)?;
    Ok(match state.status {
        ImportStatus::Refused => format!("refused: {}", state.reason.unwrap_or_default()),
        ImportStatus::Ready => "read".to_owned(),
        other => format!("{other:?}"),
    })
}

/// How many of the mutated files are answered with a fault of the server, or not at all.
async fn mutated(bed: &Bed, person: &mut Client) -> Result<usize> {
    let (valid, mut chance, mut faults) = (workbook("DOT", 0..50)?, chance(bed), 0);
    for _ in 0..MUTATED {
        let mut file = valid.clone();
        for _ in 0..chance.random_range(1..20) {
            let place = chance.random_range(0..file.len());
            if let Some(byte) = file.get_mut(place) {
                *byte = chance.random();
            }
        }
        let answer = person.upload("/imports", "đột biến.xlsx", file).await?;
        faults += usize::from(answer.status.is_server_error());
    }
    Ok(faults)
}
