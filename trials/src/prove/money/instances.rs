//! The instances of the server: one on a file, two on one PostgreSQL. Now and then one is killed and started again.

use std::{
    net::SocketAddr,
    sync::{Arc, PoisonError, RwLock},
};

use anyhow::{Context, Result};

use crate::{
    Bed,
    data::{Data, Kind},
    server::Server,
};

/// Where the instances listen by now: each new start is at another port.
#[derive(Clone)]
pub struct Doors(Arc<RwLock<Vec<SocketAddr>>>);

impl Doors {
    /// Where an instance listens.
    pub fn of(&self, number: usize) -> Result<SocketAddr> {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(number).copied().context("there is no such instance")
    }

    /// How many instances there are.
    pub fn count(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn set(&self, number: usize, addr: SocketAddr) {
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(door) = all.get_mut(number) {
            *door = addr;
        }
    }
}

/// The running instances.
pub struct Instances<'b> {
    bed: &'b Bed,
    /// What each works on; the first one's data is everybody's.
    data: Vec<Data>,
    running: Vec<Option<Server>>,
    /// Where they listen.
    pub doors: Doors,
    /// The longest that one needed to be ready again, in milliseconds.
    pub slowest: f64,
}

impl<'b> Instances<'b> {
    /// Starts them on an empty database.
    pub async fn start(bed: &'b Bed, kind: Kind) -> Result<Self> {
        let mut data = vec![Data::empty(bed, kind).await?];
        if let (Kind::Postgres, Some(first)) = (kind, data.first()) {
            data.push(first.beside(bed)?);
        }
        let mut running = Vec::new();
        for data in &data {
            running.push(Some(Server::start(bed, data).await?));
        }
        let doors = running.iter().flatten().map(|server| server.addr).collect();
        Ok(Self { bed, data, running, doors: Doors(Arc::new(RwLock::new(doors))), slowest: 0.0 })
    }

    /// The first instance.
    pub fn first(&self) -> Result<&Server> {
        self.running.iter().flatten().next().context("no instance runs")
    }

    /// What the instances work on.
    pub fn data(&self) -> Result<&Data> {
        self.data.first().context("there is no data")
    }

    /// Kills an instance as a power cut does, and starts it again.
    pub async fn kill(&mut self, number: usize) -> Result<()> {
        let place = self.running.get_mut(number).context("there is no such instance")?;
        place.take().context("the instance does not run")?.kill().await?;
        let server = Server::start(self.bed, self.data.get(number).context("there is no such data")?).await?;
        self.slowest = self.slowest.max(server.ready_ms);
        self.doors.set(number, server.addr);
        *place = Some(server);
        Ok(())
    }

    /// Ends all of them in good order.
    pub async fn stop(self) -> Result<()> {
        for server in self.running.into_iter().flatten() {
            server.stop().await?;
        }
        Ok(())
    }
}
