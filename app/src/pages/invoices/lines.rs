//! What is owed for something else, put on an invoice.

use domain::{ledger::ChargeStatus, receipt::ChargeRow};
use i18n::invoices;
use leptos::prelude::*;

use super::draft::Draft;
use crate::{components::Icon, pages::receipts::ChargeTicks, state::locale};

/// What may be put on it, each with a box to tick.
#[component]
pub fn Lines(
    /// What is typed.
    draft: Draft,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    // It is offered anew when somebody else has saved the same draft.
    view! {
        {move || view! { <Ticks draft charges=draft.offered.get() error /> }}
        <Lost draft />
    }
}

#[component]
fn Ticks(draft: Draft, charges: Vec<ChargeRow>, error: Signal<Option<String>>) -> impl IntoView {
    let locale = locale();
    let help = if charges.is_empty() { invoices::no_charges(locale) } else { invoices::charges_help(locale) };
    let owed = charges.iter().filter(|row| row.status == ChargeStatus::Earned);
    let owed: Vec<_> = owed.map(|row| row.id).collect();
    let any = !charges.is_empty();
    let button = |word: &'static str, ids: Vec<_>| {
        view! {
            <button
                type="button"
                class="button button--small"
                on:click=move |_| draft.charges.set(ids.clone())
            >
                {word}
            </button>
        }
    };
    let tools = any.then(|| {
        let all = (!owed.is_empty()).then(|| button(invoices::choose_owed(locale), owed));
        let none = button(invoices::choose_none(locale), Vec::new());
        view! { <div class="buttons form__tools">{all} {none}</div> }.into_any()
    });
    view! {
        <ChargeTicks
            legend=invoices::charges(locale)
            help
            charges
            chosen=draft.charges
            amount=|row| row.amount.to_string()
            tools
            error
        />
    }
}

/// That something is ticked which can no longer be put on it.
#[component]
fn Lost(draft: Draft) -> impl IntoView {
    move || {
        let lost = draft.charges.with(Vec::len).saturating_sub(draft.chosen().len()) as u64;
        (lost > 0).then(|| {
            view! {
                <p class="field__warning">
                    <Icon name="triangle-alert" class="icon--small" />
                    {invoices::lost_charges(locale(), lost)}
                </p>
            }
        })
    }
}
