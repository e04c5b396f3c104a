//! Two servers on one PostgreSQL: what one of them has confirmed, the other one goes by at once, and both answer alike.
//!
//! The limits are those of `reference/reliability.md`: C1 (a request that starts after the answer to a change is decided
//! by the new rights, both ways) and C8 (also while the notices between the two are cut).

mod alike;
mod toggles;

use anyhow::Result;

use crate::{
    Bed,
    data::{Data, Kind},
    office::Office,
    report::Report,
    server::Server,
};

/// The goals C1 and C8.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::empty(bed, Kind::Postgres).await?;
    let beside = data.beside(bed)?;
    let (one, other) = (Server::start(bed, &data).await?, Server::start(bed, &beside).await?);
    let (mut office, instances) = (Office::open(&one).await?, [one.addr, other.addr]);
    let branch = office.branch("Bến Thành").await?;
    toggles::prove(&data, &mut office, branch, instances, report).await?;
    alike::prove(&data, &mut office, branch, instances, report).await?;
    one.stop().await?;
    other.stop().await?;
    Ok(())
}
