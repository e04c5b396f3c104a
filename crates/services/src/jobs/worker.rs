//! One job: runs it, keeps its lease, and settles what becomes of it.

use std::{panic::AssertUnwindSafe, time::Duration};

use domain::AppError;
use futures::FutureExt;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::{Ended, Job, Work};
use crate::{
    Services, bulk, duplicates, exports,
    failure::{Failure, Outcome},
    imports,
};

/// How often the lease is renewed; a few may fail before it runs out.
const BEAT: Duration = Duration::from_secs(2);
/// So many beginnings without an end, and a job is given up.
const MOST_ATTEMPTS: i64 = 100;
/// So many faults of ours in a row, and a job is given up.
const MOST_FAULTS: i64 = 3;

/// Runs a job to its end, to the shutdown, or until the lease is lost.
pub(super) async fn run(services: Services, job: Job, shutdown: CancellationToken) {
    let settled = if job.attempts > MOST_ATTEMPTS {
        give_up(&services, &job, "fault").await
    } else {
        let outcome = tokio::select! {
            outcome = contained(work(&services, &job, &shutdown)) => outcome,
            () = lease_lost(&services, &job) => return,
        };
        settle(&services, &job, outcome).await
    };
    if let Err(failure) = settled {
        // The lease runs out by itself, and somebody takes the job up again.
        tracing::warn!(%failure, job = %job.id, "a job could not be settled");
    }
}

/// A panic is a fault like any other.
async fn contained(work: impl Future<Output = Outcome<Ended>>) -> Outcome<Ended> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| Err(Failure::fault("a job panicked")))
}

async fn work(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    match job.work {
        Work::CheckImport => imports::check(services, job, shutdown).await,
        Work::RunImport => imports::write(services, job, shutdown).await,
        Work::Export => exports::write(services, job, shutdown).await,
        Work::Bulk => bulk::run(services, job, shutdown).await,
        Work::Scan => duplicates::scan(services, job, shutdown).await,
    }
}

/// Returns when the job is not this worker's any more.
async fn lease_lost(services: &Services, job: &Job) {
    loop {
        sleep(BEAT).await;
        match job.renew(services).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(failure) => tracing::warn!(%failure, job = %job.id, "a lease could not be renewed"),
        }
    }
}

async fn settle(services: &Services, job: &Job, outcome: Outcome<Ended>) -> Outcome<()> {
    match outcome {
        Ok(Ended::Done) => job.remove(services).await,
        Ok(Ended::Interrupted) => job.release(services).await,
        Err(Failure::Refused(AppError::Unavailable)) => job.postpone(services).await,
        Err(Failure::Refused(refused)) => give_up(services, job, reason(&refused)).await,
        Err(Failure::Fault(cause)) => {
            tracing::error!(%cause, job = %job.id, work = ?job.work, "a job met a fault");
            if job.attempts < MOST_FAULTS {
                job.postpone(services).await
            } else {
                give_up(services, job, "fault").await
            }
        }
    }
}

/// The key in the translation area `reasons`.
fn reason(refused: &AppError) -> &str {
    match refused {
        AppError::Unauthenticated | AppError::Forbidden { .. } | AppError::NotFound => "rights_lost",
        AppError::Invalid(errors) => errors.of(imports::FILE).unwrap_or("fault"),
        _ => "fault",
    }
}

async fn give_up(services: &Services, job: &Job, reason: &str) -> Outcome<()> {
    match job.work {
        Work::CheckImport | Work::RunImport => imports::fail(services, job.subject, reason).await?,
        Work::Export => exports::fail(services, job.subject, reason).await?,
        Work::Bulk => bulk::fail(services, job.subject, reason).await?,
        Work::Scan => duplicates::fail(services, job.subject, reason).await?,
    }
    job.remove(services).await
}
