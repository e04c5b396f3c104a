//! One run over the rows of a file, by a job: where it stands, and whether it may go on.

use std::time::Instant;

use domain::{
    ImportId,
    import::wizard::{ImportStatus, RowVerdict},
    permission::{noun, verb},
};
use entities::{import, import_row};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    detail::verdict,
    folder::Folder,
    judge::Judged,
    plan::{StoredPlan, check_rights},
    state::status_of,
};
use crate::{
    Services,
    authz::{Actor, Unit},
    failure::Outcome,
    jobs::Job,
};

/// Verdicts of earlier runs that are removed at once.
const REMOVED_AT_ONCE: i64 = 1_000;

/// A run, as far as it has come.
pub(super) struct Run {
    pub services: Services,
    pub actor: Actor,
    pub import: Uuid,
    /// Counts the runs of the import.
    pub number: i64,
    pub plan: StoredPlan,
    pub folder: Folder,
    status: ImportStatus,
    done: i64,
    counts: Counts,
    began: Instant,
    done_before: i64,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    created: i64,
    changed: i64,
    unchanged: i64,
    skipped: i64,
    errors: i64,
    warned: i64,
}

impl Run {
    /// Begins or takes up a run; `None` if nobody wants it any more. What a check has found is not kept where the next
    /// one could go on from: it begins anew.
    pub async fn take_up(services: &Services, job: &Job, writes: bool) -> Outcome<Option<Self>> {
        let unit = services.write::<verb::Import, noun::Individuals>(&job.actor).await?;
        let Some(row) = import::Entity::find_by_id(job.subject).lock_exclusive().one(unit.tx()).await? else {
            return Ok(None);
        };
        let status = match (status_of(&row)?, writes) {
            (ImportStatus::Checking, false) => ImportStatus::Checking,
            (ImportStatus::Waiting | ImportStatus::Running, true) => ImportStatus::Running,
            _ => return Ok(None),
        };
        let plan = StoredPlan::of(&row)?;
        let begins_anew = !writes && row.rows_done > 0;
        let mut run = Self {
            services: services.clone(),
            actor: job.actor.clone(),
            import: row.id,
            number: row.run + i64::from(begins_anew),
            folder: Folder::of(services, ImportId(row.id)),
            plan,
            status,
            done: row.rows_done,
            counts: Counts {
                created: row.created,
                changed: row.changed,
                unchanged: row.unchanged,
                skipped: row.skipped,
                errors: row.errors,
                warned: row.warned,
            },
            began: Instant::now(),
            done_before: row.rows_done,
        };
        if begins_anew {
            (run.done, run.done_before, run.counts) = (0, 0, Counts::default());
        }
        let mut row = row.into_active_model();
        row.status = Set(status.key().to_owned());
        row.run = Set(run.number);
        row.update(unit.tx()).await?;
        run.save(&unit).await?;
        unit.commit().await?;
        Ok(Some(run))
    }

    /// The first row that is not done.
    pub fn next_row(&self) -> u32 {
        self.plan.input.from_row + u32::try_from(self.done).unwrap_or(u32::MAX)
    }

    /// Whether the run may go on: nobody has stopped it, nobody else has taken it over, the actor still has the rights.
    /// Until the unit ends nobody changes that.
    pub async fn may_go_on(&self, unit: &Unit) -> Outcome<bool> {
        unit.permit::<verb::Import, noun::Individuals>()?;
        check_rights(unit, &self.plan.input)?;
        let row = import::Entity::find_by_id(self.import)
            .filter(import::Column::Run.eq(self.number))
            .filter(import::Column::Status.eq(self.status.key()))
            .filter(import::Column::RowsDone.eq(self.done))
            .lock_exclusive();
        Ok(row.one(unit.tx()).await?.is_some())
    }

    /// Counts decided rows, and writes how far the run has come.
    pub async fn advance(&mut self, unit: &Unit, rows: &[Judged]) -> Outcome<()> {
        for row in rows {
            let counter = match verdict(&row.outcome.verdict) {
                RowVerdict::Created => &mut self.counts.created,
                RowVerdict::Changed => &mut self.counts.changed,
                RowVerdict::Unchanged => &mut self.counts.unchanged,
                RowVerdict::Skipped => &mut self.counts.skipped,
                RowVerdict::Error => &mut self.counts.errors,
            };
            *counter += 1;
            self.counts.warned += i64::from(!row.outcome.warnings.is_empty());
        }
        if let Some(last) = rows.last() {
            self.done = i64::from(last.outcome.row) + 1 - i64::from(self.plan.input.from_row);
        }
        self.save(unit).await
    }

    /// All rows are done.
    pub async fn finish(&mut self, unit: &Unit, status: ImportStatus) -> Outcome<()> {
        self.done = i64::from(self.plan.rows_total());
        self.status = status;
        self.save(unit).await
    }

    async fn save(&self, unit: &Unit) -> Outcome<()> {
        let row = import::ActiveModel {
            id: Set(self.import),
            status: Set(self.status.key().to_owned()),
            rows_done: Set(self.done),
            created: Set(self.counts.created),
            changed: Set(self.counts.changed),
            unchanged: Set(self.counts.unchanged),
            skipped: Set(self.counts.skipped),
            errors: Set(self.counts.errors),
            warned: Set(self.counts.warned),
            rows_per_second: Set(self.speed()),
            updated_at: Set(unit.now()),
            ..Default::default()
        };
        row.update(unit.tx()).await?;
        Ok(())
    }

    /// Records that this run has created so far.
    pub fn created(&self) -> i64 {
        self.counts.created
    }

    fn speed(&self) -> i64 {
        let millis = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        (self.done - self.done_before).saturating_mul(1000).checked_div(millis).unwrap_or_default()
    }
}

/// Removes the verdicts that a later run has replaced: the last thing that a job does, as often as it is begun.
pub(super) async fn remove_earlier(services: &Services, import: Uuid) -> Outcome<()> {
    let tx = services.database().begin_read().await?;
    let row = import::Entity::find_by_id(import).one(&tx).await?;
    tx.commit().await?;
    match row {
        Some(row) => remove_rows(services, import, row.run).await,
        None => Ok(()),
    }
}

/// Removes the verdicts of the runs before this one, a few at a time: they are many, and others want to write too.
pub(super) async fn remove_rows(services: &Services, import: Uuid, before: i64) -> Outcome<()> {
    loop {
        let tx = services.database().begin_write().await?;
        let earlier = || {
            import_row::Entity::find()
                .filter(import_row::Column::ImportId.eq(import))
                .filter(import_row::Column::Run.lt(before))
        };
        let first: Option<(i64, Option<i64>)> = earlier()
            .select_only()
            .column(import_row::Column::Run)
            .expr(Expr::col(import_row::Column::RowNumber).min())
            .group_by(import_row::Column::Run)
            .into_tuple()
            .one(&tx)
            .await?;
        let Some((run, Some(row))) = first else { return Ok(()) };
        import_row::Entity::delete_many()
            .filter(import_row::Column::ImportId.eq(import))
            .filter(import_row::Column::Run.eq(run))
            .filter(import_row::Column::RowNumber.lt(row + REMOVED_AT_ONCE))
            .exec(&tx)
            .await?;
        tx.commit().await?;
    }
}

/// The run cannot go on; what it has written stays.
pub(crate) async fn fail(services: &Services, import: Uuid, reason: &str) -> Outcome<()> {
    let busy = [ImportStatus::Checking, ImportStatus::Waiting, ImportStatus::Running].map(ImportStatus::key);
    import::Entity::update_many()
        .col_expr(import::Column::Status, Expr::value(ImportStatus::Failed.key()))
        .col_expr(import::Column::Reason, Expr::value(reason))
        .col_expr(import::Column::UpdatedAt, Expr::value(services.clock().now()))
        .filter(import::Column::Id.eq(import))
        .filter(import::Column::Status.is_in(busy))
        .exec(services.database().writer())
        .await?;
    Ok(())
}
