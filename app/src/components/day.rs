//! A day as people write it, in the same order in every language: what browsers make of days goes by the browser.

use chrono::NaiveDate;
use domain::value::{day, typed_day};
use leptos::prelude::*;

use super::{Control, FieldBox};
use crate::state::{locale, session};

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

/// The line with its label.
#[component]
pub fn DayField(
    /// Key of the field, unique on the page.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// What is typed; a day that is known comes as `yyyy-MM-dd`.
    value: RwSignal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Bears a red asterisk.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let control = Control::new(name);
    view! {
        <FieldBox control=control.clone() label required error>
            <DayInput
                control
                value
                on_type=Callback::new(move |typed| value.set(typed))
                invalid=Signal::derive(move || error.with(Option::is_some))
            />
        </FieldBox>
    }
}

/// The day that is typed where there must be one.
///
/// # Errors
/// The key of the fault in the translation area `errors`.
pub fn required_day(text: &str) -> Result<NaiveDate, &'static str> {
    day(text, session().today).ok_or(if text.trim().is_empty() { "required" } else { "invalid_date" })
}

/// A day as `yyyy-MM-dd`; what is none stays as it is typed.
pub fn written_day(typed: &str) -> String {
    day(typed, session().today).map_or_else(|| typed.trim().to_owned(), |day| day.to_string())
}
