//! Which spaces and bookings are reached by what a request says, and amounts.

use domain::{
    customer::Directory,
    permission::{Action, Cell, Placement, Resource},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        world::{Record, World, reaches},
    },
    requests::Kept,
};

const AMOUNTS: Cell = (Action::View, Resource::Amounts);

/// A space in a branch, with a price or without.
fn space(branch: impl serde::Serialize, price: Value) -> Value {
    let id = Uuid::now_v7().simple().to_string().to_uppercase();
    json!({
        "code": format!("S{}", &id[20..]), "name": "Phòng Mới", "branch": branch, "kind": null, "capacity": null,
        "price": price, "active": true
    })
}

/// A stay that nobody has booked.
fn stay(customer: &str, space: &str, price: Value) -> Value {
    json!({
        "customer": customer, "space": space, "starts_at": "2031-03-01T07:00:00Z", "ends_at": "2031-03-02T07:00:00Z",
        "price": price, "agreed_deposit": null, "guests": null, "note": ""
    })
}

fn the<'w>(world: &'w World<'_>, kept: Kept, wanted: impl Fn(&Record) -> bool) -> Option<&'w Record> {
    world.records.iter().find(|record| record.kept == kept && wanted(record))
}

/// Of `/api/spaces/…`.
pub fn of_spaces(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let reached = |action| the(world, Kept::Space, |record| reaches(who, (action, Resource::Spaces), record));
    let away = |action| the(world, Kept::Space, |record| !reaches(who, (action, Resource::Spaces), record));
    let branch = |record: &Record| record.at.branches[0];
    let price = json!({"amount": 1, "unit": "day"});
    let mut questions = Vec::new();
    match act {
        "list" if reached(Action::View).is_some() => {
            questions.push(call(
                "prices",
                json!({}),
                Expected::shows(
                    "\"amount\":300000",
                    world.records.iter().any(|record| {
                        record.kept == Kept::Space
                            && reaches(who, (Action::View, Resource::Spaces), record)
                            && opens(&record.at)
                    }),
                ),
            ));
        }
        "create" => {
            questions.extend(away(Action::Create).map(|record| {
                let body = json!({"input": space(branch(record), Value::Null)});
                call("a branch out of reach", body, Expected::Fault("outside_reach"))
            }));
            questions.extend(reached(Action::Create).filter(|record| !opens(&record.at)).map(|record| {
                let body = json!({"input": space(branch(record), price)});
                call("a price", body, Expected::Forbidden(AMOUNTS))
            }));
        }
        "change" => {
            let Some(record) = reached(Action::Edit) else { return questions };
            let was = space(branch(record), Value::Null);
            let with = |key: &str, value: Value| {
                let mut becomes = was.clone();
                becomes[key] = value;
                json!({"id": record.target.id, "was": was, "becomes": becomes})
            };
            questions.extend(away(Action::Edit).map(|other| {
                let body = with("branch", json!(branch(other)));
                call("a branch out of reach", body, Expected::Fault("outside_reach"))
            }));
            if !opens(&record.at) {
                // Whoever may not see what stands there has not seen it change either.
                let stood = json!({"amount": 300_000, "unit": "day"});
                let mut body = with("price", price);
                body["was"]["price"] = stood;
                questions.push(call("a price", body, Expected::Forbidden(AMOUNTS)));
            }
        }
        _ => {}
    }
    questions
}

/// Of `/api/bookings/…`.
pub fn of_bookings(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let booking = |action| the(world, Kept::Booking, |record| reaches(who, (action, Resource::Bookings), record));
    let view = (Action::View, Resource::Spaces);
    let here = the(world, Kept::Space, |record| reaches(who, view, record)).map(|record| record.target.id.as_str());
    let gone = the(world, Kept::Space, |record| !reaches(who, view, record)).map(|record| record.target.id.as_str());
    let mut questions = Vec::new();
    match act {
        "list" => {
            questions.extend(booking(Action::View).map(|record| {
                let body = json!({"filter": {"code": record.target.code}, "after": null});
                call("prices", body, Expected::shows("\"price\":300000", opens(&record.at)))
            }));
            // Each guest has one, and with it a further booking.
            questions.extend(booking(Action::View).map(|record| {
                let body = json!({"filter": {"customer": world.guest_of(record)}, "after": null});
                let seen = record.target.directory.shows(who, Resource::Contracts, &record.at);
                call("its contract", body, Expected::shows("\"name\":\"HT0", seen))
            }));
        }
        "today" => {
            let seen = |record: &&Record| {
                record.kept == Kept::Booking && reaches(who, (Action::View, Resource::Bookings), record)
            };
            let shown = world.records.iter().filter(seen).any(|record| opens(&record.at));
            questions.push(call("prices", json!({}), Expected::shows("\"price\":300000", shown)));
        }
        "act" => questions.extend(booking(Action::Edit).filter(|record| !opens(&record.at)).map(|record| {
            let body = json!({"id": record.target.id, "act": {"check_out": 1}});
            call("a price", body, Expected::Forbidden(AMOUNTS))
        })),
        "change" => {
            let Some(record) = booking(Action::Edit) else { return questions };
            let was = stay(&record.target.id, &record.target.id, Value::Null);
            let change = |key: &str, was_there: Value, value: Value| {
                let (mut was, mut becomes) = (was.clone(), was.clone());
                was[key] = was_there;
                becomes[key] = value;
                json!({"id": record.target.id, "change": {"was": was, "becomes": becomes}})
            };
            questions.extend(gone.map(|gone| {
                let body = change("space", json!(world.space_of(record)), json!(gone));
                let expected = if who.may(view.0, view.1) { Expected::Missing } else { Expected::Forbidden(view) };
                call("a space out of reach", body, expected)
            }));
            if !opens(&record.at) {
                let body = change("price", json!(300_000), json!(1));
                questions.push(call("a price", body, Expected::Forbidden(AMOUNTS)));
            }
        }
        "create" => {
            let create = |customer: &str, space: &str, price| json!({"key": Uuid::now_v7(), "input": stay(customer, space, price)});
            let guests =
                || world.records.iter().filter(|record| record.kept == Kept::Customer(Directory::Organizations));
            let seen = |record: &Record| Directory::Organizations.shows(who, Resource::Bookings, &record.at);
            let may = |record: &&Record| seen(record) && who.may_at(Action::Create, Resource::Bookings, &record.at);
            if let (Some(stranger), Some(here)) = (guests().find(|record| !seen(record)), here) {
                let body = create(&stranger.target.id, here, Value::Null);
                questions.push(call("a customer out of reach", body, Expected::Missing));
            }
            let refused = guests().find(|record| seen(record) && !may(record));
            if let (Some(known), Some(here)) = (refused, here) {
                let expected = Expected::Forbidden((Action::Create, Resource::Bookings));
                let body = create(&known.target.id, here, Value::Null);
                questions.push(call("a customer for whom nothing may be booked", body, expected));
            }
            let Some(guest) = guests().find(may) else { return questions };
            questions.extend(gone.map(|gone| {
                let body = create(&guest.target.id, gone, Value::Null);
                call("a space out of reach", body, Expected::Missing)
            }));
            if let Some(here) = here.filter(|_| !opens(&guest.at)) {
                let body = create(&guest.target.id, here, json!(1));
                questions.push(call("a price", body, Expected::Forbidden(AMOUNTS)));
            }
        }
        "totals" => {
            let list = Directory::Organizations;
            let guest = the(world, Kept::Customer(list), |record| reaches(who, list.cell(Action::View), record));
            questions.extend(guest.map(|guest| {
                let body = json!({"directory": list, "id": guest.target.id});
                let made_of = [Resource::Services, Resource::Invoices, Resource::Contracts];
                let shown = opens(&guest.at) && made_of.iter().all(|resource| who.may(Action::View, *resource));
                call("what is expected", body, Expected::shows("\"rooms\"", shown))
            }));
            questions.extend(guest.map(|guest| {
                let body = json!({"directory": list, "id": guest.target.id});
                let made_of = [Resource::Services, Resource::Invoices, Resource::Contracts, Resource::Receipts];
                let shown = opens(&guest.at) && made_of.iter().all(|resource| who.may(Action::View, *resource));
                call("what is owed and paid", body, Expected::shows("\"debts\"", shown))
            }));
        }
        _ => {}
    }
    questions
}
