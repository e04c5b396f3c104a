//! The form by which money comes in: a payment, a deposit, something else.

use domain::{
    ChargeId, CustomerId, IdempotencyKey,
    ledger::Purpose,
    money::{Vnd, grouped},
    permission::Action,
    receipt::CustomerAccount,
};
use i18n::receipts;
use leptos::prelude::*;

use super::{
    SOURCES,
    draft::Draft,
    fields::{AmountField, Particulars, Pays, open_of},
    till::Till,
    words::joined,
};
use crate::{
    api::{ApiError, receipts::post_receipt},
    components::{Closing, DialogForm, Kept},
    pages::customers::new_key,
    state::{Sending, locale, viewer},
};

/// The form.
#[component]
pub fn TakeForm(
    /// What the money is for.
    purpose: Purpose,
    /// What it pays first, as long as nobody chooses otherwise.
    #[prop(optional)]
    named: Vec<ChargeId>,
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
    let draft = Draft::new(purpose, &account.open);
    let sending = Sending::default();
    let faults = sending.faults;
    let key = IdempotencyKey(new_key());
    let CustomerAccount { open: charges, deposit, agreed, methods, .. } = account;
    // Whoever may not view what charges come from is told of none: that is not to say that there are none.
    let may_view = |source| viewer().is_some_and(|viewer| viewer.principal.may(Action::View, source));
    let may_name = SOURCES.into_iter().any(may_view);
    let names = purpose == Purpose::Payment && may_name;
    // Of a part of what is owed no amount is proposed.
    let may_see_all = SOURCES.into_iter().all(may_view);
    let named: Vec<_> = named.into_iter().filter(|id| charges.iter().any(|row| row.id == *id)).collect();
    if !named.is_empty() {
        draft.amount.set(grouped(open_of(&charges, &named).0.unsigned_abs()));
        draft.charges.set(named);
    }
    let unsaved = draft.keep(customer, purpose.key(), closing);
    let submit = Callback::new(move |()| {
        let input = draft.receipt(customer).map_err(ApiError);
        sending.start(async move {
            let posted = post_receipt(key, input?).await?;
            unsaved.forget();
            till.done(open, receipts::posted(locale, &posted.code));
            Ok(())
        });
    });
    let known = StoredValue::new(charges.clone());
    let proposed = Signal::derive(move || match purpose {
        Purpose::Payment => {
            let chosen = draft.charges.get();
            let amount = known.with_value(|charges| open_of(charges, &chosen));
            let text = if chosen.is_empty() { receipts::all_open } else { receipts::chosen_open };
            (amount > Vnd(0) && (may_see_all || !chosen.is_empty()))
                .then(|| (text(locale, &amount.to_string()), amount))
        }
        Purpose::Deposit if agreed.is_some_and(|agreed| agreed > Vnd(0)) || deposit > Vnd(0) => {
            let part = |word: &str, amount: Vnd| format!("{word}: {amount}");
            let said = agreed.map(|agreed| part(receipts::agreed(locale), agreed));
            let text = said.into_iter().chain([part(receipts::deposit(locale), deposit)]);
            Some((joined(text), Vnd(agreed.unwrap_or_default().0 - deposit.0)))
        }
        _ => None,
    });
    let word = match purpose {
        Purpose::Deposit => receipts::take_deposit(locale),
        Purpose::Other => receipts::take_other(locale),
        _ => receipts::take(locale),
    };
    let pays = names.then(|| {
        view! { <Pays charges draft help=receipts::pays_help(locale) error=faults.of("charges") /> }
    });
    view! {
        <DialogForm open may_close=closing.may_close() sending word marks_required=true on_submit=submit>
            <Kept unsaved />
            <AmountField draft proposed error=faults.of("amount") />
            {pays}
            <Particulars draft methods faults />
        </DialogForm>
    }
}
