//! Work in the background: it runs as its requester, with the rights of that moment, and outlives a restart.

mod daily;
mod queue;
mod sweep;
mod worker;

pub(crate) use queue::Job;

use std::time::Duration;

use tokio::{
    sync::Notify,
    task::JoinSet,
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::Services;

/// How often the queue is looked at without a ring: other instances put jobs into it too, and leases run out.
const POLL: Duration = Duration::from_secs(1);
/// How often what the days bring is looked for, and what nobody needs any more is cleared away.
const SWEEP: Duration = Duration::from_secs(60);

/// What there is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// The dry run of an import.
    CheckImport,
    /// The real run.
    RunImport,
    /// The file of an export.
    Export,
    /// An act on many customers at once.
    Bulk,
    /// The scan of a list for duplicates.
    Scan,
}

impl Work {
    const ALL: [Self; 5] = [Self::CheckImport, Self::RunImport, Self::Export, Self::Bulk, Self::Scan];

    /// The word in the database.
    const fn key(self) -> &'static str {
        match self {
            Self::CheckImport => "check_import",
            Self::RunImport => "run_import",
            Self::Export => "export",
            Self::Bulk => "bulk",
            Self::Scan => "scan",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.key() == key)
    }

    const fn lane(self) -> Lane {
        match self {
            Self::CheckImport | Self::RunImport => Lane::Imports,
            Self::Export => Lane::Exports,
            Self::Bulk => Lane::Bulk,
            Self::Scan => Lane::Scans,
        }
    }
}

/// Work that waits for one another: an export of seconds need not wait for imports of minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lane {
    Imports,
    Exports,
    Bulk,
    Scans,
}

impl Lane {
    /// Jobs that run at once; each is one reader, one short writer and a child process at most. A scan reads a whole list.
    const fn at_once(self) -> usize {
        match self {
            Self::Imports | Self::Exports | Self::Bulk => 2,
            Self::Scans => 1,
        }
    }

    /// The words in the database of the work that belongs into it.
    fn keys(self) -> impl Iterator<Item = &'static str> {
        Work::ALL.into_iter().filter(move |work| work.lane() == self).map(Work::key)
    }
}

/// How a run of a job came to its end, if nothing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// There is nothing left to do, or nobody wants it any more.
    Done,
    /// It was asked to stop before; it goes on later from where it is.
    Interrupted,
}

/// Tells a lane that there is something to do.
#[derive(Default)]
pub(crate) struct Bells {
    imports: Notify,
    exports: Notify,
    bulk: Notify,
    scans: Notify,
}

impl Bells {
    const fn of(&self, lane: Lane) -> &Notify {
        match lane {
            Lane::Imports => &self.imports,
            Lane::Exports => &self.exports,
            Lane::Bulk => &self.bulk,
            Lane::Scans => &self.scans,
        }
    }
}

impl Services {
    /// Runs jobs until the shutdown begins; then the running ones come to a point from which they can go on, and are
    /// given back.
    pub async fn run_jobs(&self, shutdown: CancellationToken) {
        let lane = |lane| self.run_lane(lane, &shutdown);
        let lanes = (lane(Lane::Imports), lane(Lane::Exports), lane(Lane::Bulk), lane(Lane::Scans));
        tokio::join!(lanes.0, lanes.1, lanes.2, lanes.3, self.sweep_until(&shutdown));
    }

    async fn run_lane(&self, lane: Lane, shutdown: &CancellationToken) {
        let worker = Uuid::now_v7();
        let mut running = JoinSet::new();
        while !shutdown.is_cancelled() {
            while running.len() < lane.at_once()
                && let Some(job) = self.next_job(lane, worker).await
            {
                running.spawn(worker::run(self.clone(), job, shutdown.clone()));
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.inner.bells.of(lane).notified() => {}
                () = sleep(POLL) => {}
                Some(_) = running.join_next() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn next_job(&self, lane: Lane, worker: Uuid) -> Option<Job> {
        queue::claim(self, lane, worker).await.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "the queue of jobs cannot be read");
            None
        })
    }

    async fn sweep_until(&self, shutdown: &CancellationToken) {
        let mut sweeps = interval(SWEEP);
        sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = sweeps.tick() => {
                    daily::keep_up(self).await;
                    sweep::sweep(self).await;
                }
            }
        }
    }

    /// Wakes those who do such work; without it they wake by themselves a little later.
    pub(crate) fn ring(&self, work: Work) {
        self.inner.bells.of(work.lane()).notify_one();
    }
}
