//! Files on their way out.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use domain::{
    ExportId,
    export::{ExportColumns, ExportFormat, ExportRequest, ExportStatus},
    list::ListState,
    permission::{Action, Resource},
};
use futures::StreamExt;
use test_support::{Scope, TestServices, on_postgres, on_sqlite};
use tokio_util::sync::CancellationToken;

use crate::house::House;

/// More than what lies in buffers on the way.
const LARGE: usize = 32 * 1024 * 1024;

#[tokio::test]
async fn a_download_breaks_off_with_the_rights_on_sqlite() {
    on_sqlite(breaks_off).await;
}

#[tokio::test]
async fn a_download_breaks_off_with_the_rights_on_postgres() {
    on_postgres(breaks_off).await;
}

async fn breaks_off(on: &TestServices) {
    let house = House::new(on).await;
    let admin = on.administrator().await;
    let may = &[Action::View, Action::Export];
    let lan = on.user("Lan").may(Scope::All, Resource::Individuals, may).create().await;
    let cookies = house.cookies_for(lan).await;
    let actor = on.actor_of(lan).await;
    let id = finished_export(on, &actor).await;
    // Nothing of the content matters here.
    std::fs::write(on.data_folder().join("exports").join(id.to_string()), vec![b'x'; LARGE]).unwrap();
    let whole = read(&house, id, &cookies, async || {}).await;
    assert_eq!(whole, LARGE);
    let blocked = read(&house, id, &cookies, async || on.users().block(&admin, lan).await.unwrap()).await;
    assert!(blocked < LARGE, "{blocked}");
    assert_eq!(house.ask(Method::GET, &format!("/exports/{id}"), &cookies, None).await.status, 401);
}

/// How much arrives when something happens after the first part.
async fn read(house: &House<'_>, id: ExportId, cookies: &str, happens: impl AsyncFnOnce()) -> usize {
    let request = Request::get(format!("/exports/{id}")).header(header::COOKIE, cookies).body(Body::empty()).unwrap();
    let mut body = house.open(request).await.into_body().into_data_stream();
    let mut arrived = body.next().await.unwrap().unwrap().len();
    happens().await;
    // The stream hears of it in its own task, here between two parts.
    while let Some(Ok(part)) = body.next().await {
        arrived += part.len();
        tokio::task::yield_now().await;
    }
    arrived
}

async fn finished_export(on: &TestServices, actor: &services::authz::Actor) -> ExportId {
    let request = ExportRequest {
        these: Vec::new(),
        state: ListState::default(),
        format: ExportFormat::Csv,
        columns: ExportColumns::All,
        unmasked: false,
        reason: String::new(),
    };
    let id = on.exports().request(actor, &request).await.unwrap().id;
    let (stop, services) = (CancellationToken::new(), on.services());
    let jobs = tokio::spawn({
        let stop = stop.clone();
        async move { services.run_jobs(stop).await }
    });
    while on.exports().state(actor, id).await.unwrap().status != ExportStatus::Ready {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    jobs.await.unwrap();
    id
}
