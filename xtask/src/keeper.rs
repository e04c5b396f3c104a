//! Servers that run while a command works: they end with it, in whatever way it ends.

use std::{
    ffi::OsStr,
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};

/// Waits for the end of its input, which comes when this program lets go of the pipe or dies, then stops the
/// server with the signal of its kind, waits for it, and removes its folder if it has one.
const SCRIPT: &str = r#"trap : INT TERM
"$@" & server=$!
read -r _
kill -s "$STOP_SIGNAL" $server 2>/dev/null
wait $server
[ -z "$SCRATCH" ] || rm -rf "$SCRATCH""#;

/// A server that runs until this is dropped.
pub struct Kept(Child);

/// Starts `server` with its arguments; `stop_signal` ends it in good order. `configure` sets what the process needs: user, output, and so on; the variable
/// `SCRATCH` names a folder that goes with the server.
pub fn keep<A: AsRef<OsStr>>(
    server: impl IntoIterator<Item = A>,
    stop_signal: &str,
    configure: impl FnOnce(&mut Command) -> &mut Command,
) -> Result<Kept> {
    let mut command = Command::new("sh");
    command.args(["-c", SCRIPT, "keeper"]).args(server).env("STOP_SIGNAL", stop_signal).stdin(Stdio::piped());
    let child = configure(&mut command).spawn().context("cannot start a server")?;
    Ok(Kept(child))
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // It fails only when the keeper is gone already.
        let _ = self.0.wait();
    }
}
