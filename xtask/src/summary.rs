//! What ran, how long it took, and the closing count.

use std::{
    ops::AddAssign,
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};

/// How many passed, how many did not, and why not.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that failed, or were skipped: a test never skips silently.
    pub failed: u32,
    /// Which failed and why, for the end of the output, which may be all that is kept of it.
    pub reasons: Vec<String>,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.reasons.extend(other.reasons);
    }
}

struct Step {
    name: &'static str,
    took: Duration,
    tally: Tally,
}

/// Collects the steps of one run.
#[derive(Default)]
pub struct Summary {
    steps: Vec<Step>,
    used: Vec<(&'static str, String)>,
}

impl Summary {
    /// Performs a step that counts as one check, and hands on what it made.
    pub fn check<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Option<T> {
        let started = begin(name);
        let mut tally = Tally::default();
        let made = succeed(work(), &mut tally);
        tally.passed += u32::from(made.is_some());
        self.end(name, started, tally);
        made
    }

    /// Performs a step that counts its own tests, and hands on what it made of them; breaking off counts as one more
    /// failure, and so does finding no test.
    pub fn tests<T>(&mut self, name: &'static str, work: impl FnOnce(&mut Tally) -> Result<T>) -> Option<T> {
        let started = begin(name);
        let mut tally = Tally::default();
        let outcome = work(&mut tally).and_then(|made| {
            ensure!(tally != Tally::default(), "there was no test to run");
            Ok(made)
        });
        let made = succeed(outcome, &mut tally);
        self.end(name, started, tally);
        made
    }

    /// Notes what the tests ran on, such as a database or a browser.
    pub fn used(&mut self, what: &'static str, name: &str) {
        self.used.push((what, name.to_owned()));
    }

    /// Prints it all; the very last line is the count.
    pub fn close(self) -> ExitCode {
        heading("Summary");
        let mut total = Tally::default();
        for Step { name, took, tally } in self.steps {
            let verdict = if tally.failed == 0 { "ok    " } else { "FAILED" };
            let Tally { passed, failed, .. } = tally;
            println!("{verdict} {name:<28} {:>7.1} s   {passed} passed, {failed} failed", took.as_secs_f32());
            total += tally;
        }
        for reason in &total.reasons {
            println!("failed: {}", reason.trim_end().replace('\n', "\n    "));
        }
        for (what, name) in self.used {
            println!("{what}: {name}");
        }
        println!("{} passed, {} failed", total.passed, total.failed);
        if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    fn end(&mut self, name: &'static str, started: Instant, tally: Tally) {
        let took = started.elapsed();
        println!("{:.1} s", took.as_secs_f32());
        self.steps.push(Step { name, took, tally });
    }
}

/// Separates a step from the one before.
pub fn heading(name: &str) {
    println!("\n── {name} {}", "─".repeat(70_usize.saturating_sub(name.chars().count())));
}

fn begin(name: &str) -> Instant {
    heading(name);
    Instant::now()
}

/// Says at once why something failed, and counts it.
fn succeed<T>(result: Result<T>, tally: &mut Tally) -> Option<T> {
    let explain = |error: &anyhow::Error| {
        let reason = format!("{error:#}");
        println!("FAILED: {reason}");
        tally.failed += 1;
        tally.reasons.push(reason);
    };
    result.inspect_err(explain).ok()
}
