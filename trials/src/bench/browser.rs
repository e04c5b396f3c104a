//! The list in Chromium on a machine four times as slow: how smoothly it scrolls, how soon it answers, and how soon somebody
//! who signs in can use it. The script does it and tells what it measured.

use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use tokio::process::Command;

use crate::{
    Bed,
    data::Data,
    report::Report,
    server::{ADMINISTRATOR, PASSWORD, Server},
};

/// A line that the script prints.
#[derive(Deserialize)]
struct Measured {
    goal: String,
    value: f64,
    unit: String,
    at_most: Option<f64>,
    at_least: Option<f64>,
}

/// Runs the script against a server of its own.
pub async fn measure(bed: &Bed, data: &Data, report: &mut Report) -> Result<()> {
    let folder = bed.scripts.as_ref().context("where the scripts are must be said: --scripts")?;
    let server = Server::start(bed, data).await?;
    let output = Command::new("node")
        .arg("speed.mjs")
        .current_dir(folder)
        .env("ORIGIN", format!("http://{}", server.addr))
        .env("EMAIL", ADMINISTRATOR)
        .env("PASSWORD", PASSWORD)
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .context("node cannot be started")?;
    ensure!(output.status.success(), "the script ended with {}", output.status);
    let place = data.place();
    for line in String::from_utf8(output.stdout)?.lines() {
        let Measured { goal, value, unit, at_most, at_least } = serde_json::from_str(line)?;
        let unit = UNITS.iter().copied().find(|known| *known == unit).context("an unknown unit")?;
        match (at_most, at_least) {
            (Some(limit), _) => report.at_most(&place, &goal, value, unit, limit),
            (None, Some(limit)) => report.at_least(&place, &goal, value, unit, limit),
            (None, None) => report.note(&place, &goal, value, unit),
        }
    }
    server.stop().await?;
    Ok(())
}

/// What is measured in.
const UNITS: [&str; 4] = ["ms", "fps", "rows", "nodes"];
