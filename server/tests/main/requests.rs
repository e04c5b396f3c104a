//! One well-formed request per endpoint, so that nothing but the rights decides the answer.

use axum::http::Method;
use serde_json::{Value, json};
use server::http::endpoints::{Endpoint, Kind};
use uuid::Uuid;

/// Something that a request can be about, by what requests name it.
#[derive(Clone, Debug)]
pub struct Target {
    pub id: String,
    pub code: String,
    /// A name, or a word of it, that nothing else has.
    pub name: String,
}

impl Target {
    /// What does not exist.
    pub fn missing() -> Self {
        let id = "00000000-0000-7000-8000-000000000000".to_owned();
        Self { id, code: "KH999999".to_owned(), name: "Kh999zq".to_owned() }
    }
}

/// What there is one of, or many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    Individual,
    Trashed,
    User,
    Role,
    Branch,
    Department,
    Import,
    Export,
}

/// What an endpoint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// No record, or none that somebody else could have.
    Nothing,
    /// One record: what is out of reach is answered like what does not exist.
    One(Kept),
    /// Records: the answer names those in reach and no others.
    All(Kept),
}

/// What an endpoint is about. A new one whose request names a target belongs here.
pub fn subject_of(path: &str) -> Subject {
    use Kept::*;
    match path.trim_start_matches("/api/") {
        "/customers/individuals/{code}" => Subject::One(Individual),
        "/config/users/{id}" => Subject::One(User),
        "/config/roles/{id}" => Subject::One(Role),
        "/import/{id}" | "/imports/{id}/refused" => Subject::One(Import),
        "/exports/{id}" => Subject::One(Export),
        // Those that search are asked for one name.
        "individuals/list" | "individuals/count" | "individuals/suggest" => Subject::One(Individual),
        "individuals/detail" | "individuals/history" | "individuals/unmask" => Subject::One(Individual),
        "individuals/change" | "individuals/trash" => Subject::One(Individual),
        "individuals/restore" => Subject::One(Trashed),
        "individuals/trashed" => Subject::All(Trashed),
        "users/choices" | "users/create" => Subject::Nothing,
        "roles/list" | "roles/create" => Subject::Nothing,
        "branches/rename" | "branches/delete" => Subject::One(Branch),
        "departments/rename" | "departments/delete" => Subject::One(Department),
        "imports/list" => Subject::All(Import),
        "exports/list" => Subject::All(Export),
        "exports/state" | "exports/cancel" => Subject::One(Export),
        path if path.starts_with("users/") => Subject::One(User),
        path if path.starts_with("roles/") => Subject::One(Role),
        path if path.starts_with("imports/") => Subject::One(Import),
        _ => Subject::Nothing,
    }
}

/// Method, path and body that ask an endpoint about a target. Those that write are refused in the end for what they
/// say, where that is possible: what they ask about is to stay as it is.
///
/// # Panics
/// The endpoint is new: it needs its request here.
pub fn request_of(endpoint: &Endpoint, target: &Target) -> (Method, String, Option<Value>) {
    let path = endpoint.path.replace("{code}", &target.code).replace("{id}", &target.id);
    match endpoint.kind {
        Kind::Page => (Method::GET, path, None),
        Kind::ServerFunction => (Method::POST, path, Some(body_of(endpoint.path, target))),
        Kind::Handler(_) if endpoint.path == "/live" => (Method::GET, path + "?epoch=1", None),
        Kind::Handler(_) if endpoint.path == "/imports" => (Method::POST, path + "?name=a.csv", None),
        Kind::Handler(_) => (Method::GET, path, None),
    }
}

fn body_of(path: &str, target: &Target) -> Value {
    let Target { id, code, name } = target;
    let state = json!({"search": name, "filters": {}, "sort": null, "place": "start"});
    let plan = json!({
        "sheet": "", "heading_row": 1, "from_row": 2, "to_row": 3, "columns": [], "match_key": "code",
        "likely_duplicates": "skip", "individual_without_email": "allow", "unknown_catalog_value": "refuse",
        "owner": null, "branch": null
    });
    let account = json!({
        "full_name": "Ai Đó", "email": "ai.do@example.vn", "phone": "", "branch": null, "department": null, "roles": []
    });
    let role = json!({
        "name": "Vai Nào", "description": "", "rights": {"branch": null, "full_permission": false, "cells": []}
    });
    match path.trim_start_matches("/api/") {
        "accounts/set_up" => {
            json!({"form": {"code": "", "email": "", "full_name": "", "password": "", "language": "vi"}})
        }
        "accounts/sign_in" => json!({"email": "nobody@example.vn", "password": "not a password", "new": null}),
        "accounts/accept_invitation" => json!({"token": "0".repeat(64), "password": "not a password"}),
        "users/list" => json!({"filter": {"text": name}}),
        "users/choices" | "roles/list" | "branches/list" | "departments/list" => json!({}),
        "users/detail" | "users/block" | "users/unblock" | "users/invite" | "roles/detail" | "branches/delete"
        | "departments/delete" => json!({"id": id}),
        "users/create" => json!({"input": {"full_name": "", "email": "", "phone": "", "branch": null,
            "department": null, "roles": []}, "welcome": "invitation"}),
        "users/change" => json!({"id": id, "version": 0, "input": account}),
        "users/set_own_grants" => json!({"id": id, "version": 0, "own": []}),
        "users/effect" => json!({"id": id, "input": account, "own": []}),
        "users/delete" => json!({"id": id, "successor": null}),
        "roles/create" => json!({"input": {"name": "", "description": "", "rights": role["rights"]}}),
        "roles/change" => json!({"id": id, "version": 0, "input": role}),
        "roles/effect" => json!({"id": id, "rights": role["rights"]}),
        "roles/delete" => json!({"id": id, "instead": null}),
        "branches/create" | "departments/create" => json!({"name": format!("Nơi {}", Uuid::now_v7())}),
        "branches/rename" | "departments/rename" => json!({"id": id, "name": name}),
        "accounts/save_profile" => {
            json!({"profile": {"full_name": "", "preferences": {"language": "vi", "theme": "light"}}})
        }
        "accounts/change_password" => json!({"change": {"current": "", "new": ""}}),
        "accounts/sign_out" | "accounts/rights" | "accounts/sessions" | "accounts/end_other_sessions" => json!({}),
        "individuals/list" | "individuals/count" => json!({"state": state}),
        "individuals/suggest" => json!({"typed": name}),
        "individuals/choices" | "imports/list" | "exports/list" => json!({}),
        "individuals/detail" => json!({"code": code}),
        "individuals/history" => json!({"id": id, "before": null}),
        "individuals/unmask" => json!({"id": id, "field": "id_number"}),
        "individuals/create" => json!({"key": Uuid::now_v7(), "input": {"values": {}, "without_email": true}}),
        "individuals/change" => json!({"id": id, "change": {
            "version": 1, "fields": {"name": {"was": name, "becomes": ""}}, "without_email": true
        }}),
        "individuals/trash" | "individuals/restore" => json!({"id": id}),
        "individuals/trashed" => json!({"after": null}),
        "imports/state" | "imports/sheets" | "imports/check" | "imports/start" | "imports/pause" | "imports/resume"
        | "imports/cancel" | "exports/state" | "exports/cancel" => json!({"id": id}),
        "imports/columns" => json!({"id": id, "sheet": "", "heading_row": 1}),
        "imports/plan" => json!({"id": id, "plan": plan}),
        "imports/rows" => json!({"id": id, "filter": "all", "after": null}),
        "exports/request" => json!({"request": {
            "state": {"search": "", "filters": {}, "sort": null, "place": "start"}, "format": "csv",
            "columns": "all", "unmasked": false, "reason": ""
        }}),
        other => panic!("{other} has no request in tests/main/requests.rs"),
    }
}
