//! What is done with an extra service: one tap, and a question where it is not undone by a key.

use std::collections::BTreeSet;

use domain::{
    CustomerId, ExtraServiceId,
    customer::Named,
    extra_service::{ServiceAct, ServiceRow},
};
use i18n::{Locale, extra_services};
use leptos::prelude::*;

use super::words::naming;
use crate::{
    api::extra_services::act_on_service,
    state::{Toast, Toasts, attempt, locale, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new one of this customer, or of one who is chosen there.
    New(Option<Named<CustomerId>>),
    /// This one.
    Service(Box<ServiceRow>),
}

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the form is open for.
    pub editing: RwSignal<Option<Editing>>,
    /// What is called off, if the person says so.
    pub cancelling: RwSignal<Option<ServiceRow>>,
    /// With which something is being done: pressed twice it is done once.
    busy: RwSignal<BTreeSet<ExtraServiceId>>,
    changed: Callback<()>,
    /// Where it is told; known from the beginning, as what a dialog does goes on when the dialog is gone.
    toasts: Toasts,
    locale: Locale,
}

impl Desk {
    /// Nothing yet.
    pub fn new(changed: Callback<()>) -> Self {
        let (editing, cancelling) = (RwSignal::new(None), RwSignal::new(None));
        Self { editing, cancelling, busy: RwSignal::default(), changed, toasts: toasts(), locale: locale() }
    }

    /// Does it, or asks first.
    pub fn act(self, row: &ServiceRow, act: ServiceAct) {
        match act {
            ServiceAct::Cancel => self.cancelling.set(Some(row.clone())),
            ServiceAct::Deliver | ServiceAct::Undo => self.run(row.clone(), act),
        }
    }

    /// Does it at once, and offers the way back where there is one.
    pub fn run(self, row: ServiceRow, act: ServiceAct) {
        let Self { toasts, locale, busy, .. } = self;
        // Where it was pressed may be gone by now; what is on the way back is done all the same.
        if busy.try_update(|busy| busy.insert(row.id)) == Some(false) {
            return;
        }
        attempt(async move {
            let outcome = act_on_service(row.id, act).await;
            busy.try_update(|busy| busy.remove(&row.id));
            outcome?;
            let text = match act {
                ServiceAct::Deliver => extra_services::delivered,
                ServiceAct::Cancel => extra_services::cancelled,
                ServiceAct::Undo => extra_services::undone,
            };
            let told = Toast::done(naming(locale, &row, text));
            toasts.show(match act {
                ServiceAct::Deliver => {
                    told.with_action(i18n::app::undo(locale), move || self.run(row.clone(), ServiceAct::Undo))
                }
                ServiceAct::Cancel | ServiceAct::Undo => told,
            });
            self.changed.try_run(());
            Ok(())
        });
    }

    /// It is saved: says so.
    pub fn saved(self, text: String) {
        self.toasts.show(Toast::done(text));
        self.changed.try_run(());
    }
}
