//! The dry run: every verdict, and nothing else, is written.

use domain::{
    customer::Field,
    customer::GivenCode,
    import::{Skip, Target, Verdict, wizard::ImportStatus},
    permission::{noun, verb},
};
use entities::import_row;
use sea_orm::EntityTrait;
use tokio_util::sync::CancellationToken;

use super::{
    detail::Detail,
    feed::Feed,
    judge::{Judge, Judged},
    plan::placement,
    rights::Rights,
    run::{Run, remove_earlier},
};
use crate::{
    Services,
    catalogs::Labels,
    failure::Outcome,
    jobs::{Ended, Job},
    staff::Staff,
};

/// Rows that are decided at once.
const ROWS: usize = 256;

/// Checks a file from its first row to its last.
pub(crate) async fn check(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let ended = check_rows(services, job, shutdown).await?;
    if ended == Ended::Done {
        remove_earlier(services, job.subject).await?;
    }
    Ok(ended)
}

async fn check_rows(services: &Services, job: &Job, shutdown: &CancellationToken) -> Outcome<Ended> {
    let Some(mut run) = Run::take_up(services, job, false).await? else { return Ok(Ended::Done) };
    let mut feed = Feed::open(services, run.folder.upload(), run.plan.selection(run.next_row()))?;
    let unit = services.read(&run.actor).await?;
    let mut judge = Judge::new(&run.plan, Staff::read_for_file(&unit).await?);
    unit.commit().await?;
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    loop {
        let more = tokio::select! {
            more = feed.fill(&mut rows, ROWS) => more?,
            () = shutdown.cancelled() => return Ok(Ended::Interrupted),
        };
        let unit = services.read(&run.actor).await?;
        let labels = Labels::read(unit.tx()).await?;
        let rights = Rights::of(&unit, placement(&run.plan.input, &unit).await?, &judge.opened);
        let judged = judge.judge(&unit, &labels, &rights, std::mem::take(&mut rows), false).await?;
        unit.commit().await?;
        numbers.extend(judged.iter().filter_map(given_number));
        if !more {
            run.folder.keep_code_numbers(&numbers).await?;
        }
        if !write(&mut run, &judge, &judged, !more).await? || !more {
            return Ok(Ended::Done);
        }
    }
}

/// Writes the verdicts on some rows; `false` if the check has been stopped.
async fn write(run: &mut Run, judge: &Judge, judged: &[Judged], is_last: bool) -> Outcome<bool> {
    let unit = run.services.write::<verb::Import, noun::Individuals>(&run.actor).await?;
    if !run.may_go_on(&unit).await? {
        return Ok(false);
    }
    let mut rows = Vec::with_capacity(judged.len());
    for row in judged {
        let known = match &row.outcome.verdict {
            Verdict::Changed { of: Target::Record { id, .. }, .. }
            | Verdict::Unchanged { of: Target::Record { id, .. } }
            | Verdict::Skipped(Skip::DuplicateExisting { of: id, .. }) => Some(id.0),
            _ => None,
        };
        rows.push(Detail::of(row, None, &judge.staff).row(run.import, run.number, row, known)?);
    }
    import_row::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    run.advance(&unit, judged).await?;
    if is_last {
        run.finish(&unit, ImportStatus::Checked).await?;
    }
    unit.commit().await?;
    Ok(true)
}

/// The number in a code that looks as if the system had made it: the run must not give that code to an earlier row.
fn given_number(row: &Judged) -> Option<i64> {
    let code = row.values.get(&Field::Code)?;
    let number = code.strip_prefix("KH")?.parse().ok()?;
    (GivenCode(number).to_string() == *code).then_some(number)
}
