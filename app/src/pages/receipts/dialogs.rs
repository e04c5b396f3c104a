//! The forms by which something is done with the money of customers, each in the one dialog.

use domain::{CustomerId, ledger::Purpose, receipt::CustomerAccount};
use leptos::{either::Either, lazy, prelude::*};

use super::{
    apply::ApplyForm,
    give_back::GiveBackForm,
    reverse::ReverseForm,
    take::TakeForm,
    till::{Act, Asked, Till},
};
use crate::{
    api::{ApiError, receipts::read_account},
    components::{CloseDialog, Closing, Dialog, Late, Problem, open_for},
    state::locale,
};

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
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        till.asked.with(|asked| asked.as_ref().map(|asked| asked.title(locale))).unwrap_or_default()
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || {
                till.asked
                    .get()
                    .map(|asked| match asked {
                        Asked::Of(payer, act) => {
                            Either::Left(view! { <Loaded customer=payer.id act open closing till /> })
                        }
                        Asked::Reverse(row) => Either::Right(view! { <ReverseForm row=*row open closing till /> }),
                    })
            }}
        </Dialog>
        <CloseDialog closing />
    }
    .into_any()
}

/// The form, once it is known what the customer owes and has paid.
#[component]
fn Loaded(customer: CustomerId, act: Act, open: RwSignal<bool>, closing: Closing, till: Till) -> impl IntoView {
    let account = Resource::new(|| (), move |()| read_account(customer));
    let form = Callback::new(move |account: CustomerAccount| match act.clone() {
        Act::Take(purpose) => view! { <TakeForm purpose customer account open closing till /> }.into_any(),
        Act::Pay(named) => {
            view! { <TakeForm purpose=Purpose::Payment named customer account open closing till /> }.into_any()
        }
        Act::GiveBack => view! { <GiveBackForm customer account open closing till /> }.into_any(),
        Act::Apply => view! { <ApplyForm customer account open closing till /> }.into_any(),
    });
    view! {
        <Transition fallback=move || {
            view! { <p class="dialog__body quiet">{i18n::app::loading(locale())}</p> }
        }>
            {move || Suspend::new(async move {
                match account.await {
                    Ok(account) => Either::Left(form.run(account)),
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
