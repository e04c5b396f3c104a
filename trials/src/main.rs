//! Measurements and long proofs against the release, as `cargo xtask bench` and `cargo xtask prove` start them: a server
//! of its own with seeded data, and people who work with it over HTTP. Each goal is printed as one line of JSON, all of
//! them as a table at the end.

mod bench;
mod beside;
mod client;
mod data;
mod import;
mod office;
mod prove;
mod report;
mod server;
mod socket;

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};

use self::report::Report;

#[derive(Parser)]
#[command(name = "trials")]
struct Arguments {
    #[command(flatten)]
    bed: Bed,
    #[command(subcommand)]
    task: Task,
}

/// What a trial is made with.
#[derive(clap::Args)]
struct Bed {
    /// The program to try
    #[arg(long)]
    program: PathBuf,
    /// Folder for seeded data, which is kept, and for everything that goes with the trial
    #[arg(long)]
    folder: PathBuf,
    /// A PostgreSQL server on which databases may be made and dropped
    #[arg(long)]
    postgres: String,
    /// The same number makes the same data and the same choices
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Data that another build has seeded are good enough, as long as the seed itself is the same
    #[arg(long)]
    keep: bool,
    /// This database alone, of those that reading is measured on
    #[arg(long)]
    on: Option<data::Kind>,
    /// So many customers alone, of the sizes that reading is measured with
    #[arg(long)]
    customers: Option<u64>,
    /// So many trials, in the place of the usual number, of what is tried again and again
    #[arg(long)]
    trials: Option<usize>,
    /// So many seconds, in the place of the usual number, of what goes on for a time
    #[arg(long)]
    seconds: Option<u64>,
    /// The scripts that drive a browser
    #[arg(long)]
    scripts: Option<PathBuf>,
}

impl Bed {
    /// Whether something is measured with so many customers.
    fn wants(&self, customers: u64) -> bool {
        self.customers.is_none_or(|wanted| wanted == customers)
    }
}

#[derive(Subcommand)]
enum Task {
    /// Speed and memory
    Bench {
        /// What to measure; everything when none is named
        names: Vec<bench::Name>,
    },
    /// What must hold whatever happens
    Prove {
        /// What to prove; everything when none is named
        names: Vec<prove::Name>,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { bed, task } = Arguments::parse();
    let mut report = Report::default();
    let outcome = match task {
        Task::Bench { names } => bench::run(&bed, &names, &mut report).await,
        Task::Prove { names } => prove::run(&bed, &names, &mut report).await,
    };
    println!("seed {}", bed.seed);
    let all_pass = report.close();
    if let Err(error) = &outcome {
        eprintln!("{error:#}");
    }
    if all_pass && outcome.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A generator of choices that repeat themselves with the seed.
fn chance(bed: &Bed) -> rand::rngs::Xoshiro256PlusPlus {
    rand::SeedableRng::seed_from_u64(bed.seed)
}

/// The median and what 95 and 99 of a hundred stay under, of measured values.
fn percentile(values: &[f64], of_hundred: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = (of_hundred / 100.0 * sorted.len() as f64).ceil() as usize;
    sorted.get(place.saturating_sub(1)).copied().unwrap_or_default()
}

/// Runs something, and tells how many milliseconds it took.
async fn timed<T>(work: impl Future<Output = Result<T>>) -> Result<(T, f64)> {
    let started = std::time::Instant::now();
    let made = work.await?;
    Ok((made, started.elapsed().as_secs_f64() * 1000.0))
}
