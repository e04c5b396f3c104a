//! One well-formed request per endpoint, so that nothing but the rights decides the answer.

use domain::customer::Directory;
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that a request can be about, by what requests name it.
#[derive(Clone, Debug)]
pub struct Target {
    /// The list in which it stands; of what is no customer the first.
    pub directory: Directory,
    /// Its id.
    pub id: String,
    /// Its code, of a customer.
    pub code: String,
    /// A name, or a word of it, that nothing else has.
    pub name: String,
}

impl Target {
    /// What does not exist.
    pub fn missing() -> Self {
        Self::missing_in(Directory::default())
    }

    /// A customer that does not exist.
    pub fn missing_in(directory: Directory) -> Self {
        let id = "00000000-0000-7000-8000-000000000000".to_owned();
        Self { directory, id, code: "KH999999".to_owned(), name: "Kh999zq".to_owned() }
    }
}

/// The address of an endpoint for a target.
pub fn path_of(path: &str, target: &Target) -> String {
    let path = path
        .replace("{directory}", target.directory.key())
        .replace("{code}", &target.code)
        .replace("{id}", &target.id)
        .replace("{catalog}", "source")
        .replace("{view}", "list");
    match path.as_str() {
        "/live" => path + "?epoch=1",
        // Lines can be read by whoever looks for what may not be in them.
        "/config/audit/export" => path + "?format=csv",
        "/imports" => path + "?name=a.csv",
        "/files/attachments" => format!("{path}?customer={0}&key={0}", Uuid::nil()),
        "/files/avatars" => format!("{path}?directory={}&customer={}", target.directory.key(), target.id),
        _ => path,
    }
}

/// An act on nobody.
fn many(directory: Directory, act: Value) -> Value {
    let request = json!({"directory": directory, "selection": {"these": []}, "act": act});
    json!({"key": Uuid::nil(), "request": request})
}

/// The body that asks a server function about a target; `None` of one that is not known here. Those that write are refused in
/// the end for what they say, where that is possible: what they ask about is to stay as it is.
pub fn body_of(path: &str, target: &Target) -> Option<Value> {
    let Target { directory, id, code, name } = target;
    let state = json!({"directory": directory, "search": name, "filters": {}, "sort": null, "place": "start"});
    let receipt = json!({
        "customer": Uuid::nil(), "purpose": "deposit", "amount": 1, "method": null, "paid_on": "2026-03-01", "charges": [],
        "note": ""
    });
    let plan = json!({
        "sheet": "", "heading_row": 1, "from_row": 2, "to_row": 3, "columns": [], "match_key": "code",
        "likely_duplicates": "skip", "individual_without_email": "allow", "unknown_catalog_value": "refuse",
        "owner": null, "branch": null
    });
    let account = json!({
        "full_name": "Ai Đó", "email": "ai.do@example.vn", "phone": "", "branches": [], "departments": [], "roles": []
    });
    let role = json!({
        "name": "Vai Nào", "description": "", "rights": {"branch": null, "full_permission": false, "cells": []}
    });
    let space = json!({
        "code": "", "name": "", "branch": null, "kind": null, "capacity": null, "price": null, "active": true
    });
    // It ends before it begins.
    let stay = json!({
        "customer": id, "space": Uuid::nil(), "starts_at": "2026-03-02T07:00:00Z", "ends_at": "2026-03-01T07:00:00Z",
        "price": null, "agreed_deposit": null, "guests": null, "note": ""
    });
    // None of it.
    let service = json!({
        "customer": id, "service": Uuid::nil(), "booking": null, "quantity": 0, "unit_price": null,
        "used_on": "2026-03-01", "note": ""
    });
    // It ends before it begins.
    let contract = json!({
        "customer": id, "space": null, "starts_on": "2026-03-02", "ends_on": "2026-03-01", "rent": null, "billed": "start",
        "agreed_deposit": null, "text": "", "note": ""
    });
    let template = json!({"name": "", "text": "", "position": null, "active": true});
    // Read before its month, and a meter that begins in days to come.
    let reading = json!({
        "meter": Uuid::nil(), "month": "2026-03", "read_on": "2026-01-01", "reading": 0, "course": "straight"
    });
    let meter = json!({
        "space": Uuid::nil(), "kind": "electricity", "serial": "", "begins_at": 0, "begins_on": "2199-01-01",
        "active": true
    });
    // A line that says nothing.
    let invoice = json!({
        "customer": id, "lines": [{"free": {"text": "", "amount": 0}}], "due_on": null, "note": ""
    });
    Some(match path.trim_start_matches("/api/") {
        "accounts/set_up" => {
            json!({"form": {"code": "", "email": "", "full_name": "", "password": "", "language": "vi"}})
        }
        "accounts/sign_in" => json!({"email": "nobody@example.vn", "password": "not a password", "new": null}),
        "accounts/accept_invitation" => json!({"token": "0".repeat(64), "password": "not a password"}),
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
        "accounts/end_session" => json!({"id": Uuid::nil()}),
        "addresses/suggest" => json!({"part": "commune", "typed": "tan phong", "province": ""}),
        "addresses/standing" => json!({"commune": "Phường Tân Phong", "province": "TP.HCM", "address": ""}),
        "drafts/keep" => json!({"form": "individuals/new", "typed": {}}),
        "drafts/find" => json!({"form": "individuals/new"}),
        "audit/list" => json!({"filter": {}, "after": null}),
        "audit/people" | "audit/may_export" => json!({}),
        "spaces/list" | "bookings/today" | "services/occurring" => json!({}),
        "spaces/create" => json!({"input": space}),
        "spaces/change" => json!({"id": id, "was": space, "becomes": space}),
        "spaces/occupied" => {
            json!({"id": id, "from": "2026-03-01T07:00:00Z", "to": "2026-03-02T07:00:00Z", "except": null})
        }
        "bookings/list" => json!({"filter": {"code": code}, "after": null}),
        "bookings/create" => json!({"key": Uuid::now_v7(), "input": stay}),
        "bookings/change" => json!({"id": id, "change": {"was": stay, "becomes": stay}}),
        "bookings/act" => json!({"id": id, "act": {"check_out": null}}),
        "bookings/totals" => json!({"directory": directory, "id": id}),
        "services/list" => json!({"filter": {"code": code}, "after": null}),
        "services/offer" => json!({"customer": Uuid::nil()}),
        "services/create" => json!({"key": Uuid::now_v7(), "input": {"input": service, "delivered": false}}),
        "services/change" => json!({"id": id, "change": {"was": service, "becomes": service}}),
        "services/act" => json!({"id": id, "act": "undo"}),
        "contracts/list" => json!({"filter": {"code": code}, "after": null}),
        "contracts/read" | "contracts/discard" | "contracts/templates/remove" => json!({"id": id}),
        "contracts/offer" | "contracts/templates" => json!({}),
        "contracts/create" => json!({"key": Uuid::now_v7(), "input": contract}),
        "contracts/change" => json!({"id": id, "change": {"was": contract, "becomes": contract}}),
        "contracts/activate" => json!({"id": id, "version": 0}),
        "contracts/terminate" => json!({"id": id, "termination": {"on": "2026-03-01", "reason": ""}}),
        "contracts/renew" => json!({"key": Uuid::now_v7(), "id": id}),
        "contracts/templates/create" => json!({"input": template}),
        "contracts/templates/change" => json!({"id": id, "version": 0, "input": template}),
        "meters/sheet" => json!({"query": {}}),
        "meters/readings/list" => json!({"filter": {"customer": Uuid::nil()}, "after": null}),
        "meters/readings/create" => {
            let mut input = reading;
            input["read_on"] = json!("2026-03-01");
            json!({"key": Uuid::now_v7(), "input": input})
        }
        "meters/readings/change" => json!({"id": id, "change": {"was": reading, "becomes": reading}}),
        "meters/readings/cancel" | "meters/tariffs/remove" => json!({"id": id}),
        "meters/list" => json!({}),
        "meters/create" => json!({"input": meter}),
        "meters/change" => json!({"id": id, "change": {"was": meter, "becomes": meter}}),
        // It says nothing of what a unit costs.
        "meters/tariffs/create" => {
            let input = json!({"branch": Uuid::nil(), "kind": "water", "valid_from": "2026-03-01", "steps": []});
            json!({"input": input})
        }
        "invoices/list" => json!({"filter": {"code": code}, "after": null}),
        "invoices/read" | "invoices/discard" => json!({"id": id}),
        "invoices/offer" => json!({"customer": Uuid::nil(), "draft": null}),
        "invoices/create" => json!({"key": Uuid::now_v7(), "input": invoice}),
        "invoices/change" => json!({"id": id, "change": {"was": invoice, "becomes": invoice}}),
        "invoices/issue" => json!({"id": id, "issued_on": "2026-03-01"}),
        "invoices/void" => json!({"id": id, "voiding": {"reason": ""}}),
        "attachments/list" => {
            json!({"of": {"customer": Uuid::nil(), "contract": null}, "deleted": false, "after": null})
        }
        // To nothing.
        "attachments/rename" => json!({"id": id, "was": name, "name": ""}),
        "attachments/delete" | "attachments/restore" => json!({"id": id}),
        "customers/remove_avatar" => json!({"directory": directory, "id": id}),
        "receipts/list" => json!({"filter": {"code": code}, "after": null}),
        "receipts/charges" => json!({"filter": {"customer": Uuid::nil()}, "after": null}),
        "receipts/account" => json!({"customer": Uuid::nil()}),
        "receipts/post" => json!({"key": Uuid::now_v7(), "input": receipt}),
        "receipts/apply" => {
            let input = json!({"customer": Uuid::nil(), "amount": 1, "charges": [Uuid::nil()]});
            json!({"key": Uuid::now_v7(), "input": input})
        }
        "receipts/reverse" => json!({"id": id, "reversal": {"paid_on": "2026-03-01", "reason": "Nhầm"}}),
        "users/list" => json!({"filter": {"text": name}}),
        "users/choices" | "roles/list" | "branches/list" | "departments/list" => json!({}),
        "users/remove_factor"
        | "users/see_as"
        | "users/detail"
        | "users/block"
        | "users/unblock"
        | "users/invite"
        | "roles/detail"
        | "branches/delete"
        | "departments/delete" => json!({"id": id}),
        "users/create" => json!({"input": {"full_name": "", "email": "", "phone": "", "branches": [],
            "departments": [], "roles": []}, "welcome": "invitation"}),
        "users/change" => json!({"id": id, "version": 0, "input": account}),
        "users/set_own_grants" => json!({"id": id, "version": 0, "own": []}),
        "users/effect" => json!({"id": id, "input": account, "own": null}),
        "users/delete" => json!({"id": id, "successor": null}),
        "roles/create" => json!({"input": {"name": "", "description": "", "rights": role["rights"]}}),
        "roles/change" => json!({"id": id, "version": 0, "input": role}),
        "roles/effect" => json!({"id": id, "rights": role["rights"], "second_factor": true}),
        "roles/effect_of_delete" | "roles/delete" => json!({"id": id, "instead": null}),
        "branches/create" | "departments/create" => json!({"name": format!("Nơi {}", Uuid::now_v7())}),
        "branches/rename" | "departments/rename" => json!({"id": id, "was": name, "name": name}),
        "catalogs/list" | "catalogs/uses" => json!({"catalog": "source"}),
        "catalogs/create" => {
            json!({"catalog": "source", "text": {"label": format!("Nguồn {}", Uuid::now_v7())}, "before": null})
        }
        "catalogs/change" => json!({"id": id, "change": {"was": {"label": name}, "becomes": {"label": name}}}),
        "catalogs/place" => json!({"id": id, "before": null}),
        "catalogs/set_active" => json!({"id": id, "active": true}),
        "catalogs/remove" | "catalogs/restore" => json!({"id": id}),
        "accounts/save_profile" => {
            json!({"profile": {"full_name": "", "preferences": {"language": "vi", "theme": "light"}}})
        }
        "accounts/change_password" => json!({"change": {"current": "", "new": ""}}),
        "accounts/sign_out"
        | "accounts/viewer"
        | "accounts/rights"
        | "accounts/sessions"
        | "accounts/end_other_sessions" => json!({}),
        "customers/held" => json!({"state": state, "rows": [[id, 0]]}),
        "customers/list" | "customers/count" | "customers/totals" => json!({"state": state}),
        "customers/names" => json!({"directory": directory, "ids": [id]}),
        "customers/suggest_all" | "customers/count_hits" => json!({"typed": name}),
        "customers/suggest" => json!({"directory": directory, "typed": name}),
        "customers/suggest_tags" => json!({"directory": directory, "typed": ""}),
        "customers/choices" => json!({"directory": directory}),
        "customers/columns" => json!({"directory": directory, "columns": []}),
        "customers/widths" => json!({"directory": directory, "widths": []}),
        "customers/pages" => json!({"directory": directory, "rows": null}),
        "views/list" => json!({"directory": directory}),
        "views/create" => json!({"directory": directory, "input": {"name": "", "list": state}}),
        "views/change" => json!({"directory": directory, "id": id, "change": {}}),
        "views/delete" | "views/set_default" => json!({"directory": directory, "id": id}),
        "imports/list" | "exports/list" | "bulk/list" => json!({}),
        "customers/detail" => json!({"directory": directory, "code": code}),
        "customers/history" => json!({"directory": directory, "id": id, "before": null}),
        "customers/unmask" => json!({"directory": directory, "id": id, "field": "id_number"}),
        "customers/create" => {
            json!({"directory": directory, "key": Uuid::now_v7(), "input": {"values": {}, "without_email": true}})
        }
        "customers/change" => json!({"directory": directory, "id": id, "change": {
            "version": 1, "fields": {"name": {"was": name, "becomes": ""}}, "without_email": true
        }}),
        "customers/change_people" => json!({"directory": directory, "id": id, "change": {"people": [{
            "id": Uuid::now_v7(), "was": null, "becomes": {"values": {}}
        }]}}),
        "customers/trash" | "customers/restore" => json!({"directory": directory, "id": id}),
        "customers/purge" => json!({"directory": directory, "id": id, "typed": ""}),
        "customers/convert" => json!({"id": id}),
        "customers/alike" => {
            json!({"directory": directory, "sought": {"kind": directory.kind().unwrap_or_default(), "values": {}, "except": null}})
        }
        "duplicates/start" | "duplicates/state" | "duplicates/cancel" => json!({"directory": directory}),
        "duplicates/groups" => json!({"directory": directory, "after": null}),
        // With itself: nothing comes of it.
        "duplicates/keep_apart" => json!({"directory": directory, "ids": [id, id]}),
        "customers/compare" => json!({"directory": directory, "id": id, "with": code}),
        "customers/merge" => json!({"directory": directory, "request": {
            "survivor": id, "survivor_version": 0, "other": id, "other_version": 0, "take": []
        }}),
        "customers/unmerge" => json!({"directory": directory, "id": id, "merge": Uuid::nil()}),
        "customers/trashed" => json!({"directory": directory, "typed": "", "after": null}),
        "imports/state" | "imports/sheets" | "imports/check" | "imports/start" | "imports/pause" | "imports/resume"
        | "imports/cancel" | "exports/state" | "exports/cancel" | "bulk/state" | "bulk/cancel" | "bulk/undo" => {
            json!({"id": id})
        }
        "bulk/change" => many(*directory, json!({"set": ["journey_stage", null]})),
        "bulk/trash" => many(*directory, json!("trash")),
        "bulk/check_cells" => json!({"request": {"directory": directory, "rows": []}}),
        "bulk/write_cells" => json!({"key": Uuid::nil(), "request": {"directory": directory, "rows": []}}),
        "imports/columns" => json!({"id": id, "sheet": "", "heading_row": 1}),
        "imports/plan" => json!({"id": id, "plan": plan}),
        "imports/rows" => json!({"id": id, "filter": "all", "after": null}),
        "exports/request" => json!({"request": {
            "state": {"directory": directory, "search": "", "filters": {}, "sort": null, "place": "start"}, "format": "csv",
            "columns": "all", "unmasked": false, "reason": ""
        }}),
        _ => return None,
    })
}
