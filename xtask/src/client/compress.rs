//! Compressed copies beside the files, so that the server never compresses a package file itself.

use std::{path::Path, process::Command};

use anyhow::Result;

use crate::process::run_quietly;

/// Node's zlib does it: brotli at its best level in native code, without another crate to compile.
const SCRIPT: &str = include_str!("compress.js");

/// Writes `.br` and `.gz` copies of everything in `package` that gets smaller by it.
pub fn compress(package: &Path) -> Result<()> {
    run_quietly(Command::new("node").args(["--eval", SCRIPT]).arg(package))?;
    Ok(())
}
