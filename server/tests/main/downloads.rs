//! Files on their way out.

use std::time::Duration;

use axum::{
    body::{Body, Bytes, to_bytes},
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
    let whole = read(&house, id, &cookies, 1, async || {}).await;
    assert_eq!(whole, LARGE);
    assert!(read_packed(&house, id, &cookies, async || {}).await.is_ok());
    let blocked = read(&house, id, &cookies, 1, async || on.users().block(&admin, lan).await.unwrap()).await;
    assert!(blocked < LARGE, "{blocked}");
    assert_eq!(house.ask(Method::GET, &format!("/exports/{id}"), &cookies, None).await.status, 401);

    // Between the answer and its first part nothing is missed either; what is packed on its way is no whole file then.
    on.users().unblock(&admin, lan).await.unwrap();
    let cookies = house.cookies_for(lan).await;
    let packed = read_packed(&house, id, &cookies, async || on.users().block(&admin, lan).await.unwrap()).await;
    assert!(packed.is_err());
    on.users().unblock(&admin, lan).await.unwrap();
    let cookies = house.cookies_for(lan).await;
    let blocked = read(&house, id, &cookies, 0, async || on.users().block(&admin, lan).await.unwrap()).await;
    assert!(blocked < LARGE, "{blocked}");
    // Nor what nobody hints at, as when a session ends by itself.
    on.users().unblock(&admin, lan).await.unwrap();
    let house = house.with_state(|state| state.sweep = Duration::from_millis(1));
    let cookies = house.cookies_for(lan).await;
    let ended = read(&house, id, &cookies, 1, async || on.end_sessions_of(lan).await).await;
    assert!(ended < LARGE, "{ended}");
}

/// How much arrives when something happens after some parts.
async fn read(house: &House<'_>, id: ExportId, cookies: &str, parts: usize, happens: impl AsyncFnOnce()) -> usize {
    let request = Request::get(format!("/exports/{id}")).header(header::COOKIE, cookies).body(Body::empty()).unwrap();
    let mut body = house.open(request).await.into_body().into_data_stream();
    let mut arrived = 0;
    for _ in 0..parts {
        arrived += body.next().await.unwrap().unwrap().len();
    }
    happens().await;
    // The stream hears of it in its own task, here between two parts.
    while let Some(Ok(part)) = body.next().await {
        arrived += part.len();
        tokio::task::yield_now().await;
    }
    arrived
}

/// The whole file, packed on its way, when something happens before its first part.
async fn read_packed(
    house: &House<'_>,
    id: ExportId,
    cookies: &str,
    happens: impl AsyncFnOnce(),
) -> Result<Bytes, axum::Error> {
    let request = Request::get(format!("/exports/{id}"))
        .header(header::COOKIE, cookies)
        .header(header::ACCEPT_ENCODING, "gzip")
        .body(Body::empty())
        .unwrap();
    let response = house.open(request).await;
    assert_eq!(response.headers()[header::CONTENT_ENCODING], "gzip");
    happens().await;
    to_bytes(response.into_body(), LARGE).await
}

async fn finished_export(on: &TestServices, actor: &services::authz::Actor) -> ExportId {
    let request = ExportRequest {
        these: Vec::new(),
        except: Vec::new(),
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
