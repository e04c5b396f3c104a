//! The commands.

mod admin;
mod healthcheck;
mod seed;
mod serve;
mod verify_audit;
mod verify_totals;

use clap::{Parser, Subcommand};

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder::DataFolder,
};

/// The customer book of a business that rents out space.
#[derive(Parser)]
#[command(name = "sokhach", version)]
pub struct Program {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer requests
    Serve(serve::Options),
    /// Bring the database to the structure of this version
    Migrate(DataOptions),
    /// Accounts of administrators, and settings
    #[command(subcommand)]
    Admin(admin::Command),
    /// Fill the database with invented customers, always the same for the same seed
    Seed(seed::Options),
    /// Check that nobody has changed the audit trail; also while the server runs
    VerifyAudit(DataOptions),
    /// Compute the totals of all customers anew, and compare them with those that are kept; also while the server runs
    VerifyTotals(DataOptions),
    /// Ask a running server whether it is well
    Healthcheck(healthcheck::Options),
    /// Read a spreadsheet with limited means; the server starts this itself
    #[command(hide = true)]
    ParseSheet,
}

impl Program {
    /// Does what the command line says.
    ///
    /// # Errors
    /// What went wrong, in words.
    pub fn run(self) -> anyhow::Result<()> {
        // Before any thread: the limits that it sets count for the whole process.
        if let Command::ParseSheet = self.command {
            return Ok(sheets::child::main(std::io::stdin().lock(), std::io::stdout().lock())?);
        }
        tokio::runtime::Runtime::new()?.block_on(async {
            match self.command {
                Command::Serve(options) => serve::run(options).await,
                Command::Migrate(data) => migrate(data).await,
                Command::Admin(command) => admin::run(command).await,
                Command::Seed(options) => seed::run(options).await,
                Command::VerifyAudit(data) => verify_audit::run(data).await,
                Command::VerifyTotals(data) => verify_totals::run(data).await,
                Command::Healthcheck(options) => healthcheck::run(&options),
                Command::ParseSheet => Ok(()),
            }
        })
    }
}

async fn migrate(data: DataOptions) -> anyhow::Result<()> {
    let config = Config::read(data, ListenOptions::default())?;
    let folder = DataFolder::take(&config.folder)?;
    folder.open(&config).await?.database().clone().close().await?;
    Ok(())
}
