//! Development: built and served again after each change of a source file.

use std::{
    ffi::OsStr,
    thread,
    time::{Duration, SystemTime},
};

use anyhow::Result;
use walkdir::WalkDir;

use crate::{
    client,
    keeper::{Kept, keep},
    paths,
    process::{cargo, run},
    setup,
    summary::heading,
};

const SOURCES: [&str; 9] =
    ["app", "assets", "crates", "frontend", "migrations", "server", "style", "Cargo.toml", "package-lock.json"];

/// Looking at a few hundred files takes a millisecond; a saved file is noticed before the hand has left the keyboard.
const LOOK_EVERY: Duration = Duration::from_millis(300);

/// Serves until it is stopped (Ctrl+C).
pub fn watch() -> Result<()> {
    setup::prepare()?;
    let mut server = None;
    let mut seen = None;
    loop {
        let now = Sources::look();
        if seen.as_ref() != Some(&now) {
            heading("Build");
            match build() {
                Ok(()) => {
                    // The old one must have let go of the port first.
                    drop(server.take());
                    client::announce_restart()?;
                    server = Some(serve()?);
                }
                Err(error) => println!("{error:#}\nwaiting for a change"),
            }
            seen = Some(now);
        }
        thread::sleep(LOOK_EVERY);
    }
}

fn build() -> Result<()> {
    client::build(client::Mode::Live)?;
    run(&mut cargo(["build", "--bin", "sokhach"]))
}

/// Tells one state of the sources from another: the newest change and the number of files (one may be gone).
#[derive(PartialEq, Eq)]
struct Sources {
    newest: Option<SystemTime>,
    files: usize,
}

impl Sources {
    fn look() -> Self {
        let entries = SOURCES.iter().flat_map(|source| WalkDir::new(paths::root().join(source))).flatten();
        let changes: Vec<_> = entries.filter_map(|entry| entry.metadata().ok()?.modified().ok()).collect();
        Self { newest: changes.iter().max().copied(), files: changes.len() }
    }
}

fn serve() -> Result<Kept> {
    let program = paths::target().join("debug/sokhach");
    keep([program.as_os_str(), OsStr::new("serve")], "TERM", |keeper| keeper.current_dir(paths::root()))
}
