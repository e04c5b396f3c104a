//! What is done with the money of customers, each in the one dialog.

use domain::{
    CustomerId,
    ledger::Purpose,
    receipt::{CustomerAccount, ReceiptRow},
};
use i18n::{Locale, receipts};
use leptos::{either::Either, lazy, prelude::*};

use super::{apply::ApplyForm, give_back::GiveBackForm, reverse::ReverseForm, take::TakeForm};
use crate::{
    api::{ApiError, receipts::read_account},
    components::{Dialog, Late, Problem, open_for},
    state::{Toast, Toasts, locale, toasts},
};

/// Whose money.
#[derive(Clone)]
pub struct Payer {
    /// The customer.
    pub id: CustomerId,
    /// The name.
    pub name: String,
}

/// What is done with it.
#[derive(Clone, Copy)]
pub enum Act {
    /// It comes in, for this.
    Take(Purpose),
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
    fn title(&self, locale: Locale) -> String {
        match self {
            Self::Reverse(row) => receipts::reverse_title(locale, &row.code),
            Self::Of(Payer { name, .. }, act) => match act {
                Act::Take(Purpose::Deposit) => receipts::take_deposit_title(locale, name),
                Act::Take(Purpose::Other) => receipts::take_other_title(locale, name),
                Act::Take(_) => receipts::take_title(locale, name),
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

/// The dialog.
#[component]
pub fn TillDialogs(
    /// Where things are done.
    till: Till,
) -> impl IntoView {
    view! {
        <Late
            wanted=Signal::derive(move || till.asked.with(Option::is_some))
            part=move || till_dialog(till)
        />
    }
}

/// The dialog, in a chunk of its own.
#[lazy]
fn till_dialog(till: Till) -> AnyView {
    let locale = locale();
    let open = open_for(till.asked);
    let title = Signal::derive(move || {
        till.asked.with(|asked| asked.as_ref().map(|asked| asked.title(locale))).unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || {
                till.asked
                    .get()
                    .map(|asked| match asked {
                        Asked::Of(payer, act) => {
                            Either::Left(view! { <Loaded customer=payer.id act open till /> })
                        }
                        Asked::Reverse(row) => Either::Right(view! { <ReverseForm row=*row open till /> }),
                    })
            }}
        </Dialog>
    }
    .into_any()
}

/// The form, once it is known what the customer owes and has paid.
#[component]
fn Loaded(customer: CustomerId, act: Act, open: RwSignal<bool>, till: Till) -> impl IntoView {
    let account = Resource::new(|| (), move |()| read_account(customer));
    let form = move |account: CustomerAccount| match act {
        Act::Take(purpose) => view! { <TakeForm purpose customer account open till /> }.into_any(),
        Act::GiveBack => view! { <GiveBackForm customer account open till /> }.into_any(),
        Act::Apply => view! { <ApplyForm customer account open till /> }.into_any(),
    };
    view! {
        <Transition fallback=move || {
            view! { <p class="dialog__body quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(account) => Either::Left(form(account)),
                    Err(ApiError(error)) => {
                        let retry = Callback::new(move |()| account.refetch());
                        Either::Right(view! {
                            <div class="dialog__body">
                                <Problem error retry />
                            </div>
                        })
                    }
                }
            })}
        </Transition>
    }
}

/// That there is nothing to be done, in the place of a form.
#[component]
pub fn Nothing(
    /// What there is not.
    text: &'static str,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <div class="dialog__body">
            <p>{text}</p>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button" on:click=move |_| open.set(false)>
                {i18n::app::close(locale())}
            </button>
        </div>
    }
}
