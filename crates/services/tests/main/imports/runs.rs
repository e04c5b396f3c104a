//! Runs that end before their time: nothing is lost, nothing done twice.

use chrono::TimeDelta;
use domain::{
    ImportId,
    import::wizard::{ImportStatus, RowFilter},
};
use entities::{audit_entry, customer, import_row, outbox};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use test_support::{TestServices, each_database};

use super::{customers, people};
use crate::{
    desk::{Desk, no_more_jobs},
    support::{faults, refusal},
};

each_database!(
    a_check_writes_nothing,
    a_killed_run_goes_on,
    a_killed_check_begins_anew,
    a_stopped_loop_gives_its_jobs_back,
    a_paused_run_is_resumed,
    a_cancelled_run_keeps_what_it_has_written,
    two_runs_of_one_file_make_each_customer_once,
    an_act_needs_its_time,
);

const ROWS: u32 = 1_500;

async fn a_check_writes_nothing(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(100).as_bytes()).await.id;
    let checked = desk.check(id).await;
    assert_eq!((checked.status, checked.counts.created, checked.written), (ImportStatus::Checked, 100, false));
    let writer = on.database().writer();
    assert_eq!(customers(on).await, 0);
    assert_eq!(audit_entry::Entity::find().count(writer).await.unwrap(), 0);
    assert_eq!(outbox::Entity::find().count(writer).await.unwrap(), 0);
}

async fn a_killed_run_goes_on(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(ROWS).as_bytes()).await.id;
    desk.check(id).await;
    desk.services.imports().start(&desk.actor, id).await.unwrap();
    let mut kills = 0;
    for step in 1..8 {
        let state = desk.until(id, |state| state.rows_done >= step * 180 || !state.status.is_busy()).await;
        if state.status == ImportStatus::Finished {
            break;
        }
        desk.kill_jobs().await;
        kills += 1;
        // Whoever takes over waits until the lease has run out.
        on.clock.advance(TimeDelta::seconds(10));
        desk.run_jobs();
    }
    assert!(kills > 2);
    finished_once(on, &desk, id).await;
}

async fn a_killed_check_begins_anew(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(ROWS).as_bytes()).await.id;
    desk.services.imports().check(&desk.actor, id).await.unwrap();
    desk.until(id, |state| state.rows_done > 0).await;
    desk.kill_jobs().await;
    on.clock.advance(TimeDelta::seconds(10));
    desk.run_jobs();
    let checked = desk.settled(id).await;
    assert_eq!((checked.status, checked.counts.created), (ImportStatus::Checked, u64::from(ROWS)));
    assert_eq!(desk.rows(id, RowFilter::All).await.len(), ROWS as usize);
    no_more_jobs(on).await;
    let rows = import_row::Entity::find().count(on.database().writer()).await.unwrap();
    assert_eq!(rows, u64::from(ROWS), "the first attempt's verdicts are gone");
}

async fn a_stopped_loop_gives_its_jobs_back(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(ROWS).as_bytes()).await.id;
    desk.check(id).await;
    desk.services.imports().start(&desk.actor, id).await.unwrap();
    desk.until(id, |state| state.rows_done > 0).await;
    let began = std::time::Instant::now();
    desk.stop_jobs().await;
    assert!(began.elapsed().as_secs() < 5);
    let state = desk.state(id).await;
    assert_eq!(state.status, ImportStatus::Running);
    assert!(state.rows_done < state.rows_total);
    // Nobody has to wait for a lease.
    desk.run_jobs();
    finished_once(on, &desk, id).await;
}

async fn a_paused_run_is_resumed(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(ROWS).as_bytes()).await.id;
    desk.check(id).await;
    desk.services.imports().start(&desk.actor, id).await.unwrap();
    desk.until(id, |state| state.rows_done > 0).await;
    let paused = desk.services.imports().pause(&desk.actor, id).await.unwrap();
    assert_eq!(paused.status, ImportStatus::Paused);
    assert!(paused.rows_done < paused.rows_total);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(desk.state(id).await.rows_done, paused.rows_done, "a pause is a pause");
    assert_eq!(customers(on).await, paused.counts.created);
    desk.services.imports().resume(&desk.actor, id).await.unwrap();
    finished_once(on, &desk, id).await;
}

async fn a_cancelled_run_keeps_what_it_has_written(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let id = desk.upload("a.csv", people(ROWS).as_bytes()).await.id;
    desk.check(id).await;
    desk.services.imports().start(&desk.actor, id).await.unwrap();
    desk.until(id, |state| state.rows_done > 0).await;
    let cancelled = desk.services.imports().cancel(&desk.actor, id).await.unwrap();
    assert_eq!(cancelled.status, ImportStatus::Cancelled);
    assert!(cancelled.rows_done < cancelled.rows_total);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    assert_eq!(desk.state(id).await.counts, cancelled.counts);
    assert_eq!(customers(on).await, cancelled.counts.created);
    assert_eq!(desk.rows(id, RowFilter::All).await.len() as u64, cancelled.counts.created);
    let told = audit_entry::Entity::find().filter(audit_entry::Column::Event.eq("import_cancelled"));
    assert_eq!(told.count(on.database().writer()).await.unwrap(), 1);
}

async fn two_runs_of_one_file_make_each_customer_once(on: &TestServices) {
    let desk = Desk::new(on, &on.administrator().await);
    let file = people(400);
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = desk.upload("a.csv", file.as_bytes()).await.id;
        assert_eq!(desk.check(id).await.counts.created, 400);
        ids.push(id);
    }
    for id in &ids {
        desk.services.imports().start(&desk.actor, *id).await.unwrap();
    }
    let (first, second) = (desk.settled(ids[0]).await, desk.settled(ids[1]).await);
    assert_eq!((first.status, second.status), (ImportStatus::Finished, ImportStatus::Finished));
    assert_eq!(first.counts.created + second.counts.created, 400);
    assert_eq!(first.counts.skipped + second.counts.skipped, 400);
    assert_eq!(customers(on).await, 400);
}

async fn an_act_needs_its_time(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    let (imports, actor) = (desk.services.clone(), desk.actor.clone());
    let imports = imports.imports();
    let id = desk.upload("a.csv", people(3).as_bytes()).await.id;
    let wrong = ["status: unknown_value"];
    assert_eq!(faults(imports.start(&actor, id).await), wrong);
    assert_eq!(faults(imports.pause(&actor, id).await), wrong);
    imports.check(&actor, id).await.unwrap();
    assert_eq!(faults(imports.check(&actor, id).await), wrong);
    let plan = desk.state(id).await.plan.unwrap();
    assert_eq!(faults(imports.plan(&actor, id, &plan).await), wrong);
    desk.run_jobs();
    assert_eq!(desk.settled(id).await.status, ImportStatus::Checked);
    imports.plan(&actor, id, &plan).await.unwrap();
    assert_eq!(faults(imports.start(&actor, id).await), wrong, "a changed plan is checked anew");
    desk.check(id).await;
    desk.write(id).await;
    assert_eq!(faults(imports.cancel(&actor, id).await), wrong);
    assert!(matches!(refusal(imports.state(&actor, ImportId(uuid::Uuid::now_v7())).await), domain::AppError::NotFound));
}

/// Every row was written, and none twice.
async fn finished_once(on: &TestServices, desk: &Desk, id: ImportId) {
    let done = desk.settled(id).await;
    assert_eq!((done.status, done.rows_done), (ImportStatus::Finished, u64::from(ROWS)), "{:?}", done.reason);
    assert_eq!((done.counts.created, done.counts.skipped, done.counts.errors), (u64::from(ROWS), 0, 0));
    let writer = on.database().writer();
    no_more_jobs(on).await;
    assert_eq!(customers(on).await, u64::from(ROWS));
    let imported = audit_entry::Entity::find().filter(audit_entry::Column::Event.eq("imported"));
    assert_eq!(imported.count(writer).await.unwrap(), u64::from(ROWS));
    assert_eq!(import_row::Entity::find().count(writer).await.unwrap(), u64::from(ROWS));
    let codes = customer::Entity::find().all(writer).await.unwrap();
    let rows = desk.rows(id, RowFilter::All).await;
    assert_eq!(rows.len(), ROWS as usize);
    assert!(rows.iter().all(|row| codes.iter().any(|customer| Some(&customer.code) == row.code.as_ref())));
}
