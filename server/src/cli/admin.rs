//! `sokhach admin`: what is done without a browser: accounts of administrators, and how long the trash
//! keeps, and how much files may take.

use std::io::{BufRead, stdin};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use domain::AppError;
use i18n::Locale;
use services::{Failure, accounts::FirstAdministrator};

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder::DataFolder,
};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Create an administrator; the password is read from standard input
    Create(Create),
    /// Have the trash keep records for so many days, before they are deleted for good
    KeepTrash(KeepTrash),
    /// Limit how large one file of a customer may be, all files that one person uploads, and all files together
    LimitFiles(LimitFiles),
}

#[derive(Args)]
pub(super) struct LimitFiles {
    #[command(flatten)]
    data: DataOptions,
    /// MiB of one file, from 1 to 100
    #[arg(long, default_value = "25")]
    file: u64,
    /// MiB of all files that one person uploads
    #[arg(long, default_value = "2048")]
    person: u64,
    /// MiB of all files together
    #[arg(long, default_value = "20480")]
    total: u64,
}

#[derive(Args)]
pub(super) struct KeepTrash {
    #[command(flatten)]
    data: DataOptions,
    /// Days, from 1 to 3650
    #[arg(long)]
    days: i64,
}

#[derive(Args)]
pub(super) struct Create {
    #[command(flatten)]
    data: DataOptions,
    /// E-mail: what one signs in with
    #[arg(long)]
    email: String,
    /// Full name
    #[arg(long)]
    name: String,
    /// Language of the interface
    #[arg(long, default_value = "vi")]
    language: String,
}

pub(super) async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Create(options) => create(options).await,
        Command::KeepTrash(options) => keep_trash(options).await,
        Command::LimitFiles(options) => limit_files(options).await,
    }
}

async fn keep_trash(options: KeepTrash) -> anyhow::Result<()> {
    let config = Config::read(options.data, ListenOptions::default())?;
    let folder = DataFolder::take(&config.folder)?;
    let services = folder.open(&config).await?;
    let outcome = services.keep_trash(options.days).await;
    services.database().clone().close().await?;
    if !outcome? {
        bail!("the trash keeps records for 1 to 3650 days");
    }
    Ok(())
}

async fn limit_files(options: LimitFiles) -> anyhow::Result<()> {
    let config = Config::read(options.data, ListenOptions::default())?;
    let folder = DataFolder::take(&config.folder)?;
    let services = folder.open(&config).await?;
    let outcome = services.limit_files([options.file, options.person, options.total]).await;
    services.database().clone().close().await?;
    if !outcome? {
        bail!("a file has 1 to 100 MiB, no more than all of a person, and these no more than all together");
    }
    Ok(())
}

async fn create(options: Create) -> anyhow::Result<()> {
    let mut password = String::new();
    stdin().lock().read_line(&mut password).context("no password on standard input")?;

    let config = Config::read(options.data, ListenOptions::default())?;
    let folder = DataFolder::take(&config.folder)?;
    let services = folder.open(&config).await?;
    let first = FirstAdministrator {
        email: &options.email,
        full_name: &options.name,
        password: password.trim_end_matches(['\r', '\n']),
        language: &options.language,
    };
    let outcome = services.accounts().create_administrator(&first).await;
    services.database().clone().close().await?;
    match outcome {
        Ok(_) => Ok(()),
        Err(Failure::Refused(AppError::Invalid(errors))) => {
            let text = |code: &str| i18n::errors::by_code(Locale::En, code).unwrap_or_default();
            let lines: Vec<_> =
                errors.0.iter().map(|error| format!("{}: {}", error.field, text(&error.code))).collect();
            bail!("{}", lines.join("\n"))
        }
        Err(other) => Err(other.into()),
    }
}
