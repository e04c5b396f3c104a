//! What is done with the money of customers, apart from the forms by which it is done.

use domain::{ChargeId, CustomerId, ledger::Purpose, receipt::ReceiptRow};
use i18n::{Locale, receipts};
use leptos::prelude::*;

use crate::state::{Toast, Toasts, toasts};

/// Whose money.
#[derive(Clone)]
pub struct Payer {
    /// The customer.
    pub id: CustomerId,
    /// The name.
    pub name: String,
}

/// What is done with it.
#[derive(Clone)]
pub enum Act {
    /// It comes in, for this.
    Take(Purpose),
    /// It comes in and pays these first: what is open on an invoice.
    Pay(Vec<ChargeId>),
    /// It goes back.
    GiveBack,
    /// A deposit pays.
    Apply,
}

/// What the dialog is open for.
#[derive(Clone)]
pub enum Asked {
    /// Something is done with the money of somebody.
    Of(Payer, Act),
    /// A receipt or voucher is taken back.
    Reverse(Box<ReceiptRow>),
}

impl Asked {
    /// The heading of the dialog.
    pub fn title(&self, locale: Locale) -> String {
        match self {
            Self::Reverse(row) => receipts::reverse_title(locale, &row.code),
            Self::Of(Payer { name, .. }, act) => match act {
                Act::Take(Purpose::Deposit) => receipts::take_deposit_title(locale, name),
                Act::Take(Purpose::Other) => receipts::take_other_title(locale, name),
                Act::Take(_) | Act::Pay(_) => receipts::take_title(locale, name),
                Act::GiveBack => receipts::give_back_title(locale, name),
                Act::Apply => receipts::apply_title(locale, name),
            },
        }
    }
}

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Till {
    /// What the dialog is open for.
    pub asked: RwSignal<Option<Asked>>,
    changed: Callback<()>,
    toasts: Toasts,
}

impl Till {
    /// Nothing yet.
    pub fn new(changed: Callback<()>) -> Self {
        Self { asked: RwSignal::new(None), changed, toasts: toasts() }
    }

    /// It is done: closes the dialog and says so.
    pub fn done(self, open: RwSignal<bool>, text: String) {
        open.set(false);
        self.toasts.show(Toast::done(text));
        self.changed.try_run(());
    }
}
