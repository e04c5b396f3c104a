//! The project's own commands: `cargo xtask --help`.

mod browser;
mod client;
mod debian;
mod dev;
mod digest;
mod end2end;
mod graph;
mod keeper;
mod licences;
mod packages;
mod paths;
mod postgres;
mod process;
mod prove;
mod release;
mod rust_tests;
mod setup;
mod size;
mod summary;
mod test;
mod trials;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", about = "The commands of Sổ Khách")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Fetch what the other commands need (they do it themselves when something is missing)
    Setup,
    /// Set up, build the release, migrate and serve
    Run,
    /// Build, serve, and do it again whenever a source file changes
    Dev,
    /// Make the release: `target/release/sokhach` and `target/site`
    Build,
    /// Build only what the browser loads, in `target/site`
    Client {
        /// How thoroughly
        #[arg(long, value_enum, default_value_t = client::Mode::Dev)]
        mode: client::Mode,
    },
    /// Check and test everything, or the named parts
    Test {
        /// Parts to run; all when none is named
        #[arg(value_enum)]
        parts: Vec<test::Part>,
    },
    /// Measure the release: list, search, detail, write, work, import, export, browser,
    /// start, visit
    Bench {
        /// What to measure; everything when none is named
        names: Vec<String>,
    },
    /// Prove that rights hold (matrix, guards), and on the release what takes long: hostile, kill,
    /// live, instances, leaks, money
    Prove {
        /// What to prove; everything when none is named
        names: Vec<String>,
    },
}

fn main() -> ExitCode {
    match perform(Arguments::parse().task) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Result<ExitCode> {
    match task {
        Task::Setup => setup::prepare()?,
        Task::Run => release::serve()?,
        Task::Dev => dev::watch()?,
        Task::Build => release::build()?,
        Task::Client { mode } => {
            setup::prepare()?;
            client::build(mode)?;
        }
        Task::Bench { names } => trials::bench(&names)?,
        Task::Prove { names } => prove::prove(&names)?,
        Task::Test { parts } => return Ok(test::run_parts(&parts)),
    }
    Ok(ExitCode::SUCCESS)
}
