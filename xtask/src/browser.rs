//! Chromium for the browser tests.

use std::{env, path::PathBuf, process::Command};

use anyhow::{Context, Result};

use crate::{debian, process::read};

/// Names the executable when it is not one of `PROGRAMS` on the path; Playwright's configuration reads it too.
pub const VARIABLE: &str = "CHROMIUM_BIN";

/// The shell first: it paints no window, and walks a third quicker.
const PROGRAMS: [&str; 4] = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"];

/// An installed browser.
pub struct Browser {
    /// The executable.
    pub program: PathBuf,
    /// Name and version as the browser itself tells them.
    pub version: String,
}

/// The installed Chromium; on Debian it is installed when there is none.
pub fn provide() -> Result<Browser> {
    let program = match find() {
        Some(program) => program,
        None => {
            debian::install(&["chromium-headless-shell", "fonts-noto-core"], "the browser tests")?;
            find().context("Chromium is installed but not on the path")?
        }
    };
    let version = read(Command::new(&program).arg("--version"))?.trim().to_owned();
    Ok(Browser { program, version })
}

fn find() -> Option<PathBuf> {
    if let Some(program) = env::var_os(VARIABLE) {
        return Some(program.into());
    }
    let path = env::var_os("PATH")?;
    let folders: Vec<_> = env::split_paths(&path).collect();
    PROGRAMS
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|program| program.is_file())
}
