//! `sokhach verify-audit`.

use anyhow::{bail, ensure};
use services::audit::Break;

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder,
};

/// Says how the chain is, or which entry is the first that is not as it was written.
pub(super) async fn run(data: DataOptions) -> anyhow::Result<()> {
    let config = Config::read(data, ListenOptions::default())?;
    // A folder that is mistyped would be taken for an empty one.
    ensure!(config.key_file.exists(), "there is no key file {}", config.key_file.display());
    let services = folder::open(&config).await?;
    let chain = services.verify_audit().await?;
    services.database().clone().close().await?;
    match chain.broken {
        None => {
            println!("{} entries are whole; the values of {} were erased", chain.sealed, chain.erased);
            if chain.waiting > 0 {
                println!("{} entries are not sealed yet", chain.waiting);
            }
            println!("last seal: {}", chain.head);
            Ok(())
        }
        Some((place, Break::Missing)) => bail!("the entry at place {place} of the chain is missing"),
        Some((entry, Break::Entry)) => bail!("entry {entry} is not as it was written, or one before it is missing"),
        Some((entry, Break::Values)) => bail!("the values of entry {entry} are not as they were written"),
    }
}
