//! With whom saved views are shared, and who changes what somebody else shares.

use domain::{
    customer::Directory,
    permission::{Action, Resource},
};
use entities::{saved_view, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        world::{SHARED_ROLE, World},
    },
    requests::Kept,
};

/// Of `/api/views/…`.
pub async fn of(world: &World<'_>, path: &str, directory: Directory, act: &str, asker: &Asker) -> Vec<Further> {
    let editing = (Action::Edit, Resource::Roles);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let role = world.records.iter().find(|record| record.kept == Kept::Role).unwrap();
    let with_role = |mut body: Value, place: &str| {
        body[place]["sharing"] = json!({"role": role.target.id});
        body
    };
    match act {
        "list" => {
            let expected = Expected::shows(SHARED_ROLE, asker.holds(editing));
            vec![call("roles that the asker has not", json!({"directory": directory}), expected)]
        }
        "create" if !asker.holds(editing) => {
            let state = json!({"directory": directory, "search": "", "filters": {}, "sort": null, "place": "start"});
            let body = json!({"directory": directory, "input": {"name": "Chia sẻ", "list": state}});
            let expected = Expected::Fault("unknown_value");
            vec![call("a role that the asker has not", with_role(body, "input"), expected)]
        }
        "change" | "delete" if !asker.holds(editing) && directory == Directory::Individuals => {
            let Some(shared) = shared_with(world, asker).await else { return Vec::new() };
            let body = json!({"directory": directory, "id": shared, "change": {"name": "Khác"}});
            vec![call("what somebody else shares", body, Expected::Forbidden(editing))]
        }
        _ => Vec::new(),
    }
}

/// A view that somebody else shares with a role of the asker.
async fn shared_with(world: &World<'_>, asker: &Asker) -> Option<Uuid> {
    let (_, me) = asker.inside();
    let writer = world.services().database().writer();
    let roles = user_role::Entity::find().filter(user_role::Column::UserId.eq(me.0)).all(writer).await.unwrap();
    let shared = saved_view::Entity::find()
        .filter(saved_view::Column::RoleId.is_in(roles.into_iter().map(|has| has.role_id)))
        .filter(saved_view::Column::OwnerId.ne(me.0));
    shared.one(writer).await.unwrap().map(|view| view.id)
}
