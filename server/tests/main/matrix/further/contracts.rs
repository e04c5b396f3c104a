//! Whose contracts are reached by what a request says, for which rooms, and amounts.

use domain::permission::{Action, Cell, Placement, Resource};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        leases::RENT,
        world::{Record, World, reaches},
    },
    requests::Kept,
};

const AMOUNTS: Cell = (Action::View, Resource::Amounts);
const SPACES: Cell = (Action::View, Resource::Spaces);
const VIEW: Cell = (Action::View, Resource::Contracts);
const CREATE: Cell = (Action::Create, Resource::Contracts);
const EDIT: Cell = (Action::Edit, Resource::Contracts);

/// A month that nobody has rented.
fn input(customer: &str, space: Value, rent: Value) -> Value {
    json!({
        "customer": customer, "space": space, "starts_on": "2035-03-01", "ends_on": "2035-03-31", "rent": rent,
        "billed": "start", "agreed_deposit": null, "text": "", "note": ""
    })
}

/// Of `/api/contracts/…`.
pub fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let of = |kept: Kept| world.records.iter().filter(move |record| record.kept == kept);
    let sees_room = |record: &Record| world.sees_room(who, world.lease_of(record).room);
    let room = |record: &Record| format!("· {}", world.room_of(record));
    let no_room = || match who.may(SPACES.0, SPACES.1) {
        true => Expected::Missing,
        false => Expected::Forbidden(SPACES),
    };
    let seen = || of(Kept::Contract).filter(|record| reaches(who, VIEW, record));
    let mine = || of(Kept::Contract).filter(|record| reaches(who, EDIT, record));
    let rent = format!("\"rent\":{}", RENT.0);
    let mut questions = Vec::new();
    match act {
        "list" => {
            let body = |record: &Record| json!({"filter": {"code": record.target.code}, "after": null});
            for shown in [true, false] {
                let record = seen().find(|record| opens(&record.at) == shown);
                questions.extend(record.map(|it| call("amounts", body(it), Expected::shows(&rent, shown))));
                let record = seen().find(|record| sees_room(record) == shown);
                questions.extend(record.map(|it| call("the room", body(it), Expected::shows(&room(it), shown))));
            }
        }
        "read" => {
            let body = |record: &Record| json!({"id": record.target.id});
            let rest = [Resource::Bookings, Resource::Services, Resource::Invoices, Resource::Receipts];
            let all = rest.iter().all(|resource| who.may(Action::View, *resource));
            for shown in [true, false] {
                let record = seen().find(|record| opens(&record.at) == shown);
                questions.extend(record.map(|it| call("amounts", body(it), Expected::shows(&rent, shown))));
                let record = seen().find(|record| sees_room(record) == shown);
                questions.extend(record.map(|it| call("the room", body(it), Expected::shows(&room(it), shown))));
                let record = seen().find(|record| (opens(&record.at) && sees_room(record)) == shown);
                let text = Expected::shows("440.000", shown);
                questions.extend(record.map(|it| call("the text", body(it), text)));
                let record = seen().find(|record| (opens(&record.at) && all) == shown);
                let paid = Expected::shows("\"allocated\":0", shown);
                questions.extend(record.map(|it| call("what is paid", body(it), paid)));
                let sees_stay = |it: &Record| it.target.directory.shows(who, Resource::Bookings, &it.at);
                let record = seen().find(|record| sees_stay(record) == shown);
                let stay = Expected::shows("\"name\":\"DP0", shown);
                questions.extend(record.map(|it| call("its booking", body(it), stay)));
            }
        }
        "offer" => {
            questions.extend(of(Kept::Space).map(|space| {
                let is_seen = asker.holds(SPACES) && reaches(who, SPACES, space);
                call("a room", json!({}), Expected::shows(&format!("· {}", space.target.name), is_seen))
            }));
            let amounts = Expected::shows("\"amounts\":true", asker.holds(AMOUNTS));
            questions.push(call("amounts", json!({}), amounts));
        }
        "create" => {
            let create = |record: &Record, space: Value, rent: Value| {
                let input = input(&world.lease_of(record).guest, space, rent);
                json!({"key": Uuid::now_v7(), "input": input})
            };
            let sees = |record: &Record| record.target.directory.shows(who, VIEW.1, &record.at);
            let may = |record: &Record| sees(record) && who.may_at(CREATE.0, CREATE.1, &record.at);
            let guests = || of(Kept::Contract);
            questions.extend(guests().find(|record| !sees(record)).map(|record| {
                call("a customer out of reach", create(record, Value::Null, Value::Null), Expected::Missing)
            }));
            questions.extend(guests().find(|record| sees(record) && !may(record)).map(|record| {
                let body = create(record, Value::Null, Value::Null);
                call("a customer with whom no contract is made", body, Expected::Forbidden(CREATE))
            }));
            questions.extend(
                guests()
                    .find(|record| may(record) && !opens(&record.at))
                    .map(|record| call("a rent", create(record, Value::Null, json!(1)), Expected::Forbidden(AMOUNTS))),
            );
            questions.extend(guests().find(|record| may(record) && !sees_room(record)).map(|record| {
                let body = create(record, json!(world.lease_of(record).room), Value::Null);
                call("a room out of reach", body, no_room())
            }));
        }
        "change" => {
            let change = |record: &Record, key: &str, was: Value, becomes: Value| {
                let lease = world.lease_of(record);
                let stood = input(&lease.guest, Value::Null, Value::Null);
                let (mut before, mut after) = (stood.clone(), stood);
                (before[key], after[key]) = (was, becomes);
                json!({"id": lease.draft, "change": {"was": before, "becomes": after}})
            };
            questions.extend(mine().find(|record| !opens(&record.at)).map(|record| {
                let body = change(record, "rent", json!(RENT.0), json!(1));
                call("a rent", body, Expected::Forbidden(AMOUNTS))
            }));
            let hidden = of(Kept::Contract).find(|record| !sees_room(record));
            let room = hidden.map(|record| world.lease_of(record).room);
            let record = room.and_then(|room| mine().find(|record| world.lease_of(record).room != room));
            questions.extend(record.zip(room).map(|(record, room)| {
                let body = change(record, "space", json!(world.lease_of(record).room), json!(room));
                call("a room out of reach", body, no_room())
            }));
        }
        "activate" => questions.extend(mine().find(|record| !sees_room(record)).map(|record| {
            let body = json!({"id": world.lease_of(record).draft, "version": 1});
            call("a room out of reach", body, no_room())
        })),
        _ => {}
    }
    questions
}
