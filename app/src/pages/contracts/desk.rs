//! What is done with a contract, apart from the forms by which it is done.

use std::collections::BTreeSet;

use domain::{ContractId, CustomerId, IdempotencyKey, contract::ContractRow, customer::Named};
use i18n::{Locale, contracts};
use leptos::prelude::*;

use crate::{
    api::contracts::{discard_contract, renew_contract},
    pages::customers::new_key,
    state::{Toast, Toasts, attempt, locale, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new one of this customer, or of one who is chosen there.
    New(Option<Named<CustomerId>>),
    /// This draft.
    Draft(Named<ContractId>),
}

/// What is asked before something is done that stays.
#[derive(Clone)]
pub enum Question {
    /// Whether it comes in force.
    Activate(Named<ContractId>),
    /// After which day it ends, and why.
    Terminate(Named<ContractId>),
}

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the form is open for.
    pub editing: RwSignal<Option<Editing>>,
    /// What is asked.
    pub asked: RwSignal<Option<Question>>,
    /// The draft that is thrown away, if the person says so.
    pub discarding: RwSignal<Option<ContractRow>>,
    /// With which something is being done: pressed twice it is done once.
    busy: RwSignal<BTreeSet<ContractId>>,
    changed: Callback<()>,
    /// A draft is no more.
    gone: Callback<()>,
    /// It is being thrown away.
    discards: StoredValue<bool>,
    /// Where it is told; known from the beginning, as what a dialog does goes on when the dialog is gone.
    toasts: Toasts,
    locale: Locale,
}

impl Desk {
    /// Nothing yet.
    pub fn new(changed: Callback<()>, gone: Callback<()>) -> Self {
        Self {
            editing: RwSignal::new(None),
            asked: RwSignal::new(None),
            discarding: RwSignal::new(None),
            busy: RwSignal::default(),
            changed,
            gone,
            discards: StoredValue::new(false),
            toasts: toasts(),
            locale: locale(),
        }
    }

    /// Drafts the contract that continues one, and opens its form.
    pub fn renew(self, row: &ContractRow) {
        let Self { locale, busy, editing, .. } = self;
        let (id, code) = (row.id, row.code.clone());
        if busy.try_update(|busy| busy.insert(id)) == Some(false) {
            return;
        }
        attempt(async move {
            let outcome = renew_contract(IdempotencyKey(new_key()), id).await;
            busy.try_update(|busy| busy.remove(&id));
            let next = outcome?;
            self.done(contracts::renewed(locale, &code, &next.code));
            // The page may be gone by now.
            let _ = editing.try_set(Some(Editing::Draft(Named { id: next.id, name: next.code })));
            Ok(())
        });
    }

    /// Throws a draft away.
    pub fn discard(self, row: ContractRow) {
        let Self { toasts, locale, gone, discards, .. } = self;
        discards.set_value(true);
        attempt(async move {
            let outcome = discard_contract(row.id).await;
            discards.try_set_value(outcome.is_ok());
            outcome?;
            toasts.show(Toast::done(contracts::discarded(locale, &row.code)));
            gone.try_run(());
            Ok(())
        });
    }

    /// Whether a draft is thrown away: there is nothing more to be read of it.
    pub fn discards(self) -> bool {
        self.discards.get_value()
    }

    /// It is done: says so.
    pub fn done(self, text: String) {
        self.toasts.show(Toast::done(text));
        self.changed.try_run(());
    }
}
