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
    cast::MIGHT,
    world::World,
};

const LACKS: Expected = Expected::Fault("holds_more");
const OWN: Expected = Expected::Fault("own_account");

/// Of `/api/users/…`.
pub async fn of_users(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, me) = asker.inside();
    let cast = &world.cast;
    let cell = if act == "delete" { Action::Delete } else { Action::Edit };
    let reaches = |at: &Placement| who.may_at(cell, Resource::Users, at);
    let standing = |user: UserId, branch: BranchId| Placement { owner: Some(user), branches: vec![branch] };
    // Somebody out of reach is not there, whatever is asked.
    let about =
        |user: UserId, branch, expected| if reaches(&standing(user, branch)) { expected } else { Expected::Missing };
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
                questions.push(call("the chief", named(chief.1), about(chief.1, world.here, LACKS)));
            }
        }
        "set_own_grants" => {
            let set = |user: UserId, own: Value, version: i64| json!({"id": user, "version": version, "own": own});
            let version = async |user| account(world, user).await.version;
            questions.push(call("oneself", set(me, json!([]), version(me).await), about(me, world.here, OWN)));
            let lacking = [
                (gifted, json!([]), "rights that somebody has"),
                (cast.tamed.inside(), json!([[MIGHT, {"scope": null, "until": null}]]), "rights that roles give"),
                ((&might, world.neighbour), json!([[MIGHT, {"scope": "all", "until": null}]]), "rights given"),
            ];
            for ((_, user), own, what) in lacking.into_iter().filter(|_| !who.holds_all_of(&might)) {
                let body = set(user, own, version(user).await);
                questions.push(call(what, body, about(user, world.here, LACKS)));
            }
        }
        "change" => {
            let mine = changed(world, me, |input| input["roles"] = json!([])).await;
            questions.push(call("one's own roles", mine, about(me, world.here, OWN)));
            if !who.holds_all_of(&might) {
                let (_, mighty) = cast.mighty.inside();
                let taken = changed(world, mighty, |input| input["roles"] = json!([])).await;
                questions.push(call("rights that somebody has", taken, about(mighty, world.here, LACKS)));
                let given = |input: &mut Value| input["roles"] = json!([cast.mighty_role]);
                let given = changed(world, world.neighbour, given).await;
                questions.push(call("rights given", given, about(world.neighbour, world.here, LACKS)));
            }
            if !reaches(&standing(world.neighbour, world.there)) {
                let away = changed(world, world.neighbour, |input| input["branches"] = json!([world.there])).await;
                questions.push(call("a move out of reach", away, Expected::Missing));
            }
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
                questions.push(call("somebody out of reach", new(world.there, vec![]), Expected::Missing));
            }
            if creates(world.here) && !who.holds_all_of(&might) {
                questions.push(call("rights given", new(world.here, vec![cast.mighty_role]), LACKS));
            }
        }
        _ => {}
    }
    questions
}

/// Of `/api/roles/…`.
pub async fn of_roles(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, me) = asker.inside();
    let cast = &world.cast;
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let might = !who.holds_all_of(&rights(me, world.here, MIGHT, Scope::All));
    let branch = !who.holds_all_of(cast.elsewhere.inside().0);
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
                questions.push(call("rights that a role gives", taken, LACKS));
                let given = json!({"id": cast.other_role, "version": 1, "input": input("Mạnh", cell(MIGHT, "all"))});
                questions.push(call("rights given", given, LACKS));
            }
            if branch {
                let cells = cell((Action::View, MIGHT.1), "branch");
                let local = json!({"id": cast.own_branch_role, "version": 1, "input": input("Ở đó", cells)});
                questions.push(call("rights that a role gives elsewhere", local, LACKS));
            }
        }
        "delete" => {
            questions.push(call("one's own role", deleted(mine, None), OWN));
            if might {
                questions.push(call("rights that a role gives", deleted(cast.free_role, None), LACKS));
            }
            if branch {
                let local = deleted(cast.own_branch_role, None);
                questions.push(call("rights that a role gives elsewhere", local, LACKS));
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
