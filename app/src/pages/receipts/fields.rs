//! The fields that the forms of receipts have in common.

use domain::{
    CatalogValueId, ChargeId,
    customer::Named,
    ledger::ChargeStatus,
    money::{Vnd, grouped},
    receipt::ChargeRow,
    space::amount_of,
};
use i18n::receipts;
use leptos::prelude::*;

use super::{draft::Draft, ticks::ChargeTicks};
use crate::{
    components::{DayField, NoteField, SelectField, TextField},
    state::{Faults, locale},
};

/// How much; what is known of it stands under it, with a button that puts it there.
#[component]
pub fn AmountField(
    /// What is typed.
    draft: Draft,
    /// What is known, and how much that makes.
    #[prop(optional, into)]
    proposed: Signal<Option<(String, Vnd)>>,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let hint = move || {
        let (text, amount) = proposed.get()?;
        let typed = amount_of(&draft.amount.get()).ok().flatten();
        let take = (amount > Vnd(0) && typed != Some(amount)).then(|| {
            view! {
                " "
                <button
                    type="button"
                    class="button button--small"
                    on:click=move |_| draft.amount.set(grouped(amount.0.unsigned_abs()))
                >
                    {receipts::use_amount(locale, &amount.to_string())}
                </button>
            }
        });
        Some(view! {
            <p class="field__help" role="status">
                {text}
                {take}
            </p>
        })
    };
    view! {
        <div>
            <TextField name="amount" label=receipts::amount(locale) value=draft.amount required=true error />
            {hint}
        </div>
    }
}

/// On which day, in which way, and whatever else is to be known.
#[component]
pub fn Particulars(
    /// What is typed.
    draft: Draft,
    /// How money may be paid.
    methods: Vec<Named<CatalogValueId>>,
    /// What is wrong.
    faults: Faults,
) -> impl IntoView {
    let locale = locale();
    let none = (String::new(), receipts::method_none(locale).to_owned());
    let methods = methods.into_iter().map(|method| (method.id.to_string(), method.name));
    let options = std::iter::once(none).chain(methods).collect();
    view! {
        <div class="form__columns">
            <DayField
                name="paid_on"
                label=receipts::paid_on(locale)
                value=draft.paid_on
                required=true
                error=faults.of("paid_on")
            />
            <SelectField
                name="method"
                label=receipts::method(locale)
                value=draft.method
                options
                error=faults.of("method")
            />
        </div>
        <NoteField name="note" label=receipts::note(locale) value=draft.note error=faults.of("note") />
    }
}

/// What may be paid, each with a box to tick.
#[component]
pub fn Pays(
    /// What may be paid.
    charges: Vec<ChargeRow>,
    /// What is typed.
    draft: Draft,
    /// What helps to choose.
    help: &'static str,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let help = if charges.is_empty() { receipts::nothing_open(locale()) } else { help };
    let amount = |row: &ChargeRow| receipts::free_of(locale(), &row.open().to_string());
    view! { <ChargeTicks legend=receipts::pays(locale()) help charges chosen=draft.charges amount error /> }
}

/// How much is open of those that are chosen, or of what is owed if none is: money that names nothing pays what is owed.
pub fn open_of(charges: &[ChargeRow], chosen: &[ChargeId]) -> Vnd {
    let counts = |row: &&ChargeRow| match chosen.is_empty() {
        true => row.status == ChargeStatus::Earned,
        false => chosen.contains(&row.id),
    };
    Vnd(charges.iter().filter(counts).map(|row| row.open().0).sum())
}
