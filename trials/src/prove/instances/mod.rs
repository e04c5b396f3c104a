//! What an instance has confirmed it goes by at once, and so does a second one on the same PostgreSQL; both answer alike.
//! A single server on a file is asked the same.
//!
//! The limits are those of `reference/reliability.md`: C1 (a request that starts after the answer to a change is decided
//! by the new rights, both ways), C6 (a new enemy sees nothing) and C8 (also while the notices between the two are cut).

mod alike;
mod enemy;
mod toggles;

use std::net::SocketAddr;

use anyhow::Result;

use crate::{
    Bed,
    client::Client,
    data::{Data, Kind},
    office::{Office, Person},
    report::Report,
    server::Server,
};

/// The goals C1, C6 and C8.
pub async fn prove(bed: &Bed, report: &mut Report) -> Result<()> {
    alone(bed, report).await?;
    together(bed, report).await
}

async fn alone(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::empty(bed, Kind::Sqlite).await?;
    let server = Server::start(bed, &data).await?;
    let (mut office, instances) = (Office::open(&server).await?, [server.addr; 2]);
    let branch = office.branch("Bến Thành").await?;
    toggles::prove(bed, &data, &mut office, branch, instances, report).await?;
    enemy::prove(bed, &data, &mut office, instances, report).await?;
    server.stop().await?;
    Ok(())
}

async fn together(bed: &Bed, report: &mut Report) -> Result<()> {
    let data = Data::empty(bed, Kind::Postgres).await?;
    let beside = data.beside(bed)?;
    let (one, other) = (Server::start(bed, &data).await?, Server::start(bed, &beside).await?);
    let (mut office, instances) = (Office::open(&one).await?, [one.addr, other.addr]);
    let branch = office.branch("Bến Thành").await?;
    toggles::prove(bed, &data, &mut office, branch, instances, report).await?;
    enemy::prove(bed, &data, &mut office, instances, report).await?;
    alike::prove(&data, &mut office, branch, instances, report).await?;
    one.stop().await?;
    other.stop().await?;
    Ok(())
}

/// An instance, as administrator and staff see it.
struct Desk {
    administrator: Client,
    staff: Client,
}

impl Desk {
    async fn at(office: &Office, person: &Person, addr: SocketAddr) -> Result<Self> {
        Ok(Self { administrator: office.administrator.at(addr).await?, staff: person.client.at(addr).await? })
    }
}

/// Both instances.
async fn desks(office: &Office, person: &Person, [one, other]: [SocketAddr; 2]) -> Result<[Desk; 2]> {
    Ok([Desk::at(office, person, one).await?, Desk::at(office, person, other).await?])
}
