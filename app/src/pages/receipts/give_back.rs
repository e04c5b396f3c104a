//! The form by which money goes back: what was paid too much, or a deposit that is held.

use domain::{CustomerId, IdempotencyKey, ledger::Purpose, money::Vnd, receipt::CustomerAccount};
use i18n::receipts;
use leptos::prelude::*;

use super::{
    draft::Draft,
    fields::{AmountField, Particulars},
    nothing::Nothing,
    till::Till,
};
use crate::{
    api::{ApiError, receipts::post_receipt},
    components::{Closing, DialogForm, Kept},
    pages::customers::new_key,
    state::{Sending, locale},
};

/// The form, or that there is nothing to give back.
#[component]
pub fn GiveBackForm(
    /// Whose money.
    customer: CustomerId,
    /// What is known of it.
    account: CustomerAccount,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// What asks before that closes.
    closing: Closing,
    /// Where it is told.
    till: Till,
) -> impl IntoView {
    let locale = locale();
    let CustomerAccount { credit, deposit, methods, .. } = account;
    let held = [(Purpose::RefundOfCredit, credit), (Purpose::RefundOfDeposit, deposit)];
    let purposes: Vec<_> =
        held.into_iter().filter(|(_, amount)| *amount > Vnd(0)).map(|(purpose, _)| purpose).collect();
    let Some(first) = purposes.first() else {
        return view! { <Nothing text=receipts::nothing_to_give_back(locale) open /> }.into_any();
    };
    let draft = Draft::new(*first, &[]).among(purposes);
    let purpose = draft.purpose;
    let unsaved = draft.keep(customer, "give_back", closing);
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    let submit = Callback::new(move |()| {
        let input = draft.receipt(customer).map_err(ApiError);
        sending.start(async move {
            let posted = post_receipt(key, input?).await?;
            unsaved.forget();
            till.done(open, receipts::posted(locale, &posted.code));
            Ok(())
        });
    });
    let choice = move |of: Purpose, amount: Vnd, word: fn(i18n::Locale, &str) -> String| {
        (amount > Vnd(0)).then(|| {
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name="purpose"
                        checked=of == purpose.get_untracked()
                        prop:checked=move || purpose.get() == of
                        on:change=move |_| purpose.set(of)
                    />
                    <span>{word(locale, &amount.to_string())}</span>
                </label>
            }
        })
    };
    let proposed = Signal::derive(move || {
        let amount = if purpose.get() == Purpose::RefundOfCredit { credit } else { deposit };
        Some((receipts::all_open(locale, &amount.to_string()), amount))
    });
    view! {
        <DialogForm
            open
            may_close=closing.may_close()
            sending
            word=receipts::give_back(locale)
            marks_required=true
            on_submit=submit
        >
            <Kept unsaved />
            <fieldset class="choices choices--stacked">
                <legend class="field__label">{receipts::purpose(locale)}</legend>
                {choice(Purpose::RefundOfCredit, credit, receipts::from_credit)}
                {choice(Purpose::RefundOfDeposit, deposit, receipts::from_deposit)}
            </fieldset>
            <AmountField draft proposed error=faults.of("amount") />
            <Particulars draft methods faults />
        </DialogForm>
    }
    .into_any()
}
