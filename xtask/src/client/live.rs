//! Pages that load themselves anew while somebody develops.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    time::UNIX_EPOCH,
};

use anyhow::Result;

use super::{MAIN_JS, site};

/// Makes the pages of this package watch for `announce_restart`.
pub fn watch_for_restarts(package: &Path) -> Result<()> {
    let mut script = OpenOptions::new().append(true).open(package.join(MAIN_JS))?;
    Ok(script.write_all(include_bytes!("live.js"))?)
}

/// Tells open pages to load themselves anew. The server delivers the file like any other of the packages.
pub fn announce_restart() -> Result<()> {
    let now = UNIX_EPOCH.elapsed()?.as_millis().to_string();
    Ok(fs::write(site::packages().join("restarted"), now)?)
}
