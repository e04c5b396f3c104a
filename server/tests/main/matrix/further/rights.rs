//! Nobody gives or touches what they lack, and nobody changes what they may do themselves.

use domain::{
    BranchId, UserId,
    permission::{Action, Cell, Placement, Principal, Resource, RoleCells, RoleRights, Standing, principal},
};
use entities::{role, user, user_branch, user_department, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use test_support::Scope;
use uuid::Uuid;

use super::{Expected, Further};
use crate::matrix::{
    actors::{Asker, role_of},
    cast::{ELSEWHERE, MATE, MIGHT, NOBODYS},
    world::{NOBODYS_BRANCH, NOBODYS_DEPARTMENT, World},
};

const LACKS: Expected = Expected::Fault("holds_more");
const OWN: Expected = Expected::Fault("own_account");
const OUTSIDE: Expected = Expected::Fault("outside_reach");
const UNKNOWN: Expected = Expected::Fault("unknown_value");

/// Of `/api/users/…`.
pub async fn of_users(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, me) = asker.inside();
    let cast = &world.cast;
    let cell = if act == "delete" { Action::Delete } else { Action::Edit };
    let reaches = |at: &Placement| who.may_at(cell, Resource::Users, at);
    let sees = |at: &Placement| who.may_at(Action::View, Resource::Users, at);
    let standing = |user: UserId, branch: BranchId| Placement { owner: Some(user), branches: vec![branch] };
    // Somebody out of sight is not there, whatever is asked; whoever is seen, but not to be touched, is forbidden.
    let about = |user: UserId, branch, expected| {
        let at = standing(user, branch);
        match sees(&at) {
            _ if reaches(&at) => expected,
            true => Expected::Forbidden((cell, Resource::Users)),
            false => Expected::Missing,
        }
    };
    let lacking = |other: &Principal| Expected::Forbidden(who.lacks_of(other).unwrap_or((cell, Resource::Users)));
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let mut questions = Vec::new();
    let (chief, gifted) = (cast.chief.inside(), cast.gifted.inside());
    let might = rights(world.neighbour, world.here, MIGHT, Scope::All);
    match act {
        "block" | "unblock" | "invite" | "delete" | "remove_factor" => {
            if reaches(&standing(me, world.here)) {
                questions.push(call("oneself", named(me), OWN));
            }
            if !who.holds_all_of(chief.0) {
                questions.push(call("the chief", named(chief.1), about(chief.1, world.here, lacking(chief.0))));
            }
        }
        "set_own_grants" => {
            let set = |user: UserId, own: Value, version: i64| json!({"id": user, "version": version, "own": own});
            let version = async |user| account(world, user).await.version;
            questions.push(call("oneself", set(me, json!([]), version(me).await), about(me, world.here, OWN)));
            // What is left to them somebody has to hold, or does not touch them at all.
            let (tamed, taking) = (cast.tamed.inside(), who.holds_all_of(cast.tamed.inside().0));
            let given = json!([[MIGHT, {"scope": "all", "until": null}]]);
            let taken_back = json!([[MIGHT, {"scope": null, "until": null}]]);
            let cases = [
                (gifted.1, json!([]), "rights that somebody has", lacking(&might)),
                (tamed.1, taken_back, "rights that roles give", if taking { LACKS } else { lacking(tamed.0) }),
                (world.neighbour, given, "rights given", LACKS),
            ];
            for (user, own, what, expected) in cases.into_iter().filter(|_| !who.holds_all_of(&might)) {
                let body = set(user, own, version(user).await);
                questions.push(call(what, body, about(user, world.here, expected)));
            }
        }
        "change" => {
            let mine = changed(world, me, |input| input["roles"] = json!([])).await;
            questions.push(call("one's own roles", mine, about(me, world.here, OWN)));
            if !who.holds_all_of(&might) {
                let (_, mighty) = cast.mighty.inside();
                let taken = changed(world, mighty, |input| input["roles"] = json!([])).await;
                questions.push(call("rights that somebody has", taken, about(mighty, world.here, lacking(&might))));
                let given = |input: &mut Value| input["roles"] = json!([cast.mighty_role]);
                let given = changed(world, world.neighbour, given).await;
                questions.push(call("rights given", given, about(world.neighbour, world.here, LACKS)));
            }
            if !reaches(&standing(world.neighbour, world.there)) {
                let away = changed(world, world.neighbour, |input| input["branches"] = json!([world.there])).await;
                questions.push(call("a move out of reach", away, about(world.neighbour, world.here, OUTSIDE)));
            }
        }
        // Whoever comes into a department brings along what they are in charge of.
        "effect" if reaches(&standing(world.neighbour, world.here)) => {
            let comes = |input: &mut Value| input["departments"] = json!([cast.mates_department]);
            let mut body = changed(world, world.neighbour, comes).await;
            body["own"] = Value::Null;
            let shown = Expected::shows(MATE, sees(&standing(cast.mate, world.there)));
            questions.push(call("a colleague out of sight", body, shown));
        }
        "create" => {
            let new = |branch: BranchId, roles: Vec<Uuid>| {
                let id = Uuid::now_v7();
                json!({"welcome": "invitation", "input": {
                    "full_name": "Người Mới", "email": format!("{id}@example.vn"), "phone": "", "branches": [branch],
                    "departments": [], "roles": roles
                }})
            };
            let creates = |branch| {
                let at = Placement { owner: None, branches: vec![branch] };
                who.may_at(Action::Create, Resource::Users, &at)
            };
            if !creates(world.there) {
                questions.push(call("somebody out of reach", new(world.there, vec![]), OUTSIDE));
            }
            if creates(world.here) && !who.holds_all_of(&might) {
                questions.push(call("rights given", new(world.here, vec![cast.mighty_role]), LACKS));
            }
        }
        "choices" => {
            let may = |action, resource| who.may(action, resource);
            let gives = may(Action::Create, Resource::Users) || may(Action::Edit, Resource::Users);
            let all = gives || may(Action::View, Resource::Roles);
            for (place, resource) in [(NOBODYS_BRANCH, Resource::Branches), (NOBODYS_DEPARTMENT, Resource::Departments)]
            {
                let shown = gives || may(Action::View, resource);
                questions.push(call("a place where nobody is", json!({}), Expected::shows(place, shown)));
            }
            let there = sees(&standing(cast.elsewhere.inside().1, world.there));
            questions.push(call("a role that nobody has", json!({}), Expected::shows(NOBODYS, all)));
            questions.push(call(
                "a role of somebody out of sight",
                json!({}),
                Expected::shows(ELSEWHERE, all || there),
            ));
        }
        "detail" => {
            let people = [(world.neighbour, world.here), (world.stranger, world.there)];
            for (user, _) in people.into_iter().filter(|(user, branch)| sees(&standing(*user, *branch))) {
                let customers = world.customers_seen(who, |row| row.owner_id == Some(user.0)).await;
                let expected = Expected::Tells(format!("\"customers\":{customers}"));
                questions.push(call("customers that are seen", json!({"id": user}), expected));
            }
        }
        _ => {}
    }
    if act == "delete" && !sees(&standing(world.stranger, world.there)) {
        let successor = json!({"id": world.neighbour, "successor": world.stranger});
        questions.push(call("a successor out of sight", successor, about(world.neighbour, world.here, UNKNOWN)));
    }
    questions
}

/// Of `/api/roles/…`.
pub async fn of_roles(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, me) = asker.inside();
    let cast = &world.cast;
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let mighty = rights(me, world.here, MIGHT, Scope::All);
    let might = !who.holds_all_of(&mighty);
    let branch = !who.holds_all_of(cast.elsewhere.inside().0);
    let lacking = |other: &Principal| Expected::Forbidden(who.lacks_of(other).unwrap_or(MIGHT));
    let everything = !who.holds_all_of(cast.chief.inside().0);
    let cell = |cell: Cell, scope: &str| json!([[cell, scope]]);
    let input = |name: &str, cells: Value| {
        let rights = json!({"branch": null, "full_permission": false, "cells": cells});
        json!({"name": name, "description": "", "rights": rights})
    };
    let mine = match act {
        "change" | "delete" => role_of(world.services(), me).await,
        _ => Uuid::nil(),
    };
    let deleted = |id: Uuid, instead: Option<Uuid>| json!({"id": id, "instead": instead});
    let mut questions = Vec::new();
    match act {
        "create" if might => {
            questions.push(call("rights given", json!({"input": input("Mới", cell(MIGHT, "all"))}), LACKS));
        }
        "change" => {
            let version = role::Entity::find_by_id(mine).one(world.services().database().writer());
            let version = version.await.unwrap().unwrap().version;
            let own = json!({"id": mine, "version": version, "input": input("Của tôi", json!([]))});
            questions.push(call("one's own role", own, OWN));
            if might {
                let taken = json!({"id": cast.free_role, "version": 1, "input": input("Yếu", json!([]))});
                questions.push(call("rights that a role gives", taken, lacking(&mighty)));
                let given = json!({"id": cast.other_role, "version": 1, "input": input("Mạnh", cell(MIGHT, "all"))});
                questions.push(call("rights given", given, LACKS));
            }
            if branch {
                let cells = cell((Action::View, MIGHT.1), "branch");
                let local = json!({"id": cast.own_branch_role, "version": 1, "input": input("Ở đó", cells)});
                questions.push(call("rights that a role gives elsewhere", local, lacking(cast.elsewhere.inside().0)));
            }
        }
        "effect" | "effect_of_delete" => {
            let at = Placement { owner: Some(cast.elsewhere.inside().1), branches: vec![world.there] };
            let none = json!({"branch": null, "full_permission": false, "cells": []});
            let body = match act {
                "effect" => json!({"id": cast.own_branch_role, "rights": none, "second_factor": false}),
                _ => deleted(cast.own_branch_role, Some(cast.other_role)),
            };
            let expected = Expected::shows(ELSEWHERE, who.may_at(Action::View, Resource::Users, &at));
            questions.push(call("somebody out of sight", body, expected));
        }
        "delete" => {
            questions.push(call("one's own role", deleted(mine, None), OWN));
            if might {
                questions.push(call("rights that a role gives", deleted(cast.free_role, None), lacking(&mighty)));
            }
            if branch {
                let local = deleted(cast.own_branch_role, None);
                questions.push(call("rights that a role gives elsewhere", local, lacking(cast.elsewhere.inside().0)));
            }
            if everything {
                let empty = deleted(cast.empty_role, Some(cast.other_role));
                questions.push(call("a role of somebody who holds more", empty, LACKS));
            }
        }
        _ => {}
    }
    questions
}

fn named(user: UserId) -> Value {
    json!({"id": user, "successor": null})
}

/// What one cell would give to somebody.
fn rights(user: UserId, branch: BranchId, cell: Cell, scope: Scope) -> Principal {
    let role = RoleRights { cells: RoleCells::from([(cell, scope)]), ..RoleRights::default() };
    let standing = Standing { user, branches: vec![branch], colleagues: Vec::new() };
    principal(&standing, 0, &[role], &Default::default(), chrono::DateTime::UNIX_EPOCH)
}

async fn account(world: &World<'_>, user: UserId) -> user::Model {
    user::Entity::find_by_id(user.0).one(world.services().database().writer()).await.unwrap().unwrap()
}

/// An account as its form shows it, with a change.
async fn changed(world: &World<'_>, user: UserId, change: impl FnOnce(&mut Value)) -> Value {
    let account = account(world, user).await;
    let writer = world.services().database().writer();
    let roles = user_role::Entity::find().filter(user_role::Column::UserId.eq(user.0)).all(writer).await.unwrap();
    let branches = user_branch::Entity::find().filter(user_branch::Column::UserId.eq(user.0));
    let branches = branches.order_by_asc(user_branch::Column::Place).all(writer).await.unwrap();
    let departments = user_department::Entity::find().filter(user_department::Column::UserId.eq(user.0));
    let departments = departments.all(writer).await.unwrap();
    let mut input = json!({
        "full_name": account.full_name, "email": account.email, "phone": "",
        "branches": branches.iter().map(|place| place.branch_id).collect::<Vec<_>>(),
        "departments": departments.iter().map(|place| place.department_id).collect::<Vec<_>>(),
        "roles": roles.iter().map(|role| role.role_id).collect::<Vec<_>>()
    });
    change(&mut input);
    json!({"id": user, "version": account.version, "input": input})
}
