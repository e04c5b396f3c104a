//! The browser tests: Playwright drives Chromium against the development server.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::{
    browser::{self, Browser},
    paths,
    process::run,
    summary::Tally,
};

/// Where Playwright finds the server to start; the fixture reads it.
const SERVER_VARIABLE: &str = "SOKHACH_BIN";

/// What of Playwright's report is of interest.
#[derive(Deserialize)]
struct Report {
    stats: Stats,
    suites: Vec<Suite>,
}

/// A file or a group of tests.
#[derive(Deserialize)]
struct Suite {
    specs: Vec<Spec>,
    #[serde(default)]
    suites: Vec<Suite>,
}

/// A test, with its run in each project.
#[derive(Deserialize)]
struct Spec {
    tests: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    project_name: String,
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

/// Runs all projects of `end2end/playwright.config.ts`, and tells which had tests.
pub fn run_all(browser: &Browser, tally: &mut Tally) -> Result<BTreeSet<String>> {
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
    let Report { stats, suites } = serde_json::from_str(&report)?;
    *tally += count(&stats);
    if tally.failed == 0 {
        outcome?;
    }
    Ok(suites.iter().flat_map(projects).collect())
}

fn projects(suite: &Suite) -> BTreeSet<String> {
    let own = suite.specs.iter().flat_map(|spec| &spec.tests).map(|run| run.project_name.clone());
    own.chain(suite.suites.iter().flat_map(projects)).collect()
}

/// Flaky and skipped tests count as failed: a test never skips silently.
fn count(stats: &Stats) -> Tally {
    Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped }
}

fn folder() -> PathBuf {
    paths::root().join("end2end")
}
