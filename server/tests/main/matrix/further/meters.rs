//! Which meters are reached by what a request says, for whom something is read there, and amounts.

use domain::permission::{Action, Cell, Placement, Resource};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        gauges::PRICE,
        world::{Record, World, reaches},
    },
    requests::Kept,
};

const AMOUNTS: Cell = (Action::View, Resource::Amounts);
const VIEW: Cell = (Action::View, Resource::Services);
const CREATE: Cell = (Action::Create, Resource::Services);
const SPACES: Cell = (Action::View, Resource::Spaces);
const EDIT_SPACES: Cell = (Action::Edit, Resource::Spaces);

/// Of `/api/meters/…`.
pub fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let rooms = || world.records.iter().filter(|record| record.kept == Kept::Space);
    let sees_room = |room: &Record| reaches(who, SPACES, room);
    // Each guest has booked once, and of each room the first one is there today.
    let guests = || world.records.iter().filter(|record| record.kept == Kept::Booking);
    let inside = |room: &Record| {
        let mut guests = guests();
        guests.find(|guest| world.space_of(guest).to_string() == room.target.id).unwrap()
    };
    let sees = |guest: &Record| guest.target.directory.shows(who, VIEW.1, &guest.at);
    let may_read = |room: &Record| {
        let guest = inside(room);
        sees(guest) && who.may_at(CREATE.0, CREATE.1, &guest.at)
    };
    let price = format!("\"price\":{}", PRICE.0);
    let mut questions = Vec::new();
    match act {
        "sheet" => {
            for room in rooms() {
                let query = json!({"query": {"branch": room.at.branches[0]}});
                let name = world.room_of(room);
                let shown = Expected::shows(name, sees_room(room));
                questions.push(call("the meters of a branch", query.clone(), shown));
                if sees_room(room) {
                    let shown = Expected::shows("\"stand\":{", may_read(room));
                    questions.push(call("what a meter shows", query.clone(), shown));
                    let shown = Expected::shows(&price, opens(&room.at));
                    questions.push(call("what a unit costs", query, shown));
                }
            }
        }
        "readings/list" => {
            let body = |guest: &Record| json!({"filter": {"customer": world.guest_of(guest)}, "after": null});
            let stranger = guests().find(|guest| !sees(guest));
            let hidden = Expected::Hides("\"used\"".to_owned());
            questions.extend(stranger.map(|guest| call("a customer out of reach", body(guest), hidden)));
            let known = || guests().filter(|guest| sees(guest));
            for shown in [true, false] {
                // Of ten units.
                let amount = format!("\"amount\":{}", PRICE.0 * 10);
                questions.extend(
                    known()
                        .find(|guest| opens(&guest.at) == shown)
                        .map(|guest| call("amounts", body(guest), Expected::shows(&amount, shown))),
                );
                let in_room = |guest: &&Record| {
                    let room = rooms().find(|room| room.target.id == world.space_of(guest).to_string()).unwrap();
                    sees_room(room) == shown
                };
                questions.extend(
                    known()
                        .find(in_room)
                        .map(|guest| call("the room", body(guest), Expected::shows(world.room_of(guest), shown))),
                );
            }
        }
        "readings/create" => {
            let today = world.services().services().clock().today();
            let body = |room: &Record| {
                let input = json!({
                    "meter": world.meter_of(room), "month": &today.to_string()[..7], "read_on": today, "reading": 1
                });
                json!({"key": Uuid::now_v7(), "input": input})
            };
            let away = rooms().find(|room| !sees_room(room));
            questions.extend(away.map(|room| call("a room out of reach", body(room), Expected::Missing)));
            for seen in [true, false] {
                let refused = rooms().find(|room| sees_room(room) && !may_read(room) && sees(inside(room)) == seen);
                questions.extend(
                    refused.map(|room| {
                        call("a guest for whom nothing may be read", body(room), Expected::Forbidden(CREATE))
                    }),
                );
            }
        }
        "list" if rooms().any(&sees_room) => {
            let shown = rooms().any(|room| sees_room(room) && opens(&room.at));
            questions.push(call("what a unit costs", json!({}), Expected::shows(&price, shown)));
        }
        "create" => {
            let body = |room: &Record| {
                json!({"input": {
                    "space": room.target.id, "kind": "water", "serial": "", "begins_at": 0, "begins_on": "2026-03-01",
                    "active": true
                }})
            };
            let away = rooms().find(|room| !sees_room(room));
            questions.extend(away.map(|room| call("a room out of reach", body(room), Expected::Missing)));
            let refused = rooms().find(|room| sees_room(room) && !reaches(who, EDIT_SPACES, room));
            questions.extend(
                refused.map(|room| {
                    call("a room in which nothing may be hung", body(room), Expected::Forbidden(EDIT_SPACES))
                }),
            );
        }
        "tariffs/create" => {
            let body = |branch: Value| {
                json!({"input": {
                    "branch": branch, "kind": "water", "valid_from": "2026-03-01", "steps": [{"above": 0, "price": 1}]
                }})
            };
            let away = rooms().find(|room| !reaches(who, EDIT_SPACES, room));
            questions.extend(away.map(|room| {
                call("a branch out of reach", body(json!(room.at.branches[0])), Expected::Fault("outside_reach"))
            }));
            let blind = rooms().find(|room| reaches(who, EDIT_SPACES, room) && !opens(&room.at));
            questions.extend(
                blind.map(|room| call("a price", body(json!(room.at.branches[0])), Expected::Forbidden(AMOUNTS))),
            );
        }
        _ => {}
    }
    questions
}
