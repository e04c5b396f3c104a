//! Whose money is reached by what a request says, what it pays, and amounts.

use domain::permission::{Action, Cell, Placement, Resource};
use serde_json::json;
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
const VIEW: Cell = (Action::View, Resource::Receipts);
const CREATE: Cell = (Action::Create, Resource::Receipts);
const DELETE: Cell = (Action::Delete, Resource::Receipts);
const BOOKINGS: Cell = (Action::View, Resource::Bookings);
const SERVICES: Cell = (Action::View, Resource::Services);
const INVOICES: Cell = (Action::View, Resource::Invoices);
const CONTRACTS: Cell = (Action::View, Resource::Contracts);
/// What charges come from, or stand on, and what is told of that.
const TOLD: [(Cell, &str); 5] = [
    (BOOKINGS, "\"code\":\"DP0"),
    (SERVICES, "\"code\":\"DV0"),
    (CONTRACTS, "\"code\":\"HT0"),
    (INVOICES, "\"source\":\"invoice_line\""),
    (INVOICES, "\"HD-"),
];

/// Of `/api/receipts/…`.
pub async fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let of = |kept: Kept| world.records.iter().filter(move |record| record.kept == kept);
    let sees = |cell: Cell, record: &Record| record.target.directory.shows(who, cell.1, &record.at);
    // Each guest has booked once and left a deposit: the booking stands for the guest.
    let guests = || of(Kept::Booking);
    let mut questions = Vec::new();
    match act {
        "list" => questions.extend(of(Kept::Receipt).find(|record| reaches(who, VIEW, record)).map(|record| {
            let body = json!({"filter": {"code": record.target.code}, "after": null});
            call("amounts", body, Expected::shows("\"amount\":700000", opens(&record.at)))
        })),
        "charges" => {
            let body = |guest: &Record| json!({"filter": {"customer": world.guest_of(guest)}, "after": null});
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions.extend(stranger.map(|guest| call("a customer out of reach", body(guest), Expected::Missing)));
            let known = || guests().filter(|guest| sees(VIEW, guest));
            questions.extend(
                known()
                    .find(|guest| !opens(&guest.at))
                    .map(|guest| call("amounts", body(guest), Expected::Forbidden(AMOUNTS))),
            );
            for (cell, word) in TOLD {
                for shown in [true, false] {
                    let guest = known().find(|guest| opens(&guest.at) && sees(cell, guest) == shown);
                    questions
                        .extend(guest.map(|guest| call("what is owed", body(guest), Expected::shows(word, shown))));
                }
            }
        }
        "account" | "post" | "apply" => {
            let body = |guest: &Record, charges: &[Uuid]| {
                let customer = world.guest_of(guest);
                let day = world.services().services().clock().today();
                match act {
                    "account" => json!({"customer": customer}),
                    "apply" => {
                        json!({"key": Uuid::now_v7(), "input": {"customer": customer, "amount": 1, "charges": charges}})
                    }
                    _ => json!({"key": Uuid::now_v7(), "input": {
                        "customer": customer, "purpose": "payment", "amount": 1, "method": null, "paid_on": day,
                        "charges": charges, "note": ""
                    }}),
                }
            };
            let some = [Uuid::now_v7()];
            let may = |guest: &Record| who.may_at(CREATE.0, CREATE.1, &guest.at);
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions
                .extend(stranger.map(|guest| call("a customer out of reach", body(guest, &some), Expected::Missing)));
            let seen = guests().find(|guest| sees(VIEW, guest) && !may(guest));
            questions.extend(seen.map(|guest| {
                call("a customer whose money is not taken", body(guest, &some), Expected::Forbidden(CREATE))
            }));
            let mine = || guests().filter(|guest| sees(VIEW, guest) && may(guest));
            questions.extend(
                mine()
                    .find(|guest| !opens(&guest.at))
                    .map(|guest| call("amounts", body(guest, &some), Expected::Forbidden(AMOUNTS))),
            );
            let Some(guest) = mine().find(|guest| opens(&guest.at)) else { return questions };
            match act {
                "account" => {
                    for (cell, word) in TOLD {
                        for shown in [true, false] {
                            let guest = mine().find(|guest| opens(&guest.at) && sees(cell, guest) == shown);
                            let expected = Expected::shows(word, shown);
                            questions.extend(guest.map(|guest| call("what is owed", body(guest, &[]), expected)));
                        }
                    }
                }
                _ => {
                    for cell in [BOOKINGS, SERVICES, CONTRACTS, INVOICES] {
                        if let Some(guest) = mine().find(|guest| opens(&guest.at) && !sees(cell, guest)) {
                            let own = match cell {
                                BOOKINGS => world.charge_of(guest).await,
                                SERVICES => world.charge_of_service(guest).await,
                                CONTRACTS => world.charge_of_rent(guest).await,
                                _ => world.charge_of_fee(guest).await,
                            };
                            let body = body(guest, &[own]);
                            questions.push(call("a charge of what is out of reach", body, Expected::Missing));
                        }
                    }
                    let other = guests().find(|other| world.guest_of(other) != world.guest_of(guest));
                    if let Some(other) = other.filter(|_| sees(BOOKINGS, guest)) {
                        let charges = [world.charge_of(guest).await, world.charge_of(other).await];
                        questions.push(call("a charge of somebody else", body(guest, &charges), Expected::Missing));
                    }
                }
            }
        }
        "reverse" => {
            let record = of(Kept::Receipt).find(|record| reaches(who, DELETE, record) && !opens(&record.at));
            questions.extend(record.map(|record| {
                let body = json!({"id": record.target.id, "reversal": {"paid_on": "2026-03-01", "reason": "Nhầm"}});
                call("amounts", body, Expected::Forbidden(AMOUNTS))
            }));
        }
        _ => {}
    }
    questions
}
