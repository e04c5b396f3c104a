//! An old value is put back: an ordinary edit of one field, with the question of who was faster.

use std::collections::BTreeMap;

use domain::{
    AppError,
    customer::{CustomerChange, CustomerDetail, CustomerKind, Directory, Edit, Field},
    error::Conflict,
};
use i18n::merges;
use leptos::prelude::*;

use super::{cells::label_of, conflict::ConflictDialog, form::Settled};
use crate::{
    api::{ApiError, customers::change_customer},
    state::{Toast, Toasts, attempt, locale, toasts},
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

/// Puts old values back; cheap to copy.
#[derive(Clone, Copy)]
pub struct Restoring {
    detail: StoredValue<CustomerDetail>,
    /// The field that is being put back, and what shall stand there.
    asked: StoredValue<Option<(Field, Option<String>)>>,
    /// Somebody else was faster.
    pub conflict: RwSignal<Option<Conflict>>,
    changed: Callback<()>,
    toasts: Toasts,
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
        }
    }

    /// Whether a field has another value by now than an old one.
    pub fn differs(self, field: Field, old: Option<&String>) -> bool {
        self.detail.with_value(|detail| detail.values.get(&field) != old)
    }

    /// Puts a value back.
    pub fn start(self, field: Field, old: Option<String>) {
        let (version, was) = self.detail.with_value(|detail| (detail.version, detail.values.get(&field).cloned()));
        self.asked.set_value(Some((field, old.clone())));
        self.send(version, field, Edit { was, becomes: old });
    }

    /// The person has chosen between both values.
    pub fn decided(self, chosen: Settled) {
        let Some((field, old)) = self.asked.get_value() else { return };
        if chosen.give_way.contains(&field) {
            self.changed.try_run(());
            return;
        }
        let was = chosen.theirs.get(&field).cloned().flatten();
        self.send(chosen.version, field, Edit { was, becomes: old });
    }

    fn send(self, version: i64, field: Field, edit: Edit) {
        let (directory, kind, id) = self.detail.with_value(|detail| (detail.directory, Some(detail.kind), detail.id));
        let change = CustomerChange { version, fields: BTreeMap::from([(field, edit)]), without_email: None };
        attempt(async move {
            match change_customer(directory, id, change).await {
                Ok(_) => {
                    let locale = locale();
                    self.toasts.show(Toast::done(merges::restored(locale, label_of(locale, kind, field))));
                    self.changed.try_run(());
                }
                Err(ApiError(AppError::Conflict(found))) => self.conflict.set(Some(*found)),
                Err(error) => return Err(error),
            }
            Ok(())
        });
    }
}
