//! The queue of jobs, seen from outside.

use std::time::Duration;

use chrono::TimeDelta;
use domain::{export::ExportRequest, import::wizard::ImportStatus};
use entities::job;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use test_support::{TestServices, each_database};
use tokio::time::sleep;

use crate::desk::{Desk, no_more_jobs};

each_database!(
    a_leased_job_is_left_alone_until_the_lease_runs_out,
    two_loops_share_the_work,
    a_job_that_never_ends_is_given_up,
    a_loop_without_work_ends_at_once,
);

async fn a_leased_job_is_left_alone_until_the_lease_runs_out(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    let id = desk.services.exports().request(&desk.actor, &ExportRequest::default()).await.unwrap().id;
    lease(on, TimeDelta::seconds(8)).await;
    desk.run_jobs();
    sleep(Duration::from_millis(1_500)).await;
    assert!(desk.exported(id, |_| true).await.status.is_busy(), "somebody else works on it");
    on.clock.advance(TimeDelta::seconds(9));
    desk.exported(id, |state| !state.status.is_busy()).await;
    no_more_jobs(on).await;
}

async fn two_loops_share_the_work(on: &TestServices) {
    let actor = on.administrator().await;
    let (one, other) = (Desk::new(on, &actor), Desk::new(on, &actor));
    let mut ids = Vec::new();
    for desk in [&one, &other, &one, &other, &one, &other] {
        ids.push(desk.upload("a.csv", "Họ tên\nAn\nBình\n".as_bytes()).await.id);
    }
    for id in &ids {
        one.services.imports().check(&actor, *id).await.unwrap();
    }
    for id in ids {
        let checked = other.settled(id).await;
        assert_eq!((checked.status, checked.counts.created), (ImportStatus::Checked, 2));
    }
}

async fn a_job_that_never_ends_is_given_up(on: &TestServices) {
    let mut desk = Desk::without_jobs(on, &on.administrator().await);
    let id = desk.services.exports().request(&desk.actor, &ExportRequest::default()).await.unwrap().id;
    job::Entity::update_many()
        .col_expr(job::Column::Attempts, Expr::value(1_000))
        .exec(on.database().writer())
        .await
        .unwrap();
    desk.run_jobs();
    let failed = desk.exported(id, |state| !state.status.is_busy()).await;
    assert_eq!((failed.status.key(), failed.reason.as_deref()), ("failed", Some("fault")));
    no_more_jobs(on).await;
}

async fn a_loop_without_work_ends_at_once(on: &TestServices) {
    let mut desk = Desk::new(on, &on.administrator().await);
    sleep(Duration::from_millis(50)).await;
    let began = std::time::Instant::now();
    desk.stop_jobs().await;
    assert!(began.elapsed() < Duration::from_secs(1));
}

/// As if another process had taken all jobs.
async fn lease(on: &TestServices, time: TimeDelta) {
    job::Entity::update_many()
        .col_expr(job::Column::LeasedUntil, Expr::value(on.clock.now() + time))
        .col_expr(job::Column::LeasedBy, Expr::value(uuid::Uuid::now_v7()))
        .filter(job::Column::LeasedUntil.is_null())
        .exec(on.database().writer())
        .await
        .unwrap();
}
