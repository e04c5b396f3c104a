//! Work in the background: it runs as its requester, with the rights of that moment, and outlives a restart.

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

use crate::{Services, failure::Outcome};

/// Jobs that run at once; each is one reader, one short writer and a child process at most.
const AT_ONCE: usize = 2;
/// How often the queue is looked at without a ring: other instances put jobs into it too, and leases run out.
const POLL: Duration = Duration::from_secs(1);
/// How often files that nobody needs any more are cleared away.
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
}

impl Work {
    const ALL: [Self; 3] = [Self::CheckImport, Self::RunImport, Self::Export];

    /// The word in the database.
    const fn key(self) -> &'static str {
        match self {
            Self::CheckImport => "check_import",
            Self::RunImport => "run_import",
            Self::Export => "export",
        }
    }

    fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|work| work.key() == key)
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

/// Tells the loop that there is something to do.
#[derive(Default)]
pub(crate) struct Bell(Notify);

impl Services {
    /// Runs jobs until the shutdown begins; then the running ones come to a point from which they can go on, and are
    /// given back.
    pub async fn run_jobs(&self, shutdown: CancellationToken) {
        let worker = Uuid::now_v7();
        let mut running = JoinSet::new();
        let mut sweeps = interval(SWEEP);
        sweeps.set_missed_tick_behavior(MissedTickBehavior::Delay);
        while !shutdown.is_cancelled() {
            while running.len() < AT_ONCE
                && let Some(job) = self.next_job(worker).await
            {
                running.spawn(worker::run(self.clone(), job, shutdown.clone()));
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = self.inner.jobs.0.notified() => {}
                () = sleep(POLL) => {}
                Some(_) = running.join_next() => {}
                _ = sweeps.tick() => sweep::sweep(self).await,
            }
        }
        while running.join_next().await.is_some() {}
    }

    async fn next_job(&self, worker: Uuid) -> Option<Job> {
        let claimed: Outcome<_> = queue::claim(self, worker).await;
        claimed.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "the queue of jobs cannot be read");
            None
        })
    }

    /// Wakes the loop; without it the loop wakes by itself a little later.
    pub(crate) fn ring(&self) {
        self.inner.jobs.0.notify_one();
    }
}
