//! What is kept of a form while it is not saved, and how it is taken up again.

use domain::{
    customer::{CustomerKind, Field, MOST_PEOPLE},
    draft::{Typed, begun, with_beginning},
};
use leptos::prelude::*;

use super::{super::people::PersonDraft, Draft};

/// Under which the version is kept that the form began with.
const VERSION: &str = "version";
/// Under which it is kept that the person is known to have no e-mail, or has one after all.
const WITHOUT_EMAIL: &str = "without_email";
/// Under which it is kept what a new lead is.
const KIND: &str = "kind";
/// Under which the e-mail is kept that came with the representative.
const COPIED: &str = "copied_email";

impl Draft {
    /// What stands in the touched fields, and what they began with. It changes with each key: who listens hears of it.
    pub(super) fn typed(self) -> Typed {
        let listen = |field: &Field| self.signal(*field).track();
        Field::ALL.iter().for_each(listen);
        self.cleared.track();
        let name = |id: &String| self.names.with_untracked(|names| names.get(id).cloned());
        let (mut typed, mut was) = (Typed::new(), Typed::new());
        for (field, edit) in self.edits() {
            let text = edit.becomes.unwrap_or_default();
            was.extend(edit.was.map(|was| (field.key().to_owned(), was)));
            typed.extend(name(&text).map(|name| (name_key(field), name)));
            typed.insert(field.key().to_owned(), text);
        }
        self.people.with(|people| {
            people.iter().enumerate().for_each(|(at, person)| typed.extend(person.typed(&person_key(at))));
        });
        let without_email = self.without_email.get();
        if without_email != self.began.with_value(|began| began.without_email) {
            typed.insert(WITHOUT_EMAIL.to_owned(), without_email.to_string());
        }
        let kind = self.kind.get();
        if Some(kind) != self.directory.kind() && self.record().is_none() && kind != CustomerKind::default() {
            typed.insert(KIND.to_owned(), kind.key().to_owned());
        }
        let copied = self.copied.get_value();
        if !typed.is_empty() && !copied.is_empty() {
            typed.insert(COPIED.to_owned(), copied);
        }
        match self.version() {
            Some(version) if !typed.is_empty() => {
                let mut kept = with_beginning(&was, typed);
                kept.insert(VERSION.to_owned(), version.to_string());
                kept
            }
            _ => typed,
        }
    }

    /// Fills in what was typed before. The form begins where it began then: what others have saved since is told when it is
    /// sent.
    pub(super) fn fill(self, kept: &Typed) {
        let (typed, was) = begun(kept);
        self.began.update_value(|began| {
            let version = typed.get(VERSION).and_then(|version| version.parse::<i64>().ok());
            began.version = version.map_or(began.version, |version| version.min(began.version));
            for (field, text) in was.iter().filter_map(|(key, text)| Some((Field::from_key(key)?, text))) {
                match text.is_empty() {
                    true => began.values.remove(&field),
                    false => began.values.insert(field, text.clone()),
                };
            }
        });
        if let Some(without) = typed.get(WITHOUT_EMAIL).and_then(|without| without.parse().ok()) {
            self.without_email.set(without);
        }
        if let Some(kind) = typed.get(KIND).and_then(|kind| CustomerKind::from_key(kind)) {
            self.kind.set(kind);
        }
        if let Some(copied) = typed.get(COPIED) {
            self.copied.set_value(copied.clone());
        }
        // Of a lead the kind is no text that is typed.
        let texts = Field::ALL.iter().filter(|field| field.editable());
        for (field, text) in texts.filter_map(|field| Some((field, typed.get(field.key())?))) {
            if let Some(name) = typed.get(&name_key(*field)) {
                self.names.update(|names| drop(names.insert(text.clone(), name.clone())));
            }
            self.signal(*field).set(text.clone());
            if text.is_empty() && self.is_behind_mask(*field) {
                self.cleared.update(|fields| {
                    fields.insert(*field);
                });
            }
        }
        let people = (0..people_kept(&typed)).map(|at| PersonDraft::kept(&typed, &person_key(at)));
        self.people.set(people.map(|person| person.unwrap_or_else(PersonDraft::new)).collect());
    }
}

/// Under which the name of the customer is kept that a field names.
fn name_key(field: Field) -> String {
    format!("{}.name", field.key())
}

/// How the keys begin under which a person is kept.
fn person_key(at: usize) -> String {
    format!("people.{at}.")
}

/// How many people are kept, with those of whom nothing was typed yet between them.
pub fn people_kept(typed: &Typed) -> usize {
    let place = |key: &String| key.strip_prefix("people.")?.split_once('.')?.0.parse::<usize>().ok();
    typed.keys().filter_map(place).max().map_or(0, |last| (last + 1).min(MOST_PEOPLE))
}
