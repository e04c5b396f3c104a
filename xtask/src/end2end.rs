//! The browser tests: Playwright drives Chromium against the development server.

use std::{fs, path::PathBuf, process::Command};

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use crate::{
    browser::{self, Browser},
    paths,
    process::run,
    summary::Tally,
};

/// Where Playwright finds the server to start; the fixture reads it.
const SERVER_VARIABLE: &str = "SOKHACH_BIN";

#[derive(Deserialize)]
struct Report {
    stats: Stats,
}

/// Playwright's own count.
#[derive(Deserialize)]
struct Stats {
    expected: u32,
    unexpected: u32,
    flaky: u32,
    skipped: u32,
}

/// Checks the types of the test code.
pub fn check_types() -> Result<()> {
    run(Command::new(paths::npm_program("tsc")).arg("--project").arg(folder()))
}

/// Runs all projects of `end2end/playwright.config.ts`.
pub fn run_all(browser: &Browser, tally: &mut Tally) -> Result<()> {
    let report = folder().join("test-results/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let outcome = run(Command::new(paths::npm_program("playwright"))
        .arg("test")
        .current_dir(folder())
        .env(browser::VARIABLE, &browser.program)
        .env(SERVER_VARIABLE, paths::target().join("debug/sokhach")));
    let report = fs::read_to_string(&report).context("Playwright left no report")?;
    let Report { stats } = serde_json::from_str(&report)?;
    *tally += count(&stats);
    ensure!(*tally != Tally::default(), "Playwright found no test");
    if tally.failed == 0 { outcome } else { Ok(()) }
}

/// Flaky and skipped tests count as failed: a test never skips silently.
fn count(stats: &Stats) -> Tally {
    Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }
}

fn folder() -> PathBuf {
    paths::root().join("end2end")
}
