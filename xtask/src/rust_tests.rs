//! `cargo test`, counted.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use crate::summary::Tally;

/// Runs a `cargo test` command; shows everything but the tests that pass.
pub fn run(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let mut child = command.stdout(Stdio::piped()).spawn().context("cannot start cargo")?;
    let output = child.stdout.take().context("no output to read")?;
    let mut counted = Tally::default();
    for line in BufReader::new(output).lines() {
        let line = line?;
        counted += count(&line).unwrap_or_default();
        if is_reason(&line) {
            counted.reasons.push(line.clone());
        }
        if is_worth_showing(&line) {
            println!("{line}");
        }
    }
    let status = child.wait()?;
    let broke_off = !status.success() && counted.failed == 0;
    *tally += counted;
    if broke_off {
        bail!("cargo test broke off ({status})");
    }
    Ok(())
}

/// Reads `test result: ok. 3 passed; 0 failed; 1 ignored; …`; an ignored test counts as failed.
fn count(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let number = |what: &str| -> Option<u32> {
        let entry = counts.split(';').find_map(|entry| entry.trim().strip_suffix(what))?;
        entry.trim().parse().ok()
    };
    Some(Tally { passed: number("passed")?, failed: number("failed")? + number("ignored")?, reasons: Vec::new() })
}

/// The name of a test that failed, and where it did.
fn is_reason(line: &str) -> bool {
    let failed = line.starts_with("test ") && (line.ends_with("... FAILED") || line.contains("... ignored"));
    failed || (line.starts_with("thread ") && line.contains(" panicked at "))
}

fn is_worth_showing(line: &str) -> bool {
    let passed = line.starts_with("test ") && line.ends_with("... ok");
    let no_tests = line.starts_with("running ") || line.starts_with("test result: ok. 0 passed; 0 failed; 0 ignored");
    !passed && !no_tests && !line.trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_results_and_takes_ignored_tests_for_failures() {
        let line = "test result: FAILED. 12 passed; 1 failed; 2 ignored; 0 measured; 0 filtered out; finished in 0.01s";
        assert_eq!(count(line), Some(Tally { passed: 12, failed: 3, reasons: Vec::new() }));
        assert_eq!(count("test domain::money ... ok"), None);
    }

    #[test]
    fn keeps_which_failed_and_where() {
        assert!(is_reason("test domain::money ... FAILED"));
        assert!(is_reason("thread 'money' (17) panicked at src/money.rs:3:5:"));
        assert!(!is_reason("test domain::money ... ok"));
    }

    #[test]
    fn hides_what_passes() {
        assert!(!is_worth_showing("test domain::money ... ok"));
        assert!(is_worth_showing("test domain::money ... FAILED"));
        assert!(is_worth_showing("test domain::money ... ignored"));
    }
}
