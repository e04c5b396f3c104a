//! Whose extra services are reached by what a request says, to which stay they may belong, and amounts.

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
        stays::{FAR_PRICE, UNIT_PRICE},
        world::{Record, World, reaches},
    },
    requests::Kept,
};

const AMOUNTS: Cell = (Action::View, Resource::Amounts);
const VIEW: Cell = (Action::View, Resource::Services);
const CREATE: Cell = (Action::Create, Resource::Services);
const EDIT: Cell = (Action::Edit, Resource::Services);
const BOOKINGS: Cell = (Action::View, Resource::Bookings);

/// Of `/api/services/…`.
pub fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let of = |kept: Kept| world.records.iter().filter(move |record| record.kept == kept);
    let sees = |cell: Cell, record: &Record| record.target.directory.shows(who, cell.1, &record.at);
    // Each guest has booked once and ordered something for the stay: the booking stands for the guest.
    let guests = || of(Kept::Booking);
    let no_stay = || match who.may(BOOKINGS.0, BOOKINGS.1) {
        true => Expected::Missing,
        false => Expected::Forbidden(BOOKINGS),
    };
    let input = |customer: &str, booking: Value, price: Value| {
        json!({
            "customer": customer, "service": world.service, "booking": booking, "quantity": 2000, "unit_price": price,
            "used_on": "2026-03-01", "note": ""
        })
    };
    let mut questions = Vec::new();
    match act {
        "list" => {
            let listed = |record: &Record| json!({"filter": {"code": record.target.code}, "after": null});
            let seen = || of(Kept::Service).filter(|record| reaches(who, VIEW, record));
            questions.extend(seen().next().map(|record| {
                let amounts = Expected::shows(&format!("\"unit_price\":{}", UNIT_PRICE.0), opens(&record.at));
                call("amounts", listed(record), amounts)
            }));
            for stay in [true, false] {
                questions.extend(
                    seen()
                        .find(|record| sees(BOOKINGS, record) == stay)
                        .map(|record| call("the stay", listed(record), Expected::shows("\"name\":\"DP0", stay))),
                );
            }
        }
        "occurring" => {
            let is_had = of(Kept::Service).any(|record| reaches(who, VIEW, record));
            let far_seen = sees(VIEW, world.away(Directory::Organizations));
            for (service, is_shown) in [(world.service, is_had), (world.far_service, far_seen)] {
                let expected = Expected::shows(&service.to_string(), is_shown);
                questions.push(call("what somebody out of reach had", json!({}), expected));
            }
        }
        "offer" => {
            let body = |guest: &Record| json!({"customer": world.guest_of(guest)});
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions.extend(stranger.map(|guest| call("a customer out of reach", body(guest), Expected::Missing)));
            let known = || guests().filter(|guest| sees(VIEW, guest));
            for shown in [true, false] {
                let price = format!("\"unit_price\":{}", UNIT_PRICE.0);
                let far_price = format!("\"unit_price\":{}", FAR_PRICE.0);
                // The stranger's guest had it last.
                let far = world.away(Directory::Organizations);
                let far_seen = sees(VIEW, far) && opens(&far.at);
                questions.extend(known().find(|guest| opens(&guest.at) == shown).map(|guest| {
                    let word = if far_seen { &far_price } else { &price };
                    call("the last price", body(guest), Expected::shows(word, shown))
                }));
                questions.extend(
                    known()
                        .find(|guest| sees(BOOKINGS, guest) == shown)
                        .map(|guest| call("the stays", body(guest), Expected::shows("\"name\":\"DP0", shown))),
                );
            }
        }
        "create" => {
            let body = |guest: &Record, booking: Value, price: Value| {
                let input = input(world.guest_of(guest), booking, price);
                json!({"key": Uuid::now_v7(), "input": {"input": input, "delivered": false}})
            };
            let may = |guest: &Record| who.may_at(CREATE.0, CREATE.1, &guest.at);
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions.extend(stranger.map(|guest| {
                call("a customer out of reach", body(guest, Value::Null, Value::Null), Expected::Missing)
            }));
            let refused = guests().find(|guest| sees(VIEW, guest) && !may(guest));
            questions.extend(refused.map(|guest| {
                let body = body(guest, Value::Null, Value::Null);
                call("a customer for whom nothing may be ordered", body, Expected::Forbidden(CREATE))
            }));
            let mine = || guests().filter(|guest| sees(VIEW, guest) && may(guest));
            questions.extend(
                mine()
                    .find(|guest| !opens(&guest.at))
                    .map(|guest| call("a price", body(guest, Value::Null, json!(1)), Expected::Forbidden(AMOUNTS))),
            );
            questions.extend(
                mine().find(|guest| !sees(BOOKINGS, guest)).map(|guest| {
                    call("a stay out of reach", body(guest, json!(guest.target.id), Value::Null), no_stay())
                }),
            );
        }
        "change" => {
            let mine = || of(Kept::Service).filter(|record| reaches(who, EDIT, record));
            let change = |record: &Record, key: &str, was: Value, becomes: Value| {
                let stood = input(&record.target.id, Value::Null, Value::Null);
                let (mut before, mut after) = (stood.clone(), stood);
                (before[key], after[key]) = (was, becomes);
                json!({"id": record.target.id, "change": {"was": before, "becomes": after}})
            };
            questions.extend(mine().find(|record| !opens(&record.at)).map(|record| {
                let body = change(record, "unit_price", json!(UNIT_PRICE.0), json!(1));
                call("a price", body, Expected::Forbidden(AMOUNTS))
            }));
            let noted = |record| {
                call("a note", change(record, "note", json!(""), json!("Xong")), Expected::Tells(String::new()))
            };
            questions.extend(mine().next().map(noted));
            // Stays and what is ordered for them were made in turn.
            let stay_of = |record: &Record| {
                let place = of(Kept::Service).position(|other| other.target.id == record.target.id);
                place.and_then(|place| guests().nth(place))
            };
            let pair = mine().find_map(|record| {
                let own = stay_of(record)?;
                let hidden = guests().find(|guest| !sees(BOOKINGS, guest) && guest.target.id != own.target.id)?;
                Some((record, own, hidden))
            });
            questions.extend(pair.map(|(record, own, hidden)| {
                let body = change(record, "booking", json!(own.target.id), json!(hidden.target.id));
                call("a stay out of reach", body, no_stay())
            }));
        }
        _ => {}
    }
    questions
}
