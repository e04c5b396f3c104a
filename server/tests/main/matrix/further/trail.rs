//! What the audit trail tells of those who are out of reach, and of records that are.

use axum::http::Method;
use domain::{
    customer::Directory,
    permission::{Action, Decision, Placement, Resource, decide},
};
use serde_json::json;

use super::{Expected, Further, Sent};
use crate::{
    matrix::{
        actors::Asker,
        world::{FILED, NAMING, Record, TOLD, World, reaches},
    },
    requests::Kept,
};

/// The name of the stranger.
const STRANGER: &str = "Kh002zq";

/// Of `/api/audit/…` and the file of the trail.
pub fn of(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let away = Placement { owner: Some(world.stranger), branches: vec![world.there] };
    let hides = |about, filter: &[(&str, String)], word: &str| {
        let tells_not = || Expected::Hides(word.to_owned());
        if path.starts_with("/api/") {
            let filter: serde_json::Map<_, _> =
                filter.iter().map(|(key, text)| ((*key).to_owned(), json!(text))).collect();
            return vec![Further::call(about, path, json!({"filter": filter, "after": null}), tells_not())];
        }
        let query: Vec<String> = filter.iter().map(|(key, text)| format!("{key}={text}")).collect();
        [("csv", tells_not()), ("xlsx", Expected::WorkbookHides(word.to_owned()))]
            .map(|(format, expected)| {
                let path = format!("{path}?format={format}&{}", query.join("&"));
                Further { about, method: Method::GET, path, sent: Sent::Nothing, expected }
            })
            .into()
    };
    let mut questions = Vec::new();
    if !who.may_at(Action::View, Resource::Audit, &away) {
        let acts = [("actor", world.stranger.to_string())];
        questions.extend(hides("acts of somebody out of reach", &acts, STRANGER));
    }
    if path.ends_with("/people") {
        return questions;
    }
    if !who.may_at(Action::View, Resource::Users, &away) {
        questions.extend(hides("acts on somebody out of reach", &[("event", "invited".to_owned())], STRANGER));
    }
    let customer = Placement { owner: Some(world.stranger), branches: vec![world.there] };
    if !who.may_at(Action::View, Resource::Individuals, &customer) {
        questions.extend(hides("a customer out of reach", &[("event", NAMING.to_owned())], &world.named));
        let target = &world.away(Directory::Individuals).target;
        questions.extend(hides("what was done to that one", &[("record", target.code.clone())], &target.name));
    }
    let is_file = !path.starts_with("/api/");
    questions.extend(
        of_operations(world, asker, is_file)
            .into_iter()
            .flat_map(|(about, code, word)| hides(about, &[("record", code)], &word)),
    );
    let file = world.filed();
    let sees =
        asker.holds((Action::View, Resource::Attachments)) && reaches(who, (Action::View, Resource::Attachments), file);
    if !sees {
        questions.extend(hides("a file out of reach", &[("event", FILED.to_owned())], &file.target.name));
    }
    for (resource, event) in TOLD {
        if !asker.holds((Action::View, resource)) {
            let word = word_of(resource, is_file);
            questions.extend(hides("acts on what is not seen", &[("event", event.to_owned())], &word));
        }
    }
    questions
}

/// How an entry says of what it tells, in the file of the trail or in its pages.
fn word_of(resource: Resource, is_file: bool) -> String {
    match is_file {
        true => i18n::resources::by_code(i18n::Locale::Vi, resource.key()).unwrap().to_owned(),
        false => format!("\"resource\":\"{}\"", resource.key()),
    }
}

/// What is told of spaces, bookings, extra services, invoices and receipts: about what, by which code it is asked for, and a word that may not be told.
fn of_operations(world: &World<'_>, asker: &Asker, is_file: bool) -> Vec<(&'static str, String, String)> {
    let (who, _) = asker.inside();
    let mut questions = Vec::new();
    for (kept, resource, amount) in [
        (Kept::Space, Resource::Spaces, "300.000"),
        (Kept::Booking, Resource::Bookings, "300.000"),
        (Kept::Service, Resource::Services, "110.000"),
        (Kept::Invoice, Resource::Invoices, "330.000"),
        (Kept::Receipt, Resource::Receipts, "700.000"),
    ] {
        let records = || world.records.iter().filter(|record| record.kept == kept);
        let is_seen =
            |record: &&Record| asker.holds((Action::View, resource)) && reaches(who, (Action::View, resource), record);
        if let Some(hidden) = records().find(|record| !is_seen(record)) {
            // The workbook says what it was filtered by.
            let word = match kept {
                Kept::Service | Kept::Invoice | Kept::Receipt => word_of(resource, is_file),
                _ => world.room_of(hidden).to_owned(),
            };
            questions.push(("a space or an operation out of reach", hidden.target.code.clone(), word));
        }
        let amounts =
            matches!(decide(who, (Action::View, Resource::Amounts), None), Decision::Allowed(reach) if reach.all);
        if let Some(seen) = records().find(is_seen).filter(|_| !amounts) {
            questions.push(("amounts", seen.target.code.clone(), amount.to_owned()));
        }
    }
    // Each guest has booked once and ordered something for the stay.
    let kept = |kept: Kept| world.records.iter().filter(move |record| record.kept == kept);
    let view = |resource| (Action::View, resource);
    let is_seen = |resource, record| asker.holds(view(resource)) && reaches(who, view(resource), record);
    let mut stays = kept(Kept::Service).zip(kept(Kept::Booking));
    let far = stays.find(|(service, stay)| is_seen(Resource::Services, service) && !is_seen(Resource::Bookings, stay));
    questions.extend(far.map(|(service, stay)| {
        ("the stay of a service out of reach", service.target.code.clone(), stay.target.code.clone())
    }));
    questions
}
