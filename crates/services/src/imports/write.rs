//! The real run, in batches: each is one transaction with customers, audit entries, verdicts and the row it has come to.

use std::time::{Duration, Instant};

use domain::{
    import::wizard::{ImportStatus, RowVerdict},
    permission::{noun, verb},
};
use entities::import_row::{self, Column};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio_util::sync::CancellationToken;

use super::{
    batch::Batch,
    codes::Codes,
    feed::{Feed, SheetRow},
    judge::Judge,
    known::candidate,
    plan::placement,
    rights::Rights,
    run::{Run, remove_earlier},
};
use crate::{
    Services,
    catalogs::Labels,
    customers::Record,
    failure::Outcome,
    jobs::{Ended, Job},
    query::{bulk::refresh_statistics, lookup, one_import_at_a_time},
    staff::Staff,
};

/// After so long a batch ends: others wait for the writer.
const WRITER_TIME: Duration = Duration::from_millis(20);
/// Rows that are looked up and written together.
const SLICE: usize = 32;
/// Rows that wait for the next batches.
const AHEAD: usize = 512;
/// Rows of earlier batches that are recalled at once.
const RECALLED: u64 = 500;
/// After so many new records the database's planner should have a fresh look.
const MANY: i64 = 10_000;

/// Writes a checked file, from where an earlier run of this job has come to.
pub(crate) async fn write(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let ended = write_rows(services, job, shutdown).await?;
    if ended == Ended::Done {
        remove_earlier(services, job.subject).await?;
    }
    Ok(ended)
}

async fn write_rows(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let Some(mut run) = Run::take_up(services, job, true).await? else { return Ok(Ended::Done) };
    let unit = services.read(&run.actor).await?;
    let mut judge = Judge::new(&run.plan, Staff::read_for_file(&unit).await?);
    unit.commit().await?;
    recall(&run, &mut judge).await?;
    let mut codes = Codes::avoiding(run.folder.code_numbers().await?);
    let mut feed = Feed::open(services, run.folder.upload(), run.plan.selection(run.next_row()))?;
    let mut rows = Vec::new();
    loop {
        let more = tokio::select! {
            more = feed.fill(&mut rows, AHEAD) => more?,
            () = shutdown.cancelled() => return Ok(Ended::Interrupted),
        };
        if !batch(&mut run, &mut judge, &mut codes, &mut rows, !more).await? {
            return Ok(Ended::Done);
        }
        if !more && rows.is_empty() {
            break;
        }
        if shutdown.is_cancelled() {
            return Ok(Ended::Interrupted);
        }
    }
    if run.created() >= MANY {
        refresh_statistics(services.database().writer(), services.database().engine()).await?;
    }
    Ok(Ended::Done)
}

/// Writes as many of the rows as the time allows; `false` if the run has been stopped.
async fn batch(
    run: &mut Run,
    judge: &mut Judge,
    codes: &mut Codes,
    rows: &mut Vec<SheetRow>,
    is_end: bool,
) -> Outcome<bool> {
    let unit = run.services.write::<verb::Import, noun::Individuals>(&run.actor).await?;
    if !run.may_go_on(&unit).await? {
        return Ok(false);
    }
    one_import_at_a_time(unit.tx(), run.services.database().engine()).await?;
    let began = Instant::now();
    let rights = Rights::of(&unit, placement(&run.plan.input, &unit).await?, &judge.opened);
    let mut batch = Batch::new(&unit, run, codes, &rights).await?;
    let mut judged = Vec::new();
    while !rows.is_empty() && began.elapsed() < WRITER_TIME {
        let slice = rows.drain(..rows.len().min(SLICE)).collect();
        let decided = judge.judge(&unit, batch.labels(), &rights, slice, true).await?;
        batch.write(judge, &decided).await?;
        judged.extend(decided);
    }
    run.advance(&unit, &judged).await?;
    if is_end && rows.is_empty() {
        run.finish(&unit, ImportStatus::Finished).await?;
    }
    unit.announce("imports", run.import).await?;
    unit.commit().await?;
    Ok(true)
}

/// After a restart: tells the rules which records the earlier rows of the file have made or touched.
async fn recall(run: &Run, judge: &mut Judge) -> Outcome<()> {
    let mut after = 0;
    loop {
        let unit = run.services.read(&run.actor).await?;
        let verdicts = [RowVerdict::Created, RowVerdict::Changed, RowVerdict::Unchanged].map(RowVerdict::key);
        let rows = import_row::Entity::find()
            .filter(Column::ImportId.eq(run.import))
            .filter(Column::Run.eq(run.number))
            .filter(Column::Verdict.is_in(verdicts))
            .filter(Column::RowNumber.gt(after))
            .order_by_asc(Column::RowNumber)
            .limit(RECALLED)
            .all(unit.tx())
            .await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.row_number;
        let labels = Labels::read(unit.tx()).await?;
        let record = Record { labels: &labels, secrets: run.services.secrets() };
        let records = lookup::by_ids(unit.tx(), rows.iter().filter_map(|row| row.customer_id)).await?;
        for row in rows {
            let Some(model) = row.customer_id.and_then(|id| records.get(&id)) else { continue };
            let created = row.verdict == RowVerdict::Created.key();
            let number = u32::try_from(row.row_number).unwrap_or(u32::MAX);
            let known = candidate(&unit, &record, &judge.opened, model.clone())?;
            judge.register.recall(number, &known.existing, created);
        }
    }
}
