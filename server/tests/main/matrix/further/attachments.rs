//! Whose files are reached by what a request says.

use axum::http::Method;
use domain::{
    customer::Directory,
    permission::{Action, Cell, Resource},
};
use serde_json::json;
use test_support::files::{PDF, PNG};
use uuid::Uuid;

use super::{Expected, Further, Sent};
use crate::{
    matrix::{
        actors::Asker,
        world::{Record, World, reaches},
    },
    requests::Kept,
};

const VIEW: Cell = (Action::View, Resource::Attachments);
const CREATE: Cell = (Action::Create, Resource::Attachments);
const DELETE: Cell = (Action::Delete, Resource::Attachments);

/// Of `/api/attachments/…`.
pub fn of(world: &World<'_>, path: &str, act: &str, asker: &Asker) -> Vec<Further> {
    if act != "list" {
        return Vec::new();
    }
    let (who, _) = asker.inside();
    let files = || world.records.iter().filter(|record| record.kept == Kept::Attachment);
    let list = |about, file: &Record, deleted: bool, expected| {
        let body = json!({"customer": world.owner_of(file), "deleted": deleted, "after": null});
        Further::call(about, path, body, expected)
    };
    let mut questions = Vec::new();
    let hidden = files().find(|file| !reaches(who, VIEW, file));
    questions.extend(hidden.map(|file| list("a customer out of reach", file, false, Expected::Missing)));
    let seen = || files().filter(|file| reaches(who, VIEW, file));
    questions
        .extend(seen().next().map(|file| list("a customer", file, false, Expected::Tells(file.target.name.clone()))));
    let kept = seen().find(|file| !reaches(who, DELETE, file));
    questions.extend(kept.map(|file| list("deleted ones", file, true, Expected::Forbidden(DELETE))));
    questions
}

/// Of files on their way in.
pub fn of_uploads(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let list = Directory::Organizations;
    let customers = || world.records.iter().filter(move |record| record.kept == Kept::Customer(list));
    let upload = |about, customer: &Record, expected| {
        let path = format!("{path}?customer={}&key={}", customer.target.id, Uuid::now_v7());
        Further { about, method: Method::POST, path, sent: Sent::File(PDF), expected }
    };
    let sees = |customer: &Record| list.shows(who, VIEW.1, &customer.at);
    let may = |customer: &Record| who.may_at(CREATE.0, CREATE.1, &customer.at);
    let mut questions = Vec::new();
    let hidden = customers().find(|customer| !sees(customer));
    questions.extend(hidden.map(|customer| upload("a customer out of reach", customer, Expected::Missing)));
    let refused = customers().find(|customer| sees(customer) && !may(customer));
    questions
        .extend(refused.map(|customer| upload("a customer who may get none", customer, Expected::Forbidden(CREATE))));
    let mine = customers().find(|customer| sees(customer) && may(customer));
    // The id of what it became.
    questions.extend(mine.map(|customer| upload("a customer", customer, Expected::Tells("-".to_owned()))));
    questions
}

/// Of pictures on their way in.
pub fn of_avatars(world: &World<'_>, path: &str, directory: Directory, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let cell = directory.cell(Action::Edit);
    let mut customers = world.records.iter().filter(|record| record.kept == Kept::Customer(directory));
    let mine = customers.find(|customer| reaches(who, cell, customer));
    let upload = |customer: &Record| Further {
        about: "a picture",
        method: Method::POST,
        path: format!("{path}?directory={}&customer={}", directory.key(), customer.target.id),
        sent: Sent::File(PNG),
        expected: Expected::Tells(String::new()),
    };
    mine.map(upload).into_iter().collect()
}

/// Of pictures as they are shown.
pub fn of_pictures(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let show = |customer: &Record, expected| Further {
        about: "a picture",
        method: Method::GET,
        path: path.replace("{id}", &customer.target.id),
        sent: Sent::Nothing,
        expected,
    };
    let of_list = |list: &Directory| {
        let cell = list.cell(Action::View);
        let customers = || world.records.iter().filter(|record| record.kept == Kept::Customer(*list));
        let hidden = customers().find(|customer| !reaches(who, cell, customer));
        let seen = customers().find(|customer| reaches(who, cell, customer));
        let hidden = hidden.map(|customer| show(customer, Expected::Missing));
        hidden.into_iter().chain(seen.map(|customer| show(customer, Expected::Tells(String::new()))))
    };
    Directory::ALL.iter().flat_map(of_list).collect()
}
