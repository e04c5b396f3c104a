//! An old value is put back, or a person of the list: an ordinary edit of one thing, with the question of who was faster.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AppError,
    customer::{
        CustomerChange, CustomerDetail, CustomerKind, Directory, Edit, Field, Former, PeopleChange, Person, PersonEdit,
    },
    error::Conflict,
};
use i18n::{Locale, merges};
use leptos::prelude::*;

use super::{cells::label_of, conflict::ConflictDialog, form::Settled, merge::key_of};
use crate::{
    api::{
        ApiError,
        customers::{change_customer, change_people, read_customer},
    },
    state::{Toast, Toasts, attempt, locale, session, toasts},
};

/// The dialog of two people who changed the same field, in a chunk of its own.
#[lazy]
pub fn conflict_dialog(
    directory: Directory,
    kind: CustomerKind,
    conflict: RwSignal<Option<Conflict>>,
    decided: Callback<Settled>,
) -> AnyView {
    view! { <ConflictDialog directory kind conflict decided /> }.into_any()
}

/// Somebody who is put back into the list of people.
#[derive(Clone)]
pub struct Returning {
    former: Former,
    /// As the main contact person, and nothing else.
    as_main: bool,
}

impl Returning {
    /// As an entry tells of the person.
    pub const fn of(former: Former) -> Self {
        Self { former, as_main: false }
    }

    /// As the one to turn to first.
    pub const fn as_main(former: Former) -> Self {
        Self { former, as_main: true }
    }

    fn edit(&self, people: &[Person], today: NaiveDate) -> Option<PersonEdit> {
        if self.as_main { self.former.back_as_main(people) } else { self.former.back(people, today) }
    }
}

/// What is being put back.
#[derive(Clone)]
enum Asked {
    /// What shall stand in a field.
    Value(Field, Option<String>),
    /// A person.
    Person(Box<Returning>),
}

/// Puts old values back; cheap to copy.
#[derive(Clone, Copy)]
pub struct Restoring {
    detail: StoredValue<CustomerDetail>,
    asked: StoredValue<Option<Asked>>,
    /// Somebody else was faster.
    pub conflict: RwSignal<Option<Conflict>>,
    changed: Callback<()>,
    toasts: Toasts,
    locale: Locale,
    today: NaiveDate,
}

impl Restoring {
    /// For a record as the page shows it.
    pub fn of(detail: CustomerDetail, changed: Callback<()>) -> Self {
        Self {
            detail: StoredValue::new(detail),
            asked: StoredValue::new(None),
            conflict: RwSignal::new(None),
            changed,
            toasts: toasts(),
            locale: locale(),
            today: session().today,
        }
    }

    /// Whether a field has another value by now than an old one.
    pub fn differs(self, field: Field, old: Option<&String>) -> bool {
        self.detail.with_value(|detail| detail.values.get(&field) != old)
    }

    /// What putting somebody back is called; `None` if nothing is left to put back.
    pub fn word(self, person: &Returning) -> Option<String> {
        let edit = self.detail.with_value(|detail| person.edit(&detail.people, self.today))?;
        let word = match edit.was {
            _ if person.as_main => merges::restore_main,
            None => merges::restore_person,
            Some(_) => merges::restore_details,
        };
        Some(word(self.locale, &person.former.name))
    }

    /// Puts a value back.
    pub fn start(self, field: Field, old: Option<String>) {
        let (version, was) = self.detail.with_value(|detail| (detail.version, detail.values.get(&field).cloned()));
        self.asked.set_value(Some(Asked::Value(field, old.clone())));
        self.send(version, field, Edit { was, becomes: old });
    }

    /// Puts somebody back into the list.
    pub fn start_person(self, person: Returning) {
        let edit = self.detail.with_value(|detail| person.edit(&detail.people, self.today));
        self.asked.set_value(Some(Asked::Person(Box::new(person))));
        if let Some(edit) = edit {
            attempt(async move { self.send_person(edit).await });
        }
    }

    /// The person has chosen between both versions.
    pub fn decided(self, chosen: Settled) {
        let Some(asked) = self.asked.get_value() else { return };
        if !chosen.give_way.is_empty() {
            self.changed.try_run(());
            return;
        }
        match asked {
            Asked::Value(field, old) => {
                let was = chosen.theirs.get(&field).cloned().flatten();
                self.send(chosen.version, field, Edit { was, becomes: old });
            }
            Asked::Person(person) => attempt(async move { self.send_over(&person).await }),
        }
    }

    fn send(self, version: i64, field: Field, edit: Edit) {
        let (directory, kind, id) = self.detail.with_value(|detail| (detail.directory, Some(detail.kind), detail.id));
        let change = CustomerChange { version, fields: BTreeMap::from([(field, edit)]), without_email: None };
        attempt(async move {
            let sent = change_customer(directory, id, change).await.map(drop);
            self.answered(sent, label_of(self.locale, kind, field))
        });
    }

    async fn send_person(self, edit: PersonEdit) -> Result<(), ApiError> {
        let (directory, id) = self.detail.with_value(|detail| (detail.directory, detail.id));
        let name = match self.asked.get_value() {
            Some(Asked::Person(person)) => person.former.name,
            _ => String::new(),
        };
        let change = PeopleChange { people: vec![edit], order: Vec::new() };
        let sent = change_people(directory, id, change).await;
        self.answered(sent, &name)
    }

    /// Puts somebody back over what stands there now.
    async fn send_over(self, person: &Returning) -> Result<(), ApiError> {
        let (directory, code) = self.detail.with_value(|detail| (detail.directory, key_of(detail)));
        let now = read_customer(directory, code).await?;
        match person.edit(&now.people, self.today) {
            Some(edit) => self.send_person(edit).await,
            None => {
                self.changed.try_run(());
                Ok(())
            }
        }
    }

    fn answered(self, sent: Result<(), ApiError>, what: &str) -> Result<(), ApiError> {
        match sent {
            Ok(()) => {
                self.toasts.show(Toast::done(merges::restored(self.locale, what)));
                self.changed.try_run(());
            }
            Err(ApiError(AppError::Conflict(found))) => self.conflict.set(Some(*found)),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
