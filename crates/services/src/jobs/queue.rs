//! The queue: a table in the database, so that work outlives the process that began it.
//!
//! A worker leases a job for a few seconds and renews the lease while it works. Whoever dies stops renewing, and the job
//! is taken up by the next one. Two workers on one job are therefore possible for a moment: jobs must make sure by
//! themselves that nothing is done twice (an import goes on only from the row at which it stands in the database).

use chrono::TimeDelta;
use domain::UserId;
use entities::job::{self, Column};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType, SelectStatement},
};
use uuid::Uuid;

use super::{Lane, Work};
use crate::{
    Services,
    authz::{Actor, Unit},
    failure::Outcome,
};

/// Without a sign of life for so long a worker counts as dead: a job goes on within ten seconds after a crash.
const LEASE: TimeDelta = TimeDelta::seconds(8);
/// After trouble that passes a job waits twice as long each time, at most so long.
const LONGEST_WAIT: i64 = 60;

/// A job that this worker has leased.
pub(crate) struct Job {
    pub id: Uuid,
    pub work: Work,
    /// What is worked on: an import, an export.
    pub subject: Uuid,
    /// On whose behalf, and with whose rights.
    pub actor: Actor,
    /// How many times it was begun without an end.
    pub attempts: i64,
    worker: Uuid,
}

impl Unit {
    /// Puts work into the queue, together with what the unit writes; after the commit the bell has to be rung.
    pub(crate) async fn enqueue(&self, work: Work, subject: Uuid) -> Outcome<()> {
        let row = job::ActiveModel {
            id: Set(Uuid::now_v7()),
            kind: Set(work.key().to_owned()),
            subject_id: Set(subject),
            requester_id: Set(self.actor().user.0),
            run_at: Set(self.now()),
            leased_until: Set(None),
            leased_by: Set(None),
            attempts: Set(0),
        };
        job::Entity::insert(row).exec_without_returning(self.tx()).await?;
        Ok(())
    }
}

/// Takes the job of a lane that has waited longest. `None` if there is none to be had.
pub(super) async fn claim(services: &Services, lane: Lane, worker: Uuid) -> Outcome<Option<Job>> {
    let now = services.clock().now();
    let due = || {
        job::Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::Kind.is_in(lane.keys()))
            .filter(Column::RunAt.lte(now))
            .filter(Condition::any().add(Column::LeasedUntil.is_null()).add(Column::LeasedUntil.lt(now)))
            .order_by_asc(Column::RunAt)
            .order_by_asc(Column::Id)
            .limit(1)
    };
    // Looking costs nothing; only who finds something queues for the writer.
    let tx = services.database().begin_read().await?;
    let waiting: Option<Uuid> = due().into_tuple().one(&tx).await?;
    tx.commit().await?;
    if waiting.is_none() {
        return Ok(None);
    }

    let tx = services.database().begin_write().await?;
    let next: SelectStatement = due().lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).into_query();
    let claimed = job::Entity::update_many()
        .col_expr(Column::LeasedUntil, Expr::value(now + LEASE))
        .col_expr(Column::LeasedBy, Expr::value(worker))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Expr::col(Column::Id).eq(Expr::SubQuery(None, Box::new(next.into()))))
        .exec_with_returning(&tx)
        .await?;
    tx.commit().await?;
    Ok(claimed.into_iter().next().and_then(|row| {
        Some(Job {
            id: row.id,
            work: Work::from_key(&row.kind)?,
            subject: row.subject_id,
            actor: Actor::job(UserId(row.requester_id)),
            attempts: row.attempts,
            worker,
        })
    }))
}

impl Job {
    /// Tells that the worker lives. `false` if the job is somebody else's by now, or gone.
    pub async fn renew(&self, services: &Services) -> Outcome<bool> {
        let until = services.clock().now() + LEASE;
        let renewed = self.mine().col_expr(Column::LeasedUntil, Expr::value(until));
        // It has lived for a while: what ends it now is not what ended it at once before.
        let renewed = renewed.col_expr(Column::Attempts, Expr::value(0)).exec(services.database().writer()).await?;
        Ok(renewed.rows_affected > 0)
    }

    /// Gives the job back at once, for whoever comes next.
    pub async fn release(&self, services: &Services) -> Outcome<()> {
        self.put_back(services, TimeDelta::zero(), 0).await
    }

    /// Gives the job back for later.
    pub async fn postpone(&self, services: &Services) -> Outcome<()> {
        let seconds = 1_i64.checked_shl(u32::try_from(self.attempts).unwrap_or(u32::MAX)).unwrap_or(LONGEST_WAIT);
        self.put_back(services, TimeDelta::seconds(seconds.clamp(1, LONGEST_WAIT)), self.attempts).await
    }

    /// Takes the job out of the queue.
    pub async fn remove(&self, services: &Services) -> Outcome<()> {
        job::Entity::delete_by_id(self.id).exec(services.database().writer()).await?;
        Ok(())
    }

    async fn put_back(&self, services: &Services, wait: TimeDelta, attempts: i64) -> Outcome<()> {
        self.mine()
            .col_expr(Column::RunAt, Expr::value(services.clock().now() + wait))
            .col_expr(Column::LeasedUntil, Expr::value(Option::<chrono::DateTime<chrono::Utc>>::None))
            .col_expr(Column::LeasedBy, Expr::value(Option::<Uuid>::None))
            .col_expr(Column::Attempts, Expr::value(attempts))
            .exec(services.database().writer())
            .await?;
        Ok(())
    }

    fn mine(&self) -> sea_orm::UpdateMany<job::Entity> {
        job::Entity::update_many().filter(Column::Id.eq(self.id)).filter(Column::LeasedBy.eq(self.worker))
    }
}
