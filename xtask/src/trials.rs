//! Measurements and long proofs: the program `trials` against the release.

use std::{fs, process::Command};

use anyhow::Result;

use crate::{
    browser, paths, postgres,
    process::{read, run},
    release, size,
    summary::heading,
};

/// What does the work.
const PROGRAM: &str = "trials";
/// What wants Chromium.
const BROWSER: &str = "browser";
/// What is measured here and not by `trials`: the bytes of a first visit.
const VISIT: &str = "visit";

/// Measures what is named, or everything.
pub fn bench(names: &[String]) -> Result<()> {
    let wants_visit = names.is_empty() || names.iter().any(|name| name == VISIT);
    let others: Vec<&String> = names.iter().filter(|name| *name != VISIT).collect();
    if names.is_empty() || names.iter().any(|name| name == BROWSER) {
        browser::provide()?;
    }
    release::build_with(&[PROGRAM])?;
    let outcome = if names.is_empty() || !others.is_empty() { start("bench", &others) } else { Ok(()) };
    if wants_visit {
        heading("First visit");
        size::check()?;
    }
    outcome
}

/// Proves what is named, or everything.
pub fn prove(names: &[&String]) -> Result<()> {
    release::build_with(&[PROGRAM])?;
    start("prove", names)
}

fn start(task: &str, names: &[&String]) -> Result<()> {
    heading("Trials");
    let postgres = postgres::provide()?;
    let folder = paths::target().join("trials");
    fs::create_dir_all(&folder)?;
    let commit = read(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(paths::root()));
    println!("commit {}", commit.as_deref().map_or("unknown", str::trim));
    println!("database: SQLite (bundled), {}", postgres.description);
    run(Command::new(paths::target().join("release").join(PROGRAM))
        .arg("--program")
        .arg(paths::target().join("release/sokhach"))
        .arg("--folder")
        .arg(folder)
        .arg("--scripts")
        .arg(paths::root().join("end2end"))
        .args(["--postgres", &postgres.url, task])
        .args(names))
}
