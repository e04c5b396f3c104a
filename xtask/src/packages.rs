//! npm packages: tools of the client build, fonts, icons, Playwright.

use std::{fs, process::Command};

use anyhow::{Context, Result};

use crate::{digest::ContentHash, paths, process::run_quietly};

/// Installs exactly what `package-lock.json` names, unless that has been done.
pub fn install() -> Result<()> {
    let wanted = ContentHash::default().file(&paths::root().join("package-lock.json"))?.finish();
    let stamp = paths::npm_file(".installed-from");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    println!("npm packages …");
    run_quietly(
        Command::new("npm")
            .args(["ci", "--no-progress"])
            // Playwright drives the Chromium of the machine.
            .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
            .current_dir(paths::root()),
    )
    .context("npm could not install the packages")?;
    Ok(fs::write(stamp, wanted)?)
}
