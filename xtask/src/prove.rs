//! Proofs: of rights, by the tests of the server, and of what takes long, by `trials` against the release.

use std::path::Path;

use anyhow::Result;

use crate::{
    postgres,
    process::{cargo, run},
    summary::heading,
    trials,
};

/// Every endpoint as everybody, about records in reach and out of reach, on both databases.
const MATRIX: &str = "matrix";
/// Without any one of the guards the matrix fails.
const GUARDS: &str = "guards";
/// A folder in memory, where there is one.
const MEMORY: &str = "/dev/shm";
/// The tests that both are.
const TESTS: [&str; 5] = ["test", "--package", "server", "--test", "main"];

/// Proves what is named, or everything.
pub fn prove(names: &[String]) -> Result<()> {
    let wanted = |name: &str| names.is_empty() || names.iter().any(|named| named == name);
    let others: Vec<&String> = names.iter().filter(|name| ![MATRIX, GUARDS].contains(&name.as_str())).collect();
    let mut outcomes = Vec::new();
    if wanted(MATRIX) {
        outcomes.push(matrix());
    }
    if wanted(GUARDS) {
        outcomes.push(guards());
    }
    if names.is_empty() || !others.is_empty() {
        outcomes.push(trials::prove(&others));
    }
    outcomes.into_iter().collect()
}

fn matrix() -> Result<()> {
    heading("Matrix");
    let postgres = postgres::provide()?;
    let mut command = cargo(TESTS);
    run(command.args(["matrix::", "--", "--nocapture"]).env(postgres::VARIABLE, &postgres.url))
}

/// On SQLite: guards are the same on both databases. There is a new database for each guard, which nobody misses when
/// the power fails: in memory it takes a quarter of the time.
fn guards() -> Result<()> {
    heading("Guards");
    let mut command = cargo(TESTS);
    if Path::new(MEMORY).is_dir() {
        command.env("TMPDIR", MEMORY);
    }
    run(command.args(["--features", "guards", "matrix::guards::", "--", "--ignored", "--nocapture"]))
}
