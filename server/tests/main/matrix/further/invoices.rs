//! Whose invoices are reached by what a request says, what may stand on them, and amounts.

use domain::{
    customer::Directory,
    ledger::Source,
    permission::{Action, Cell, Placement, Resource},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Expected, Further};
use crate::{
    matrix::{
        actors::Asker,
        world::{ADDRESS, FEE, Record, World, reaches},
    },
    requests::Kept,
};

const AMOUNTS: Cell = (Action::View, Resource::Amounts);
const VIEW: Cell = (Action::View, Resource::Invoices);
const CREATE: Cell = (Action::Create, Resource::Invoices);
const EDIT: Cell = (Action::Edit, Resource::Invoices);
const BOOKINGS: Cell = (Action::View, Resource::Bookings);
const SERVICES: Cell = (Action::View, Resource::Services);
const CONTRACTS: Cell = (Action::View, Resource::Contracts);
/// What invoices are over, and who sees it.
const ORIGINS: [(Cell, Source); 3] =
    [(BOOKINGS, Source::Booking), (SERVICES, Source::Service), (CONTRACTS, Source::RentPeriod)];
/// What is not paid is made of these.
const BALANCE: [Cell; 5] = [AMOUNTS, BOOKINGS, SERVICES, CONTRACTS, (Action::View, Resource::Receipts)];

/// Of `/api/invoices/…`.
pub async fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let opens = |at: &Placement| who.may_at(AMOUNTS.0, AMOUNTS.1, at);
    let call = |about, body, expected| Further::call(about, path, body, expected);
    let of = |kept: Kept| world.records.iter().filter(move |record| record.kept == kept);
    let sees = |cell: Cell, record: &Record| record.target.directory.shows(who, cell.1, &record.at);
    // What is open is told with all that it is made of.
    let knows = |record: &Record| opens(&record.at) && BALANCE.iter().all(|cell| who.may(cell.0, cell.1));
    // Each guest has booked once, ordered something, and got an invoice: the booking stands for the guest.
    let guests = || of(Kept::Booking);
    let fee = || json!({"free": {"text": "Phụ thu", "amount": FEE.0}});
    let input =
        |customer: &str, lines: Vec<Value>| json!({"customer": customer, "lines": lines, "due_on": null, "note": ""});
    let total = format!("\"total\":{}", 300_000 + FEE.0);
    let mut questions = Vec::new();
    match act {
        "list" => {
            let listed = |record: &Record| json!({"filter": {"code": record.target.code}, "after": null});
            let seen = || of(Kept::Invoice).filter(|record| reaches(who, VIEW, record));
            for shown in [true, false] {
                questions.extend(
                    seen()
                        .find(|record| opens(&record.at) == shown)
                        .map(|record| call("amounts", listed(record), Expected::shows(&total, shown))),
                );
                questions.extend(seen().find(|record| knows(record) == shown).map(|record| {
                    call("what is paid", listed(record), Expected::shows("\"payment\":\"unpaid\"", shown))
                }));
            }
            let unpaid = |record: &Record| json!({"filter": {"code": record.target.code, "open": true}, "after": null});
            match BALANCE.into_iter().find(|cell| !who.may(cell.0, cell.1)) {
                Some(missing) => questions.extend(
                    seen()
                        .next()
                        .map(|record| call("those that are not paid", unpaid(record), Expected::Forbidden(missing))),
                ),
                None => {
                    for shown in [true, false] {
                        questions.extend(seen().find(|record| opens(&record.at) == shown).map(|record| {
                            let expected = Expected::shows(&record.target.code, shown);
                            call("those that are not paid", unpaid(record), expected)
                        }));
                    }
                }
            }
        }
        "read" => {
            let seen = || of(Kept::Invoice).filter(|record| reaches(who, VIEW, record));
            let body = |record: &Record| json!({"id": record.target.id});
            for shown in [true, false] {
                questions.extend(
                    seen()
                        .find(|record| opens(&record.at) == shown)
                        .map(|record| call("amounts", body(record), Expected::shows(&total, shown))),
                );
                questions.extend(seen().find(|record| knows(record) == shown).map(|record| {
                    call("what is paid", body(record), Expected::shows("\"payment\":\"unpaid\"", shown))
                }));
                let known = |record: &&Record| {
                    who.may_at(Action::View, record.target.directory.resource(), &record.at) == shown
                };
                questions.extend(
                    seen()
                        .find(known)
                        .map(|record| call("where the customer sits", body(record), Expected::shows(ADDRESS, shown))),
                );
                questions.extend(
                    seen()
                        .find(|record| sees(BOOKINGS, record) == shown)
                        .map(|record| call("the stay", body(record), Expected::shows("\"code\":\"DP0", shown))),
                );
                let draft = of(Kept::Draft).filter(|record| reaches(who, VIEW, record));
                let draft = { draft }.find(|record| sees(SERVICES, record) == shown);
                questions
                    .extend(draft.map(|record| {
                        call("what was ordered", body(record), Expected::shows("\"code\":\"DV0", shown))
                    }));
            }
        }
        "offer" => {
            let body = |guest: &Record, draft: Option<&Record>| json!({"customer": world.guest_of(guest), "draft": draft.map(|draft| &draft.target.id)});
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions
                .extend(stranger.map(|guest| call("a customer out of reach", body(guest, None), Expected::Missing)));
            let known = || guests().filter(|guest| sees(VIEW, guest));
            questions.extend(
                known()
                    .find(|guest| !opens(&guest.at))
                    .map(|guest| call("amounts", body(guest, None), Expected::Forbidden(AMOUNTS))),
            );
            let mine = || known().filter(|guest| opens(&guest.at));
            // What is ordered stands on a draft: it is offered there, and its code is told to those who see it.
            for shown in [true, false] {
                questions.extend(mine().find(|guest| sees(SERVICES, guest) == shown).map(|guest| {
                    let draft = world.invoice_of(guest, Kept::Draft);
                    call("what was ordered", body(guest, Some(draft)), Expected::shows("\"code\":\"DV0", shown))
                }));
            }
            // What the stranger's guest has booked, ordered and rented besides stands on none.
            let far = world.away(Directory::Organizations);
            if sees(VIEW, far) && opens(&far.at) {
                for (cell, source) in ORIGINS {
                    let word = format!("\"source\":\"{}\"", source.key());
                    let far_body = json!({"customer": far.target.id, "draft": null});
                    questions.push(call("what is free", far_body, Expected::shows(&word, sees(cell, far))));
                }
            }
            let pair = mine().next().and_then(|guest| {
                let other = guests().find(|other| world.guest_of(other) != world.guest_of(guest))?;
                Some((guest, world.invoice_of(other, Kept::Draft)))
            });
            questions.extend(
                pair.map(|(guest, draft)| {
                    call("a draft of somebody else", body(guest, Some(draft)), Expected::Missing)
                }),
            );
        }
        "create" => {
            let body = |guest: &Record, lines: Vec<Value>| json!({"key": Uuid::now_v7(), "input": input(world.guest_of(guest), lines)});
            let may = |guest: &Record| who.may_at(CREATE.0, CREATE.1, &guest.at);
            let stranger = guests().find(|guest| !sees(VIEW, guest));
            questions.extend(
                stranger.map(|guest| call("a customer out of reach", body(guest, Vec::new()), Expected::Missing)),
            );
            let refused = guests().find(|guest| sees(VIEW, guest) && !may(guest));
            questions.extend(refused.map(|guest| {
                call("a customer who gets no invoice", body(guest, Vec::new()), Expected::Forbidden(CREATE))
            }));
            let mine = || guests().filter(|guest| sees(VIEW, guest) && may(guest));
            questions.extend(
                mine()
                    .find(|guest| !opens(&guest.at))
                    .map(|guest| call("an amount", body(guest, vec![fee()]), Expected::Forbidden(AMOUNTS))),
            );
            let far = world.away(Directory::Organizations);
            if sees(VIEW, far) && may(far) {
                for (_, source) in ORIGINS.into_iter().filter(|(cell, _)| !sees(*cell, far)) {
                    let lines = vec![json!({"charge": world.far_charge(source).await})];
                    let far_body = json!({"key": Uuid::now_v7(), "input": input(&far.target.id, lines)});
                    questions.push(call("a charge of what is out of reach", far_body, Expected::Missing));
                }
            }
        }
        "change" => {
            let drafts = || guests().map(|guest| (guest, world.invoice_of(guest, Kept::Draft)));
            let mine = || drafts().filter(|(_, draft)| reaches(who, EDIT, draft));
            let change = |draft: &Record, was: Value, becomes: Value| json!({"id": draft.target.id, "change": {"was": was, "becomes": becomes}});
            questions.extend(mine().find(|(_, draft)| !opens(&draft.at)).map(|(guest, draft)| {
                let stood = input(world.guest_of(guest), Vec::new());
                let mut noted = stood.clone();
                noted["note"] = json!("Gấp");
                call("a draft that says amounts", change(draft, stood, noted), Expected::Forbidden(AMOUNTS))
            }));
            let (far, draft) = (world.away(Directory::Organizations), world.far_draft());
            if reaches(who, EDIT, draft) && opens(&draft.at) {
                for (_, source) in ORIGINS.into_iter().filter(|(cell, _)| !sees(*cell, far)) {
                    let becomes = vec![json!({"charge": world.far_charge(source).await})];
                    let guest = &far.target.id;
                    let stood = vec![json!({"charge": world.charge_on(draft).await}), fee()];
                    let body = change(draft, input(guest, stood), input(guest, becomes));
                    questions.push(call("a charge of what is out of reach", body, Expected::Missing));
                }
            }
        }
        _ => {}
    }
    questions
}
