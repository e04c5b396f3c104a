//! Charges, each with a box to tick: what is paid, or what is put on an invoice.

use domain::{ChargeId, receipt::ChargeRow};
use i18n::receipts;
use leptos::prelude::*;

use super::words::{self, joined};
use crate::state::locale;

/// The charges of a customer.
#[component]
pub fn ChargeTicks(
    /// What they are ticked for.
    legend: &'static str,
    /// What helps to choose, or that there are none.
    help: &'static str,
    /// The charges.
    charges: Vec<ChargeRow>,
    /// Those that are ticked, in this order.
    chosen: RwSignal<Vec<ChargeId>>,
    /// What is said of how much each is.
    amount: fn(&ChargeRow) -> String,
    /// What ticks several at once.
    #[prop(default = None)]
    tools: Option<AnyView>,
    /// What is wrong.
    error: Signal<Option<String>>,
) -> impl IntoView {
    let locale = locale();
    let tick = move |id: ChargeId, wanted: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id);
            if wanted {
                chosen.push(id);
            }
        });
    };
    let charge = move |row: ChargeRow| {
        let id = row.id;
        let called = words::called(locale, &row);
        let (_, _, status) = words::status(locale, row.status);
        let invoice = row.invoice.as_ref().map(|invoice| receipts::on_invoice(locale, &invoice.name));
        let told = [words::day(row.service_on), status.to_owned(), amount(&row), invoice.unwrap_or_default()];
        view! {
            <label class="check">
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                    on:change:target=move |event| tick(id, event.target().checked())
                />
                <span>
                    {joined([called, row.about])} <span class="check__help">{joined(told)}</span>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{legend}</legend>
            <p class="field__help">{help}</p>
            {tools}
            <div class="form__columns form__columns--close">{charges.into_iter().map(charge).collect_view()}</div>
            {move || error.get().map(|words| view! { <p class="field__error" role="alert">{words}</p> })}
        </fieldset>
    }
}
