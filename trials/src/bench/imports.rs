//! Workbooks of new customers: uploaded, checked and written.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::{
    Bed,
    beside::read_beside,
    client::Client,
    data::{Data, Kind},
    import::{check, upload, workbook, write},
    percentile,
    report::Report,
    server::Server,
    timed,
};

const SMALL: u32 = 10_000;
const LARGE: u32 = 100_000;

/// Into an empty system.
pub async fn measure_small(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::empty(bed, Kind::Sqlite).await?;
    let server = Server::start(bed, &data).await?;
    let mut person = server.administrator().await?;
    let seconds = whole(&mut person, SMALL).await?;
    report.at_most(&data.place(), "import-10k", seconds, "s", 5.0);
    server.stop().await?;
    Ok(())
}

/// Beside a million customers, while somebody else reads the list.
pub async fn measure_large(bed: &Bed, data: &Data, report: &mut Report) -> Result<()> {
    let server = Server::start(bed, data).await?;
    let mut person = server.administrator().await?;
    let reader = person.again().await?;
    server.forget_peak()?;
    let before = server.memory()?.0;
    let (seconds, times) = read_beside(&reader, Duration::from_millis(100), whole(&mut person, LARGE)).await?;
    let place = data.place();
    report.at_most(&place, "import-100k", seconds?, "s", 60.0);
    report.at_most(&place, "list-p95-beside-import", percentile(&times, 95.0), "ms", 100.0);
    report.note(&place, "import-memory", server.memory()?.1 - before, "MiB");
    server.stop().await?;
    Ok(())
}

/// Seconds from the upload to the last written row.
async fn whole(person: &mut Client, rows: u32) -> Result<f64> {
    let file = workbook("NHAP", 0..rows)?;
    let work = async {
        let id = upload(person, file).await?;
        check(person, id).await?;
        write(person, id).await
    };
    let (state, time) = timed(work).await?;
    let counts = state.counts;
    // A few of many look like somebody who is there.
    ensure!(
        counts.created + counts.skipped == u64::from(rows) && counts.created > counts.skipped,
        "{rows}: {counts:?}"
    );
    Ok(time / 1000.0)
}
