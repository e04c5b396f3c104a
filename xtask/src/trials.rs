//! Measurements and long proofs: the program `trials` against the release.

use std::{fs, process::Command};

use anyhow::Result;

use crate::{
    paths, postgres,
    process::{cargo, read, run},
    release, size,
    summary::heading,
};

/// What is measured here and not by `trials`: the bytes of a first visit.
const VISIT: &str = "visit";

/// Measures what is named, or everything.
pub fn bench(names: &[String]) -> Result<()> {
    let wants_visit = names.is_empty() || names.iter().any(|name| name == VISIT);
    let others: Vec<&String> = names.iter().filter(|name| *name != VISIT).collect();
    release::build()?;
    let outcome = if names.is_empty() || !others.is_empty() { start("bench", &others) } else { Ok(()) };
    if wants_visit {
        heading("First visit");
        size::check()?;
    }
    outcome
}

/// Proves what is named, or everything.
pub fn prove(names: &[String]) -> Result<()> {
    release::build()?;
    start("prove", &names.iter().collect::<Vec<_>>())
}

fn start(task: &str, names: &[&String]) -> Result<()> {
    heading("Trials");
    run(&mut cargo(["build", "--release", "--bin", "trials"]))?;
    let postgres = postgres::provide()?;
    let folder = paths::target().join("trials");
    fs::create_dir_all(&folder)?;
    let commit = read(Command::new("git").args(["describe", "--always", "--dirty"]).current_dir(paths::root()));
    println!("commit {}", commit.as_deref().map_or("unknown", str::trim));
    println!("database: SQLite (bundled), {}", postgres.description);
    run(Command::new(paths::target().join("release/trials"))
        .arg("--program")
        .arg(paths::target().join("release/sokhach"))
        .arg("--folder")
        .arg(folder)
        .args(["--postgres", &postgres.url, task])
        .args(names))
}
