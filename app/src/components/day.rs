//! A day as people write it, in the same order in every language: what browsers make of days goes by the browser.

use domain::value::typed_day;
use leptos::prelude::*;

use super::Control;
use crate::state::locale;

/// The line in which a day is typed.
#[component]
pub fn DayInput(
    /// The control's ties.
    control: Control,
    /// Its key in a form that is sent without scripts.
    #[prop(optional)]
    name: Option<&'static str>,
    /// What it is called, where no label stands beside it.
    #[prop(optional)]
    label: Option<&'static str>,
    /// What is typed; a day that is known comes as `yyyy-MM-dd`.
    #[prop(into)]
    value: Signal<String>,
    /// Something else is typed.
    on_type: Callback<String>,
    /// It is wrong.
    #[prop(optional, into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let shown = move || value.with(|value| typed_day(value));
    view! {
        <input
            class="input"
            id=control.id
            name=name
            aria-label=label
            aria-describedby=control.notes
            aria-invalid=move || invalid.get().to_string()
            autocomplete="off"
            inputmode="numeric"
            placeholder=i18n::customers::date_placeholder(locale())
            value=untrack(shown)
            prop:value=shown
            on:input:target=move |event| on_type.run(event.target().value())
        />
    }
}
