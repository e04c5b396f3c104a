//! `sokhach verify-totals`.

use anyhow::{bail, ensure};

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder,
};

/// Customers that are named at most.
const NAMED: usize = 20;

/// Computes what is kept of each customer anew, and says of whom it is something else.
pub(super) async fn run(data: DataOptions) -> anyhow::Result<()> {
    let config = Config::read(data, ListenOptions::default())?;
    // A folder that is mistyped would be taken for an empty one.
    ensure!(config.key_file.exists(), "there is no key file {}", config.key_file.display());
    let services = folder::open(&config).await?;
    let differing = services.bookings().totals_that_differ().await;
    services.database().clone().close().await?;
    let differing = differing?;
    if differing.is_empty() {
        println!("the totals of all customers are what their bookings, charges and receipts make");
        return Ok(());
    }
    let named: Vec<String> = differing.iter().take(NAMED).map(ToString::to_string).collect();
    bail!("the totals of {} customers are not what their records make: {}", differing.len(), named.join(", "))
}
