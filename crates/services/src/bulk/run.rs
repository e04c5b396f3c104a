//! The job: the records are written down, then taken up in batches, each one short transaction with the records, their audit
//! entries and what became of them. So nothing is done twice, whenever it stops.

use std::time::{Duration, Instant};

use domain::{
    bulk::{BulkRequest, BulkStatus},
    permission::{Action, verb},
};
use entities::{
    bulk::{self, Column},
    bulk_row,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Expr,
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    act::{Became, Hand},
    gather::gather,
    state::{counts_of, request_of, status_of},
};
use crate::{
    Services,
    authz::{Actor, Unit},
    catalogs::Labels,
    failure::Outcome,
    jobs::{Ended, Job},
};

/// After so long a batch ends: others wait for the writer.
pub(super) const WRITER_TIME: Duration = Duration::from_millis(20);
/// Records of a batch at most.
const BATCH: u64 = 50;

/// What is to be done.
pub(super) struct Task {
    pub request: BulkRequest,
    /// The act that it takes back.
    pub undoes: Option<Uuid>,
    gathered: bool,
}

impl Task {
    /// Asks whether the act may be done to any record at all.
    fn ask(&self, unit: &Unit) -> Outcome<()> {
        match self.request.act.action() {
            Action::Delete => unit.permit_in::<verb::Delete>(self.request.directory).map(drop),
            _ => unit.permit_in::<verb::Edit>(self.request.directory).map(drop),
        }
    }

    /// Begins a unit that writes, with the rights of this moment.
    pub async fn begin(&self, services: &Services, actor: &Actor) -> Outcome<Unit> {
        match self.request.act.action() {
            Action::Delete => services.write_in::<verb::Delete>(actor, self.request.directory).await,
            _ => services.write_in::<verb::Edit>(actor, self.request.directory).await,
        }
    }
}

/// Does an act from where an earlier run of this job has come to.
pub(crate) async fn run(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let Some(task) = take_up(services, job).await? else { return Ok(Ended::Done) };
    if !task.gathered {
        match gather(services, job, &task, shutdown).await? {
            Some(Ended::Done) => {}
            Some(Ended::Interrupted) => return Ok(Ended::Interrupted),
            None => return Ok(Ended::Done),
        }
    }
    loop {
        if shutdown.is_cancelled() {
            return Ok(Ended::Interrupted);
        }
        if !batch(services, job, &task).await? {
            return Ok(Ended::Done);
        }
    }
}

/// Marks the act as begun; `None` if nobody wants it any more.
async fn take_up(services: &Services, job: &Job) -> Outcome<Option<Task>> {
    let unit = services.write_own(&job.actor).await?;
    let row = bulk::Entity::find_by_id(job.subject).lock_exclusive().one(unit.tx()).await?;
    let Some(row) = row else { return Ok(None) };
    if !status_of(&row)?.is_busy() {
        return Ok(None);
    }
    let task = Task { request: request_of(&row)?, undoes: row.undoes, gathered: row.gathered };
    task.ask(&unit)?;
    let mut row = row.into_active_model();
    row.status = Set(BulkStatus::Running.key().to_owned());
    row.update(unit.tx()).await?;
    unit.commit().await?;
    Ok(Some(task))
}

/// An act that is under way, locked until the unit ends.
pub(super) struct Running(bulk::Model);

/// The act, if it is still wanted.
pub(super) async fn still_wanted(unit: &Unit, id: Uuid) -> Outcome<Option<Running>> {
    let row = bulk::Entity::find_by_id(id).lock_exclusive().one(unit.tx()).await?;
    Ok(row.filter(|row| row.status == BulkStatus::Running.key()).map(Running))
}

impl Running {
    /// So many records are written down.
    pub async fn gathered(self, unit: &Unit, total: i64, all: bool) -> Outcome<()> {
        let mut row = self.0.into_active_model();
        row.rows_total = Set(total);
        row.gathered = Set(all);
        row.update(unit.tx()).await?;
        Ok(())
    }

    /// So many more were looked at; `None` if there are no more.
    async fn came_to(self, unit: &Unit, became: Option<&[Became]>) -> Outcome<()> {
        let mut counts = counts_of(&self.0)?;
        let done = self.0.rows_done;
        let mut row = self.0.into_active_model();
        match became {
            Some(became) => {
                became.iter().for_each(|became| became.count(&mut counts));
                row.rows_done = Set(done + i64::try_from(became.len()).unwrap_or_default());
                row.counts_json = Set(serde_json::to_string(&counts)?);
            }
            None => row.status = Set(BulkStatus::Done.key().to_owned()),
        }
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await?;
        Ok(())
    }
}

/// Takes up some records; `false` if there are no more, or nobody wants it any more.
async fn batch(services: &Services, job: &Job, task: &Task) -> Outcome<bool> {
    let unit = task.begin(services, &job.actor).await?;
    let Some(running) = still_wanted(&unit, job.subject).await? else { return Ok(false) };
    let open = bulk_row::Entity::find()
        .filter(bulk_row::Column::BulkId.eq(job.subject))
        .filter(bulk_row::Column::Outcome.eq(""))
        .order_by_asc(bulk_row::Column::Place)
        .limit(BATCH)
        .all(unit.tx())
        .await?;
    if open.is_empty() {
        running.came_to(&unit, None).await?;
        unit.commit().await?;
        return Ok(false);
    }
    let began = Instant::now();
    let hand = Hand { unit: &unit, task, labels: Labels::read(unit.tx()).await? };
    let mut all = Vec::with_capacity(open.len());
    for row in open {
        if !all.is_empty() && began.elapsed() > WRITER_TIME {
            break;
        }
        let became = hand.act(&row).await?;
        let mut row = row.into_active_model();
        row.outcome = Set(became.key().to_owned());
        if let Became::Done { was, becomes } = &became {
            (row.was, row.becomes) = (Set(was.clone()), Set(becomes.clone()));
        }
        row.update(unit.tx()).await?;
        all.push(became);
    }
    running.came_to(&unit, Some(&all)).await?;
    unit.commit().await?;
    Ok(true)
}

/// The act cannot go on.
pub(crate) async fn fail(services: &Services, id: Uuid, reason: &str) -> Outcome<()> {
    let busy = [BulkStatus::Waiting, BulkStatus::Running].map(BulkStatus::key);
    bulk::Entity::update_many()
        .col_expr(Column::Status, Expr::value(BulkStatus::Failed.key()))
        .col_expr(Column::Reason, Expr::value(reason))
        .filter(Column::Id.eq(id))
        .filter(Column::Status.is_in(busy))
        .exec(services.database().writer())
        .await?;
    Ok(())
}
