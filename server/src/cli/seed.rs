//! `sokhach seed`: invented customers for trials and measurements.

use clap::Args;

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder::DataFolder,
};

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: DataOptions,
    /// How many customers
    #[arg(long)]
    customers: u64,
    /// The same number gives the same customers
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let config = Config::read(options.data, ListenOptions::default())?;
    let folder = DataFolder::take(&config.folder)?;
    let services = folder.open(&config).await?;
    let total = options.customers;
    services::seed::seed(&services, total, options.seed, |done| {
        eprint!("\r{} / {}", i18n::grouped(done), i18n::grouped(total));
    })
    .await?;
    eprintln!();
    services.database().clone().close().await?;
    Ok(())
}
