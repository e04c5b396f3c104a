//! What people have for themselves nobody else comes to: drafts, sessions, scans for duplicates.

use std::collections::BTreeMap;

use domain::{UserId, customer::Directory, duplicate::ScanStatus, permission::Action};
use entities::{scan, scan_group};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        begin,
        world::{World, reaches},
    },
    requests::Kept,
};

/// A form that everybody may have begun.
const FORM: &str = "individuals/new";
/// What somebody else has typed into it.
const TYPED: &str = "Người Chưa Lưu";
/// What somebody else's scan counts.
const COUNTED: i64 = 1_234_567;

/// Of everything that is somebody's own.
pub async fn of(world: &World<'_>, path: &str, directory: Directory, asker: &Asker) -> Vec<Further> {
    // What others have is asked for by nobody here.
    begin("");
    let call = |about, body, expected| vec![Further::call(about, path, body, expected)];
    let at = || json!({"directory": directory});
    match path.trim_start_matches("/api/") {
        "drafts/find" => {
            draft(world).await;
            call("somebody else's draft", json!({"form": FORM}), Expected::Hides(TYPED.to_owned()))
        }
        "drafts/keep" => {
            draft(world).await;
            call("somebody else's draft", json!({"form": FORM, "typed": {}}), Expected::Unchanged)
        }
        "accounts/sessions" => {
            call("somebody else's session", json!({}), Expected::Hides(session(world).await.to_string()))
        }
        "accounts/end_session" => {
            call("somebody else's session", json!({"id": session(world).await}), Expected::Missing)
        }
        "duplicates/state" => {
            scan(world, world.neighbour, directory, &[]).await;
            call("somebody else's scan", at(), Expected::Hides(COUNTED.to_string()))
        }
        "duplicates/cancel" => {
            scan(world, world.neighbour, directory, &[]).await;
            call("somebody else's scan", at(), Expected::Fault("unknown_value"))
        }
        "duplicates/groups" => {
            let (who, _) = asker.inside();
            let seen = world.records.iter().filter(|record| {
                record.kept == Kept::Customer(directory) && reaches(who, directory.cell(Action::View), record)
            });
            let seen: Vec<&str> = seen.take(4).map(|record| record.target.id.as_str()).collect();
            let [one, other, mine @ ..] = seen.as_slice() else { return Vec::new() };
            scan(world, world.neighbour, directory, &[one, other]).await;
            // Of the own scan somebody may have lost a record since.
            let hidden = world.away(directory).target.id.as_str();
            let members: Vec<&str> = mine.iter().copied().chain([hidden]).collect();
            scan(world, asker.user.unwrap(), directory, &members).await;
            let body = json!({"directory": directory, "after": null});
            call("somebody else's scan", body, Expected::Hides((*one).to_owned()))
        }
        _ => Vec::new(),
    }
}

/// Somebody else has typed something.
async fn draft(world: &World<'_>) {
    let actor = world.services().actor_of(world.neighbour).await;
    let typed = BTreeMap::from([("name".to_owned(), TYPED.to_owned())]);
    world.house.working.drafts().keep(&actor, FORM, &typed).await.unwrap();
}

/// A session of somebody else.
async fn session(world: &World<'_>) -> Uuid {
    world.services().actor_of(world.neighbour).await.session.unwrap().0
}

/// A scan of somebody that has found these.
async fn scan(world: &World<'_>, user: UserId, directory: Directory, members: &[&str]) {
    let (writer, id) = (world.services().database().writer(), Uuid::now_v7());
    let before = scan::Entity::delete_many().filter(scan::Column::UserId.eq(user.0));
    before.exec(writer).await.unwrap();
    let row = scan::ActiveModel {
        id: Set(id),
        user_id: Set(user.0),
        directory: Set(directory.key().to_owned()),
        status: Set(ScanStatus::Waiting.key().to_owned()),
        reason: Set(String::new()),
        place_json: Set(String::new()),
        rows_done: Set(0),
        rows_total: Set(COUNTED),
        created_at: Set(world.services().clock.now()),
    };
    row.insert(writer).await.unwrap();
    let group = scan_group::ActiveModel {
        scan_id: Set(id),
        digest: Set(vec![0; 32]),
        reasons: Set("phone".to_owned()),
        members_json: Set(json!(members).to_string()),
        ..Default::default()
    };
    group.insert(writer).await.unwrap();
}
