//! A server that nobody asks anything.

use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use crate::{data::Data, report::Report, server::Server};

const REST: Duration = Duration::from_secs(2);

/// How long it took until ready, and the memory before anybody came.
pub async fn measure(data: &Data, server: &Server, report: &mut Report) -> Result<()> {
    let place = data.place();
    report.at_most(&place, "start", server.ready_ms / 1000.0, "s", 2.0);
    sleep(REST).await;
    report.at_most(&place, "idle-memory", server.memory()?.0, "MiB", 60.0);
    Ok(())
}
