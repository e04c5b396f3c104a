//! One well-formed request per endpoint, so that nothing but the rights decides the answer.

use serde_json::{Value, json};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// The address of an endpoint for what does not exist.
pub fn path_of(path: &str) -> String {
    let path = path.replace("{code}", "KH999999").replace("{id}", NOBODY);
    match path.as_str() {
        "/live" => path + "?epoch=1",
        "/imports" => path + "?name=a.csv",
        _ => path,
    }
}

/// The body that asks a server function for what does not exist; `None` of one that is not known here.
pub fn body_of(path: &str) -> Option<Value> {
    let state = json!({"search": "", "filters": {}, "sort": null, "place": "start"});
    let plan = json!({
        "sheet": "", "heading_row": 1, "from_row": 2, "to_row": 3, "columns": [], "match_key": "code",
        "likely_duplicates": "skip", "individual_without_email": "allow", "unknown_catalog_value": "refuse",
        "owner": null, "branch": null
    });
    let account = json!({"full_name": "", "email": "", "phone": "", "branch": null, "department": null, "roles": []});
    let role = json!({
        "name": "", "description": "", "rights": {"branch": null, "full_permission": false, "cells": []}
    });
    Some(match path.trim_start_matches("/api/") {
        "accounts/set_up" => {
            json!({"form": {"code": "", "email": "", "full_name": "", "password": "", "language": "vi"}})
        }
        "accounts/sign_in" => json!({"email": "nobody@example.vn", "password": "not a password", "new": null}),
        "accounts/accept_invitation" => json!({"token": "0".repeat(64), "password": "not a password"}),
        "audit/list" => json!({"filter": {}, "after": null}),
        "audit/people" => json!({}),
        "drafts/keep" => json!({"form": "individual/new", "typed": {}}),
        "drafts/find" => json!({"form": "individual/new"}),
        "accounts/enrol_at_door" => json!({"email": "nobody@example.vn", "password": "not a password"}),
        "accounts/enrol_invited" => json!({"token": "0".repeat(64)}),
        "accounts/confirm" => json!({"password": "not a password", "code": null}),
        "accounts/set_factor" => json!({"code": "000000", "ticket": "00"}),
        "accounts/factor"
        | "accounts/enrol"
        | "accounts/new_recovery_codes"
        | "accounts/remove_factor"
        | "accounts/alerts"
        | "accounts/dismiss_alerts"
        | "accounts/stop_seeing" => json!({}),
        "accounts/end_session" => json!({"id": NOBODY}),
        "users/list" => json!({"filter": {}}),
        "users/choices" | "roles/list" | "branches/list" | "departments/list" => json!({}),
        "users/remove_factor"
        | "users/see_as"
        | "users/detail"
        | "users/block"
        | "users/unblock"
        | "users/invite"
        | "roles/detail"
        | "branches/delete"
        | "departments/delete" => json!({"id": NOBODY}),
        "users/create" => json!({"input": account, "welcome": "invitation"}),
        "users/change" => json!({"id": NOBODY, "version": 1, "input": account}),
        "users/set_own_grants" => json!({"id": NOBODY, "version": 1, "own": []}),
        "users/effect" => json!({"id": NOBODY, "input": account, "own": []}),
        "users/delete" => json!({"id": NOBODY, "successor": null}),
        "roles/create" => json!({"input": role}),
        "roles/change" => json!({"id": NOBODY, "version": 1, "input": role}),
        "roles/effect" => json!({"id": NOBODY, "rights": role["rights"]}),
        "roles/delete" => json!({"id": NOBODY, "instead": null}),
        "branches/create" | "departments/create" => json!({"name": ""}),
        "branches/rename" | "departments/rename" => json!({"id": NOBODY, "name": "Nơi khác"}),
        "accounts/save_profile" => {
            json!({"profile": {"full_name": "Tên Mới", "preferences": {"language": "vi", "theme": "light"}}})
        }
        "accounts/change_password" => json!({"change": {"current": "", "new": ""}}),
        "accounts/sign_out" | "accounts/rights" | "accounts/sessions" | "accounts/end_other_sessions" => json!({}),
        "individuals/list" | "individuals/count" => json!({"state": state}),
        "individuals/suggest" => json!({"typed": "lan"}),
        "individuals/choices" | "imports/list" | "exports/list" => json!({}),
        "individuals/detail" => json!({"code": "KH999999"}),
        "individuals/history" => json!({"id": NOBODY, "before": null}),
        "individuals/unmask" => json!({"id": NOBODY, "field": "id_number"}),
        "individuals/create" => json!({"key": NOBODY, "input": {"values": {"name": "Ma"}, "without_email": true}}),
        "individuals/change" => json!({"id": NOBODY, "change": {"version": 1, "fields": {}, "without_email": true}}),
        "individuals/trash" | "individuals/restore" => json!({"id": NOBODY}),
        "individuals/trashed" => json!({"after": null}),
        "imports/state" | "imports/sheets" | "imports/check" | "imports/start" | "imports/pause" | "imports/resume"
        | "imports/cancel" | "exports/state" | "exports/cancel" => json!({"id": NOBODY}),
        "imports/columns" => json!({"id": NOBODY, "sheet": "", "heading_row": 1}),
        "imports/plan" => json!({"id": NOBODY, "plan": plan}),
        "imports/rows" => json!({"id": NOBODY, "filter": "all", "after": null}),
        "exports/request" => json!({"request": {
            "state": state, "format": "csv", "columns": "all", "unmasked": false, "reason": ""
        }}),
        _ => return None,
    })
}
