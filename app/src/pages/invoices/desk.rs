//! What is done with an invoice, apart from the forms by which it is done.

use domain::{
    CustomerId, InvoiceId, customer::Named, invoice::InvoiceRow, money::Vnd, permission::Resource as Subject,
};
use i18n::{Locale, invoices};
use leptos::prelude::*;

use crate::{
    api::invoices::{discard_invoice, read_invoice},
    pages::receipts::{Act, Asked, Payer, SOURCES, Till},
    state::{Toast, Toasts, attempt, locale, on_change_of, toasts},
};

/// What the form is open for.
#[derive(Clone)]
pub enum Editing {
    /// A new one of this customer, or of one who is chosen there.
    New(Option<Named<CustomerId>>),
    /// This draft.
    Draft(InvoiceId),
}

/// What is asked before something is done that stays.
#[derive(Clone)]
pub enum Question {
    /// On which day it is issued.
    Issue(Box<InvoiceRow>),
    /// Why it is taken back.
    Void(Box<InvoiceRow>),
}

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the form is open for.
    pub editing: RwSignal<Option<Editing>>,
    /// What is asked.
    pub asked: RwSignal<Option<Question>>,
    /// The draft that is thrown away, if the person says so.
    pub discarding: RwSignal<Option<InvoiceRow>>,
    /// Where money is taken.
    pub till: Till,
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
            till: Till::new(changed),
            changed,
            gone,
            discards: StoredValue::new(false),
            toasts: toasts(),
            locale: locale(),
        }
    }

    /// Takes money for an invoice: what is open on it is named.
    pub fn take(self, row: &InvoiceRow) {
        let payer = Payer { id: row.customer.id, name: row.customer.name.clone() };
        let (id, asked) = (row.id, self.till.asked);
        attempt(async move {
            let lines = read_invoice(id).await?.lines.into_iter();
            let open = lines.filter(|line| line.open.is_some_and(|open| open > Vnd(0)));
            let named = open.filter_map(|line| line.charge).collect();
            // The page may be gone by now.
            let _ = asked.try_set(Some(Asked::Of(payer, Act::Pay(named))));
            Ok(())
        });
    }

    /// Throws a draft away.
    pub fn discard(self, row: InvoiceRow) {
        let Self { toasts, locale, gone, discards, .. } = self;
        discards.set_value(true);
        attempt(async move {
            let outcome = discard_invoice(row.id).await;
            discards.try_set_value(outcome.is_ok());
            outcome?;
            toasts.show(Toast::done(invoices::discarded(locale, &row.customer.name)));
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

    /// It is done in part: says what is not, and why.
    pub fn done_in_part(self, text: String) {
        self.toasts.show(Toast::failed(text));
        self.changed.try_run(());
    }
}

/// Does something when what invoices show may have changed, for as long as the page lives: they tell of what they ask for, and of
/// what is paid of it.
pub fn follow(act: impl Fn() + Copy + 'static) {
    SOURCES.into_iter().chain([Subject::Receipts]).for_each(|subject| on_change_of(subject, act));
}
