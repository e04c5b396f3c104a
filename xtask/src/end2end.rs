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

/// How the configuration is told which tests a project has.
const WALKS_VARIABLE: &str = "SOKHACH_WALKS";

/// Where each walk through the app is taken.
#[derive(Clone, Copy)]
pub enum Walks {
    /// On one device in one language; between them the walks cover both devices and both languages
    Once,
    /// On each device in each language
    Everywhere,
}

impl Walks {
    /// The name that `end2end/playwright.config.ts` knows.
    fn name(self) -> &'static str {
        match self {
            Self::Once => "once",
            Self::Everywhere => "everywhere",
        }
    }
}

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
    title: String,
    tests: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    project_name: String,
    results: Vec<Attempt>,
}

#[derive(Deserialize)]
struct Attempt {
    errors: Vec<Complaint>,
}

#[derive(Deserialize)]
struct Complaint {
    message: String,
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

/// Takes the `walks` of all projects of `end2end/playwright.config.ts`, and tells which projects had tests.
pub fn run_all(browser: &Browser, walks: Walks, tally: &mut Tally) -> Result<BTreeSet<String>> {
    let report = folder().join("test-results/report.json");
    if report.exists() {
        fs::remove_file(&report)?;
    }
    let outcome = run(Command::new(paths::npm_program("playwright"))
        .arg("test")
        .current_dir(folder())
        .env(browser::VARIABLE, &browser.program)
        .env(WALKS_VARIABLE, walks.name())
        .env(SERVER_VARIABLE, paths::target().join("debug/sokhach")));
    let report = fs::read_to_string(&report).context("Playwright left no report")?;
    let Report { stats, suites } = serde_json::from_str(&report)?;
    *tally += count(&stats);
    tally.reasons.extend(suites.iter().flat_map(reasons));
    if tally.failed == 0 {
        outcome?;
    }
    Ok(suites.iter().flat_map(projects).collect())
}

fn projects(suite: &Suite) -> BTreeSet<String> {
    let own = suite.specs.iter().flat_map(|spec| &spec.tests).map(|run| run.project_name.clone());
    own.chain(suite.suites.iter().flat_map(projects)).collect()
}

/// What failed in a suite and why; a message may be as long as a page, its beginning tells.
fn reasons(suite: &Suite) -> Vec<String> {
    const LINES: usize = 12;
    let own = suite.specs.iter().flat_map(|spec| spec.tests.iter().map(|run| (&spec.title, run)));
    let own = own.flat_map(|(title, run)| {
        let errors = run.results.iter().flat_map(|attempt| &attempt.errors);
        errors.map(move |error| {
            let message = without_colours(&error.message);
            let message: Vec<_> = message.lines().filter(|line| !line.trim().is_empty()).take(LINES).collect();
            format!("[{}] {title}\n{}", run.project_name, message.join("\n"))
        })
    });
    own.chain(suite.suites.iter().flat_map(reasons)).collect()
}

/// Playwright colours its messages wherever they go.
fn without_colours(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let plain = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(plain, |plain, piece| plain + piece.split_once('m').map_or(piece, |(_, rest)| rest))
}

/// Flaky and skipped tests count as failed: a test never skips silently.
fn count(stats: &Stats) -> Tally {
    Tally { passed: stats.expected, failed: stats.unexpected + stats.flaky + stats.skipped, reasons: Vec::new() }
}

fn folder() -> PathBuf {
    paths::root().join("end2end")
}

#[cfg(test)]
mod tests {
    #[test]
    fn colours_are_taken_out() {
        assert_eq!(super::without_colours("\u{1b}[31mlocator\u{1b}[39m: none"), "locator: none");
        assert_eq!(super::without_colours("plain m"), "plain m");
    }
}
