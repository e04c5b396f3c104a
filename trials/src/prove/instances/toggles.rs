//! A cell is taken or given on one instance, and the person asks the other one.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use domain::{
    BranchId,
    permission::{Action, Cell, Resource, Scope},
};
use sea_orm::{ConnectionTrait, DatabaseBackend, Statement};
use test_support::requests::{Target, body_of};

use super::{Desk, desks};
use crate::{
    Bed,
    data::Data,
    office::{Office, Person},
    report::Report,
};

/// Toggles, each with one request after it.
const TRIALS: usize = 10_000;
/// People whose rights are toggled at the same time.
const PEOPLE: usize = 4;
/// So often the connections are cut on which the instances hear each other.
const CUT_EVERY: Duration = Duration::from_secs(2);

/// What is toggled, what needs it, and the answer when it is there.
const CELLS: [(Cell, &str, u16); 3] = [
    ((Action::View, Resource::Individuals), "customers/count", 200),
    ((Action::Edit, Resource::Individuals), "customers/change", 404),
    ((Action::Delete, Resource::Individuals), "customers/trash", 404),
];
const FORBIDDEN: u16 = 403;

/// Toggles and requests, as many as it takes.
pub async fn prove(
    bed: &Bed,
    data: &Data,
    office: &mut Office,
    branch: BranchId,
    instances: [SocketAddr; 2],
    report: &mut Report,
) -> Result<()> {
    let role = office.role("Sửa", &CELLS.map(|(cell, ..)| (cell, Scope::All))).await?;
    let mut people = Vec::new();
    for number in 0..PEOPLE {
        people.push(office.person(&format!("doi quyen {number}"), branch, role).await?);
    }
    let done = Arc::new(AtomicBool::new(false));
    let cutting = tokio::spawn(cut(data.connect().await?, done.clone()));
    let trials = bed.trials.unwrap_or(TRIALS);
    let (started, mut working) = (Instant::now(), Vec::new());
    for person in people {
        let desks = desks(office, &person, instances).await?;
        working.push(tokio::spawn(toggle(trials / PEOPLE, person, desks)));
    }
    let (mut stale, mut late) = (0, 0);
    for work in working {
        let (allowed, refused) = work.await??;
        (stale, late) = (stale + allowed, late + refused);
    }
    let seconds = started.elapsed().as_secs_f64();
    done.store(true, Ordering::Relaxed);
    let (place, cuts) = (data.place(), cutting.await??);
    report.note(&place, "instances-trials", trials as f64, "times");
    report.note(&place, "instances-trials-per-second", trials as f64 / seconds, "1/s");
    report.note(&place, "instances-notices-cut", cuts as f64, "times");
    report.at_most(&place, "instances-stale-allowed", f64::from(stale), "times", 0.0);
    report.at_most(&place, "instances-stale-refused", f64::from(late), "times", 0.0);
    Ok(())
}

/// How often the person was allowed what had been taken, and refused what had been given.
async fn toggle(trials: usize, mut person: Person, mut desks: [Desk; 2]) -> Result<(u32, u32)> {
    let (mut allowed, mut refused) = (0, 0);
    for trial in 0..trials {
        let (cell, function, there) = CELLS.get(trial / 2 % CELLS.len()).copied().context("no such cell")?;
        let (is_taken, here) = (trial % 2 == 0, (trial / 2 + trial) % 2);
        let desk = desks.get_mut(here).context("no such instance")?;
        person.toggle(&mut desk.administrator, cell, is_taken).await?;
        let desk = desks.get_mut(1 - here).context("no such instance")?;
        let status = desk.staff.ask(function, body_of(function, &Target::missing())).await?.status.as_u16();
        ensure!([there, FORBIDDEN].contains(&status), "{function} answers {status}");
        allowed += u32::from(is_taken && status != FORBIDDEN);
        refused += u32::from(!is_taken && status == FORBIDDEN);
    }
    Ok((allowed, refused))
}

/// Cuts the connections of notices again and again, until it is done; tells how many there were.
pub async fn cut(database: impl ConnectionTrait, done: Arc<AtomicBool>) -> Result<usize> {
    let mut cuts = 0;
    // On a file there are none.
    if database.get_database_backend() != DatabaseBackend::Postgres {
        return Ok(cuts);
    }
    while !done.load(Ordering::Relaxed) {
        let ask = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND query LIKE 'LISTEN%'";
        cuts += database.query_all_raw(Statement::from_string(DatabaseBackend::Postgres, ask)).await?.len();
        tokio::time::sleep(CUT_EVERY).await;
    }
    Ok(cuts)
}
