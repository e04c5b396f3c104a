//! The release: built, and served on this machine.

use std::{os::unix::process::CommandExt, process::Command};

use anyhow::{Context, Result};

use crate::{
    client, paths,
    process::{cargo, run},
    setup,
    summary::heading,
};

/// Makes `target/release/sokhach` and `target/site`.
pub fn build() -> Result<()> {
    build_with(&[])
}

/// The same with other programs: at once, for what they have in common to be compiled once.
pub fn build_with(programs: &[&str]) -> Result<()> {
    heading("Set up");
    setup::prepare()?;
    heading("Client");
    client::build(client::Mode::Release)?;
    heading("Server");
    let programs = programs.iter().flat_map(|program| ["--bin", program]);
    run(cargo(["build", "--release", "--bin", "sokhach"]).args(programs))
}

/// Builds, brings the database up to date and becomes the server, so that signals reach it directly.
pub fn serve() -> Result<()> {
    build()?;
    heading("Migrate");
    run(server().arg("migrate"))?;
    heading("Serve");
    let error = server().arg("serve").exec();
    Err(error).context("cannot start the server")
}

fn server() -> Command {
    let mut command = Command::new(paths::target().join("release/sokhach"));
    command.current_dir(paths::root());
    command
}
