//! What must hold whatever happens.

mod hostile;
mod kill;

use anyhow::Result;
use clap::ValueEnum;

use crate::{Bed, report::Report};

/// What can be proven.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// Files made to do harm are refused and harm nothing (D1, D2, D3)
    Hostile,
    /// Whatever is killed during an import, nothing is lost and nothing is twice (F1)
    Kill,
}

/// Proves what is named, or everything.
pub async fn run(bed: &Bed, names: &[Name], report: &mut Report) -> Result<()> {
    let wanted = |name| names.is_empty() || names.contains(&name);
    if wanted(Name::Hostile) {
        hostile::prove(bed, report).await?;
    }
    if wanted(Name::Kill) {
        kill::prove(bed, report).await?;
    }
    Ok(())
}
