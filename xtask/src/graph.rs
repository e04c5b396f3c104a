//! What the browser must not load: the client's dependency graph holds nothing of the server's.

use std::collections::BTreeSet;

use anyhow::{Result, bail};

use crate::process::{cargo, read};

/// Crates that betray server code in the client; one of them brings the others.
const SERVER_ONLY: [&str; 16] = [
    "argon2",
    "axum",
    "calamine",
    "csv",
    "entities",
    "hyper",
    "leptos_axum",
    "migrations",
    "mio",
    "rust_xlsxwriter",
    "rustls",
    "sea-orm",
    "services",
    "sheets",
    "sqlx-core",
    "tokio",
];

/// Fails with the way in which a server-only crate gets into the client.
pub fn check() -> Result<()> {
    let tree = |extra: &[&str]| {
        let edges = ["--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro"];
        read(cargo(["tree", "--package", "frontend"]).args(edges).args(extra))
    };
    let list = tree(&["--prefix", "none", "--format", "{p}"])?;
    let crates: BTreeSet<&str> = list.lines().filter_map(|line| line.split(' ').next()).collect();
    for server_only in SERVER_ONLY {
        if crates.contains(server_only) {
            bail!("the client contains {server_only}:\n{}", tree(&["--invert", server_only])?);
        }
    }
    println!("the client is made of {} crates, none of them the server's", crates.len());
    Ok(())
}
