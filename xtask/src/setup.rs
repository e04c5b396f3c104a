//! What the other commands need, fetched when it is missing.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::{
    packages,
    process::{cargo, read, run},
};

const WASM: &str = "wasm32-unknown-unknown";
const OLDEST_NODE: u32 = 20;

/// For building and serving: the WebAssembly target, Node.js and the npm packages.
pub fn prepare() -> Result<()> {
    add_wasm_target()?;
    check_node()?;
    packages::install()
}

/// For the checks: cargo's formatter and linter.
pub fn prepare_checks() -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if read(&mut cargo([subcommand, "--version"])).is_err() {
            rustup(&["component", "add", component])?;
        }
    }
    Ok(())
}

fn add_wasm_target() -> Result<()> {
    let library = read(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    rustup(&["target", "add", WASM])
}

fn rustup(arguments: &[&str]) -> Result<()> {
    run(Command::new("rustup").args(arguments))
        .with_context(|| format!("Rust needs one more part: install rustup and run `rustup {}`", arguments.join(" ")))
}

fn check_node() -> Result<()> {
    let version = read(Command::new("node").arg("--version"))
        .with_context(|| format!("Node.js {OLDEST_NODE} or newer is needed: install it and try again"))?;
    let version = version.trim();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
    if major.is_none_or(|major: u32| major < OLDEST_NODE) {
        bail!("Node.js {OLDEST_NODE} or newer is needed, this is {version}: install a newer one and try again");
    }
    Ok(())
}
