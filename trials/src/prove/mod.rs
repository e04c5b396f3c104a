//! What must hold whatever happens.

mod hostile;
mod instances;
mod kill;
mod leaks;
mod live;
mod money;

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
    /// A thousand open tabs follow what an administrator does, and two hundred a storm of it (C2, C5, C7, G8)
    Live,
    /// One server, and two on one database, decide by the rights of the moment (C1, C6, C8)
    Instances,
    /// What somebody may not see reaches them by no way, and no log (B4, B5, B13, E7)
    Leaks,
    /// Whoever works at the same time, and whatever is killed meanwhile, the books are right to the đồng
    Money,
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
    if wanted(Name::Live) {
        live::prove(bed, report).await?;
    }
    if wanted(Name::Instances) {
        instances::prove(bed, report).await?;
    }
    if wanted(Name::Leaks) {
        leaks::prove(bed, report).await?;
    }
    if wanted(Name::Money) {
        money::prove(bed, report).await?;
    }
    Ok(())
}
