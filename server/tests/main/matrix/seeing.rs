//! Who looks at the application as another person changes nothing, at no endpoint.

use axum::http::StatusCode;
use domain::{
    AppError,
    customer::Directory,
    permission::{Action, Resource},
};
use entities::session;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use server::http::endpoints::{Access, ENDPOINTS, Endpoint, Kind};
use test_support::{Scope, TestServices, each_database};
use uuid::Uuid;

use super::{
    answers::{Finding, told},
    begin,
    office::Office,
    rows::Rows,
    world::World,
};
use crate::{
    house::{Answer, House},
    requests::{Kept, Subject, Target, request_of, subject_of},
};

each_database!(nothing_is_changed_by_looking);

/// Server functions that only read. Any other must refuse; a new one that reads belongs here.
const READS: &[&str] = &[
    "addresses/standing",
    "addresses/suggest",
    "accounts/viewer",
    "accounts/rights",
    "accounts/sessions",
    "accounts/factor",
    // Its key is kept when the first code comes.
    "accounts/enrol",
    "accounts/alerts",
    "customers/list",
    "customers/count",
    "customers/totals",
    "customers/names",
    "customers/held",
    "customers/suggest",
    "customers/suggest_tags",
    "customers/suggest_all",
    "customers/count_hits",
    "customers/alike",
    "customers/compare",
    "customers/choices",
    "customers/detail",
    "customers/history",
    "customers/trashed",
    "views/list",
    "imports/list",
    "imports/state",
    "imports/sheets",
    "imports/columns",
    "imports/rows",
    "exports/list",
    "exports/state",
    "bulk/list",
    "bulk/state",
    "users/list",
    "users/detail",
    "users/choices",
    "users/effect",
    "roles/list",
    "roles/detail",
    "roles/effect",
    "roles/effect_of_delete",
    "branches/list",
    "departments/list",
    "catalogs/list",
    "catalogs/uses",
    "audit/list",
    "audit/people",
    "audit/may_export",
    "drafts/find",
    "addresses/suggest",
    "addresses/standing",
    "duplicates/state",
    "duplicates/groups",
    "spaces/list",
    "spaces/occupied",
    "bookings/list",
    "bookings/today",
    "bookings/totals",
    "contracts/list",
    "contracts/read",
    "contracts/offer",
    "contracts/templates",
    "meters/list",
    "meters/sheet",
    "meters/readings/list",
    "services/list",
    "services/occurring",
    "services/offer",
    "invoices/list",
    "invoices/read",
    "invoices/offer",
    "attachments/list",
    "receipts/list",
    "receipts/charges",
    "receipts/account",
];
/// What other handlers do is written down, is an import, or sends what the person has kept.
const READING_HANDLERS: [&str; 4] = ["/live", "/imports/template", "/files/attachments/{id}", "/files/avatars/{id}"];
/// What ends the looking itself.
const ENDS: [&str; 2] = ["/api/accounts/stop_seeing", "/api/accounts/sign_out"];

fn only_reads(endpoint: &Endpoint) -> bool {
    match endpoint.kind {
        Kind::Page => true,
        Kind::Handler(_) => READING_HANDLERS.contains(&endpoint.path),
        Kind::ServerFunction => READS.contains(&endpoint.path.trim_start_matches("/api/")),
    }
}

/// A request that is refused for nothing that it says, where that is looked at first.
fn well_formed(path: &str, body: Option<Value>) -> Option<Value> {
    let mut body = body?;
    match path.trim_start_matches("/api/") {
        "bulk/change" | "bulk/trash" => body["request"]["selection"] = json!({"these": [Uuid::nil()]}),
        "accounts/save_profile" => body["profile"]["full_name"] = json!("Ai Đó"),
        "roles/create" => body["input"]["name"] = json!("Vai Nào"),
        "users/create" => {
            body["input"]["full_name"] = json!("Ai Đó");
            body["input"]["email"] = json!("ai.do@example.vn");
        }
        _ => {}
    }
    Some(body)
}

async fn nothing_is_changed_by_looking(on: &TestServices) {
    let house = House::new(on).await;
    let findings = findings(&house, |_| true).await;
    assert!(findings.is_empty(), "{} findings:\n{}", findings.len(), findings.join("\n"));
}

/// What is wrong when endpoints are asked by somebody who looks as another person.
pub async fn findings(house: &House<'_>, wanted: impl Fn(&Endpoint) -> bool) -> Vec<Finding> {
    begin("");
    let on = house.services;
    let boss = on.user("Sếp").with_full_permission().create().await;
    let seen = on.user("Phó").with_full_permission().create().await;
    let import = Office::new(house, seen).await.import(seen, &["name"], "ready").await;
    let cookies = house.cookies_for(boss).await;
    let answer = house.call("users/see_as", &cookies, &json!({"id": seen})).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let refused = serde_json::to_string(&AppError::ReadOnly).unwrap();

    let mut rows = Rows::of(on).await;
    let mut findings = Vec::new();
    let asked = ENDPOINTS.iter().filter(|endpoint| endpoint.access != Access::Public && !ENDS.contains(&endpoint.path));
    for endpoint in asked.filter(|endpoint| wanted(endpoint)) {
        let target = match subject_of(endpoint.path, Directory::default()) {
            Subject::One(Kept::Import) => Target { id: import.to_string(), ..Target::missing() },
            _ => Target::missing(),
        };
        let (method, path, body) = request_of(endpoint, &target);
        let body = well_formed(endpoint.path, body);
        begin(endpoint.path);
        let answer = house.ask(method, &path, &cookies, body.as_ref()).await;
        let is_refused = answer.status == StatusCode::FORBIDDEN && answer.text == refused;
        if is_refused == only_reads(endpoint) {
            findings.push(format!("{}: {}", endpoint.path, told(&answer)));
        }
        let changed = rows.changed(on).await;
        if !changed.is_empty() {
            findings.push(format!("{} has changed {changed:?}", endpoint.path));
        }
    }
    begin("");
    findings
}

/// Nobody begins to look as somebody who holds more, and whoever has come to hold less looks as that person no longer: not
/// with the next request, and not in what is under way.
pub async fn outgrown(world: &World<'_>) -> Vec<Finding> {
    begin("");
    let (house, services) = (&world.house, world.services());
    let (_, chief) = world.cast.chief.inside();
    let weak = services.user("Đã Yếu Đi").may(Scope::All, Resource::Users, &[Action::View]).create().await;
    let mut findings = Vec::new();
    let mut finding = |what: &str, answer: &Answer| findings.push(format!("see as: {what}: {}", told(answer)));

    let cookies = house.cookies_for(weak).await;
    let begun = house.call("users/see_as", &cookies, &json!({"id": chief})).await;
    if begun.status != StatusCode::FORBIDDEN {
        finding("begun", &begun);
    }
    let cookies = house.cookies_with(weak, |session| session.seen_as = Set(Some(chief.0))).await;
    let own = house.call("accounts/viewer", &cookies, &json!({})).await;
    if own.status != StatusCode::OK || !own.text.contains(&weak.to_string()) {
        finding("not the bearer's own again", &own);
    }

    let mut actor = services.actor_of(weak).await;
    session::Entity::update_many()
        .col_expr(session::Column::SeenAs, Expr::value(chief.0))
        .filter(session::Column::Id.eq(actor.session.unwrap().0))
        .exec(services.database().writer())
        .await
        .unwrap();
    (actor.user, actor.seen_by) = (chief, Some(weak));
    if house.working.accounts().viewer(&actor).await.is_ok() {
        findings.push("see as: goes on".to_owned());
    }
    findings
}
