//! Programs for the tests that the machine lacks, from Debian's packages.

use std::{path::Path, process::Command};

use anyhow::{Result, bail};

use crate::process::{read, run_quietly};

/// Installs `packages`, or says in one sentence what a person has to install for `purpose`.
pub fn install(packages: &[&str], purpose: &str) -> Result<()> {
    let names = packages.join(" ");
    if !Path::new("/usr/bin/apt-get").exists() {
        bail!("{purpose} needs {names}: install it and try again");
    }
    if !is_root()? {
        bail!("{purpose} needs {names}: run `sudo apt-get install --no-install-recommends {names}` and try again");
    }
    println!("installing {names} …");
    apt_get(&["update"])?;
    // Recommended packages would upgrade systemd, which empties /tmp under the running installation.
    let install = ["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"];
    apt_get(&[&install, packages].concat())
}

/// Whether this program runs as root.
pub fn is_root() -> Result<bool> {
    Ok(read(Command::new("id").arg("-u"))?.trim() == "0")
}

fn apt_get(arguments: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    run_quietly(command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive"))?;
    Ok(())
}
