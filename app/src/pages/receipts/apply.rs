//! The form by which a deposit that is held pays what is owed or will be owed.

use domain::{
    CustomerId, IdempotencyKey,
    ledger::Purpose,
    money::{Vnd, grouped},
    receipt::CustomerAccount,
    space::amount_of,
};
use i18n::receipts;
use leptos::prelude::*;

use super::{
    draft::Draft,
    fields::{AmountField, Pays, open_of},
    nothing::Nothing,
    till::Till,
    words::joined,
};
use crate::{
    api::{ApiError, receipts::apply_deposit},
    components::{Closing, DialogForm, Kept},
    pages::customers::new_key,
    state::{Sending, locale},
};

/// The form, or that there is no deposit or nothing to pay.
#[component]
pub fn ApplyForm(
    /// Whose deposit.
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
    let CustomerAccount { open: charges, deposit, .. } = account;
    let lacks = match (deposit > Vnd(0), charges.is_empty()) {
        (false, _) => Some(receipts::no_deposit(locale)),
        (true, true) => Some(receipts::nothing_open(locale)),
        (true, false) => None,
    };
    if let Some(text) = lacks {
        return view! { <Nothing text open /> }.into_any();
    }
    let draft = Draft::new(Purpose::Deposit, &charges);
    let unsaved = draft.keep(customer, "apply", closing);
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    let submit = Callback::new(move |()| {
        let input = draft.deposit_use(customer).map_err(ApiError);
        sending.start(async move {
            let input = input?;
            let amount = input.amount;
            apply_deposit(key, input).await?;
            unsaved.forget();
            till.done(open, receipts::applied(locale, &amount.to_string()));
            Ok(())
        });
    });
    let known = StoredValue::new(charges.clone());
    let chosen = Memo::new(move |_| {
        let chosen = draft.charges.get();
        if chosen.is_empty() { Vnd(0) } else { known.with_value(|charges| open_of(charges, &chosen)) }
    });
    // As long as nobody types another one the amount follows what is chosen.
    Effect::new(move |before: Option<Vnd>| {
        let now = chosen.get().min(deposit);
        let typed = draft.amount.with_untracked(|typed| amount_of(typed));
        if typed == Ok(before.filter(|before| *before > Vnd(0))) {
            draft.amount.set(if now > Vnd(0) { grouped(now.0.unsigned_abs()) } else { String::new() });
        }
        now
    });
    let proposed = Signal::derive(move || {
        let chosen = chosen.get();
        let held = format!("{}: {deposit}", receipts::deposit(locale));
        Some((joined([held, receipts::chosen_open(locale, &chosen.to_string())]), chosen.min(deposit)))
    });
    view! {
        <DialogForm
            open
            may_close=closing.may_close()
            sending
            word=receipts::apply(locale)
            marks_required=true
            on_submit=submit
        >
            <Kept unsaved />
            <Pays charges draft help=receipts::pays_deposit_help(locale) error=faults.of("charges") />
            <AmountField draft proposed error=faults.of("amount") />
        </DialogForm>
    }
    .into_any()
}
