//! Everything that must hold, checked in order; one failure does not keep the rest from running.

use std::{
    process::{Command, ExitCode},
    thread,
};

use anyhow::{Result, anyhow};
use clap::ValueEnum;

use crate::{
    browser,
    client::{self, Mode},
    end2end::{self, Walks},
    graph, licences, postgres,
    process::{cargo, run},
    rust_tests, setup, size,
    summary::Summary,
};

/// A part of the test command that can be run by itself.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Formatting
    Format,
    /// Clippy, server side and browser side
    Lint,
    /// What the client is made of; licences
    Graph,
    /// Unit, property, service and router tests on both databases
    Rust,
    /// Playwright, each walk once, with the accessibility scan
    Browser,
    /// Playwright, each walk on desktop and tablet and in both languages: twice as long, only when it is named
    Everywhere,
    /// Bytes of a first visit against their budget
    Size,
}

/// What compiles the program and its tests.
#[derive(Clone, Copy)]
enum Compiler {
    Rustc,
    /// Which lints on the way, so that nothing is compiled a second time for its lints alone. It optimises a little less, so that the
    /// client, whose bytes are counted, is not made by it.
    Clippy,
}

impl Compiler {
    fn cargo<'a>(self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = cargo(arguments);
        if let Self::Clippy = self {
            // As `cargo clippy` calls it.
            command.env("RUSTC_WORKSPACE_WRAPPER", "clippy-driver");
            command.env("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__");
        }
        command
    }
}

/// Runs `parts`, or everything but [`Part::Everywhere`] when none is named.
pub fn run_parts(parts: &[Part]) -> ExitCode {
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let mut summary = Summary::default();
    let ready = summary.check("Set up", || {
        setup::prepare()?;
        setup::prepare_checks()
    });
    if ready.is_none() {
        return summary.close();
    }
    let walks = parts.contains(&Part::Everywhere).then_some(Walks::Everywhere);
    let walks = walks.or_else(|| wanted(Part::Browser).then_some(Walks::Once));
    thread::scope(|threads| {
        // It keeps one core busy for long, and so do the largest crates of the server: beside each other they use two.
        let wants_client = walks.is_some() || wanted(Part::Size);
        let client = wants_client.then(|| threads.spawn(|| client::build(Mode::Release)));
        if wanted(Part::Format) {
            summary.check("Format", || run(&mut cargo(["fmt", "--all", "--check"])));
        }
        let mut compiler = Compiler::Rustc;
        if wanted(Part::Lint) {
            let clean = match wanted(Part::Rust) {
                true => summary.check("Clippy, server side", lint_tests),
                false => summary.check("Clippy, server side", lint_server),
            };
            if clean.is_some() && wanted(Part::Rust) {
                compiler = Compiler::Clippy;
            }
            summary.check("Clippy, browser side", lint_client);
        }
        if wanted(Part::Graph) {
            summary.check("Client graph", graph::check);
            summary.check("Licences and sources", licences::check);
        }
        if wanted(Part::Rust) {
            test_rust(&mut summary, compiler);
        }
        let Some(client) = client else { return };
        let built = || client.join().unwrap_or_else(|_| Err(anyhow!("the build of the client panicked")));
        let client = summary.check("Client", built);
        if wanted(Part::Size) && client.is_some() {
            summary.check("Size of a first visit", size::check);
        }
        if let Some(walks) = walks {
            test_in_browser(&mut summary, compiler, client.is_some(), walks);
        }
    });
    summary.close()
}

fn lint_server() -> Result<()> {
    run(cargo(["clippy", "--all-targets"]).args(["--", "--deny", "warnings"]))?;
    run(cargo(["clippy", "--package", "xtask", "--all-targets"]).args(["--", "--deny", "warnings"]))
}

/// Builds what the tests run, and lints it.
fn lint_tests() -> Result<()> {
    run(&mut Compiler::Clippy.cargo(["test", "--no-run"]))?;
    run(&mut Compiler::Clippy.cargo(["test", "--package", "xtask", "--no-run"]))
}

fn lint_client() -> Result<()> {
    run(cargo(["clippy", "--package", "frontend", "--target", "wasm32-unknown-unknown"])
        .args(["--", "--deny", "warnings"]))
}

fn test_rust(summary: &mut Summary, compiler: Compiler) {
    let postgres = summary.check("PostgreSQL", postgres::provide);
    let tested = summary.tests("Rust tests", |tally| {
        let mut command = compiler.cargo(["test", "--no-fail-fast"]);
        if let Some(postgres) = &postgres {
            command.env(postgres::VARIABLE, &postgres.url);
        }
        // Much of the time a test waits for PostgreSQL.
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        command.env("RUST_TEST_THREADS", (2 * cores).to_string());
        rust_tests::run(&mut command, tally)?;
        rust_tests::run(&mut compiler.cargo(["test", "--package", "xtask"]), tally)
    });
    if tested.is_some() {
        summary.used("database", "SQLite (bundled)");
        if let Some(postgres) = postgres {
            summary.used("database", &postgres.description);
        }
    }
}

fn test_in_browser(summary: &mut Summary, compiler: Compiler, has_client: bool, walks: Walks) {
    // With the tests' choice of features, so that nothing is compiled a second time.
    let server = summary.check("Development server", || run(&mut compiler.cargo(["build", "--bins", "--tests"])));
    let browser = summary.check("Browser", browser::provide);
    summary.check("Types of the browser tests", end2end::check_types);
    let (true, Some(()), Some(browser)) = (has_client, server, browser) else {
        return;
    };
    if let Some(projects) = summary.tests("Browser tests", |tally| end2end::run_all(&browser, walks, tally)) {
        let projects: Vec<_> = projects.into_iter().collect();
        summary.used("browser", &format!("{} ({})", browser.version, projects.join(", ")));
    }
}
