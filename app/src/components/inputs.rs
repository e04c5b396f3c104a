//! The plainest controls: a line of text, several lines, and a choice from a list.

use leptos::prelude::*;

use super::{Control, FieldBox};

/// A line of text with its label.
#[component]
pub fn TextField(
    /// Key of the field, unique on the page.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// `text`, `email`, `tel`.
    #[prop(default = "text")]
    kind: &'static str,
    /// Bears a red asterisk.
    #[prop(optional)]
    required: bool,
    /// What helps to fill it in.
    #[prop(optional)]
    help: &'static str,
    /// How it is written, as long as nothing is.
    #[prop(optional)]
    placeholder: Option<&'static str>,
    /// It may only be read.
    #[prop(optional, into)]
    readonly: Signal<bool>,
    /// What the browser may offer.
    #[prop(default = "off")]
    autocomplete: &'static str,
) -> impl IntoView {
    let control = Control::new(name);
    view! {
        <FieldBox control=control.clone() label required help error>
            <input
                class="input"
                id=control.id
                aria-describedby=control.notes
                type=kind
                required=required
                placeholder=placeholder
                readonly=readonly
                autocomplete=autocomplete
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        </FieldBox>
    }
}

/// Several lines of text with their label.
#[component]
pub fn NoteField(
    /// Key of the field, unique on the page.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// What is typed.
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
            <textarea
                class="textarea"
                id=control.id
                aria-describedby=control.notes
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
        </FieldBox>
    }
}

/// A choice from a list with its label.
#[component]
pub fn SelectField(
    /// Key of the field, unique on the page.
    name: &'static str,
    /// The label.
    #[prop(into)]
    label: String,
    /// The key that is chosen; empty if none is.
    value: RwSignal<String>,
    /// Keys and words, in order.
    options: Vec<(String, String)>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// Bears a red asterisk.
    #[prop(optional)]
    required: bool,
    /// What helps to choose.
    #[prop(optional)]
    help: &'static str,
    /// It may only be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
) -> impl IntoView {
    let control = Control::new(name);
    view! {
        <FieldBox control=control.clone() label required help error>
            <select
                class="select"
                id=control.id
                aria-describedby=control.notes
                disabled=disabled
                aria-invalid=move || error.with(Option::is_some).to_string()
                prop:value=move || value.get()
                on:change:target=move |event| value.set(event.target().value())
            >
                {options
                    .into_iter()
                    .map(|(key, word)| {
                        let selected = value.with_untracked(|value| *value == key);
                        view! {
                            <option value=key selected=selected>
                                {word}
                            </option>
                        }
                    })
                    .collect_view()}
            </select>
        </FieldBox>
    }
}
