//! Dangerous acts want somebody who has shown of late who they are: a session in which nobody has is refused them, whatever
//! its person may do.

use axum::http::StatusCode;
use domain::{
    AppError,
    customer::{Created, Directory},
};
use entities::customer;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use serde_json::{Value, json};
use server::http::endpoints::Endpoint;
use uuid::Uuid;

use super::{
    answers::{Finding, told},
    begin,
    office::export_of,
    rows::Rows,
    world::World,
};
use crate::requests::{Kept, Subject, Target, request_of, subject_of};

/// What is dangerous. What is missing here is found by the proof of the guards: nobody would miss its question.
const DANGEROUS: &[&str] = &[
    "/api/accounts/enrol",
    "/api/accounts/set_factor",
    "/api/accounts/remove_factor",
    "/api/accounts/new_recovery_codes",
    "/api/users/create",
    "/api/users/change",
    "/api/users/set_own_grants",
    "/api/users/block",
    "/api/users/unblock",
    "/api/users/invite",
    "/api/users/remove_factor",
    "/api/users/delete",
    "/api/roles/create",
    "/api/roles/change",
    "/api/roles/delete",
    "/api/customers/purge",
    "/api/customers/merge",
    "/api/bulk/trash",
    "/api/exports/request",
    "/api/audit/may_export",
    "/config/audit/export",
];

/// What is wrong when an endpoint is asked in a session that was left open, with a request that is good otherwise.
pub async fn findings(world: &World<'_>, endpoint: &Endpoint) -> Vec<Finding> {
    if !DANGEROUS.contains(&endpoint.path) {
        return Vec::new();
    }
    // What is prepared is asked for by nobody.
    begin("");
    let house = &world.house;
    let cookies = house.cookies_with(world.administrator.user, |session| session.confirmed_at = Set(None)).await;
    let (method, path, body) = request_of(endpoint, &target(world, endpoint.path).await);
    let body = match body {
        Some(body) => Some(well_formed(world, endpoint.path, body).await),
        None => None,
    };
    let mut rows = Rows::of(world.services()).await;
    begin(endpoint.path);
    let answer = house.ask(method, &path, &cookies, body.as_ref()).await;
    begin("");
    let refused = serde_json::to_string(&AppError::Unconfirmed).unwrap();
    let mut findings = Vec::new();
    if answer.status != StatusCode::UNAUTHORIZED || answer.text != refused {
        findings.push(format!("{}: unconfirmed and not refused: {}", endpoint.path, told(&answer)));
    }
    let changed = rows.changed(world.services()).await;
    if !changed.is_empty() {
        findings.push(format!("{}: unconfirmed and changed {changed:?}", endpoint.path));
    }
    findings
}

/// Something of the kind that the endpoint is about.
async fn target(world: &World<'_>, path: &str) -> Target {
    let Subject::One(kept) = subject_of(path, Directory::default()) else { return Target::missing() };
    match kept {
        Kept::Customer(_) | Kept::Trashed(_) => {
            let made = customer(world, "Khách Cần Xác Nhận").await;
            if matches!(kept, Kept::Trashed(_)) {
                customer::Entity::update_many()
                    .col_expr(customer::Column::TrashedAt, Expr::value(world.services().clock.now()))
                    .filter(customer::Column::Id.eq(made.id.0))
                    .exec(world.services().database().writer())
                    .await
                    .unwrap();
            }
            Target { id: made.id.to_string(), code: made.code, ..Target::missing() }
        }
        _ => world.records.iter().find(|record| record.kept == kept).unwrap().target.clone(),
    }
}

/// A new customer. Sessions of the administrator have ended meanwhile, by what the administrator was let do.
async fn customer(world: &World<'_>, name: &str) -> Created {
    let administrator = world.services().actor_of(world.administrator.user).await;
    world.services().named(&administrator, name).await
}

/// A request that is refused for nothing that it says, where that is looked at first.
async fn well_formed(world: &World<'_>, path: &str, mut body: Value) -> Value {
    match path {
        "/api/users/create" => {
            body["input"]["full_name"] = json!("Ai Đó");
            body["input"]["email"] = json!("ai.do.nua@example.vn");
        }
        "/api/roles/create" => body["input"]["name"] = json!("Vai Nào Nữa"),
        "/api/customers/purge" => {
            let id: Uuid = body["id"].as_str().unwrap().parse().unwrap();
            let found = customer::Entity::find().filter(customer::Column::Id.eq(id));
            let found = found.one(world.services().database().writer()).await.unwrap();
            body["typed"] = json!(found.unwrap().code);
        }
        "/api/customers/merge" => {
            let other = customer(world, "Khách Trùng").await;
            body["request"]["other"] = json!(other.id);
            body["request"]["survivor_version"] = json!(1);
            body["request"]["other_version"] = json!(1);
        }
        "/api/bulk/trash" => body["request"]["selection"] = json!({"these": [Uuid::nil()]}),
        "/api/exports/request" => body["request"] = export_of(&[]),
        _ => {}
    }
    body
}
