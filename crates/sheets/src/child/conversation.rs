//! The parent's side of the talk with one child, which ends with it.

use std::ffi::OsString;
use std::io::{self, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::protocol::{Answer, Request, parse, read_line, write_line};
use crate::Refusal;

/// Lines read ahead; few, as each may be long.
const LINES_AHEAD: usize = 2;
/// Exit code of a Rust program that panicked.
const PANICKED: i32 = 101;

/// A running child and the lines it sends. The child is killed when this is dropped.
pub(super) struct Conversation {
    child: Child,
    lines: Receiver<io::Result<Vec<u8>>>,
    /// How much longer the child may keep its parent waiting.
    patience: Duration,
}

impl Conversation {
    /// Starts a child with an empty environment and asks it.
    pub(super) fn start(program: &Path, args: &[OsString], request: &Request) -> Result<Self, Refusal> {
        let mut child = Command::new(program)
            .args(args)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|_| Refusal::Unreadable)?;
        let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
        let (sender, lines) = sync_channel(LINES_AHEAD);
        let conversation = Self { child, lines, patience: request.limits.patience() };

        let (mut stdin, stdout) = stdin.zip(stdout).ok_or(Refusal::Unreadable)?;
        thread::Builder::new().spawn(move || forward(stdout, &sender)).map_err(|_| Refusal::Unreadable)?;
        // A child that has died already does not listen; its end tells why.
        let _ = write_line(&mut stdin, request);
        Ok(conversation)
    }

    /// The next answer; the child's death or silence becomes a refusal.
    pub(super) fn next(&mut self) -> Result<Answer, Refusal> {
        let asked = Instant::now();
        let line = self.lines.recv_timeout(self.patience);
        self.patience = self.patience.saturating_sub(asked.elapsed());
        match line {
            Ok(Ok(line)) => parse(&line).map_err(|_| Refusal::Unreadable),
            Ok(Err(error)) if error.kind() != io::ErrorKind::UnexpectedEof => Err(Refusal::Unreadable),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(self.cause_of_death()),
            Err(RecvTimeoutError::Timeout) => Err(Refusal::TimedOut),
        }
    }

    /// Why the child ended without a last answer.
    fn cause_of_death(&mut self) -> Refusal {
        let deadline = Instant::now() + self.patience;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(Some(status)) => return cause(status),
                // The pipe closes a moment before the process is gone.
                Ok(None) => thread::sleep(Duration::from_millis(1)),
                Err(_) => return Refusal::Unreadable,
            }
        }
        Refusal::TimedOut
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        // Killing fails only if the child has ended; waiting for it leaves no zombie. The thread ends with the pipe.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Hands on line after line until the stream or the listener ends.
fn forward(stdout: ChildStdout, lines: &SyncSender<io::Result<Vec<u8>>>) {
    let mut stdout = BufReader::new(stdout);
    while let Some(line) = read_line(&mut stdout).transpose() {
        let last = line.is_err();
        if lines.send(line).is_err() || last {
            return;
        }
    }
}

fn cause(status: ExitStatus) -> Refusal {
    let signal = status.signal().and_then(Signal::from_named_raw);
    match (signal, status.code()) {
        (Some(Signal::XCPU), _) => Refusal::TimedOut,
        // A failed allocation aborts; the kernel kills when the machine itself has no memory left.
        (Some(Signal::ABORT | Signal::KILL), _) => Refusal::OutOfMemory,
        (Some(_), _) | (None, Some(PANICKED)) => Refusal::Damaged,
        _ => Refusal::Unreadable,
    }
}
