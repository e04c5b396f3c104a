//! A field of a form: label above, help and faults under it, all tied together for those who do not see it.

use leptos::prelude::*;

use super::Icon;
use crate::state::locale;

/// How a control is tied to its label, help and fault.
#[derive(Clone)]
pub struct Control {
    /// For `id`, and the label's `for`.
    pub id: String,
    /// For `aria-describedby`.
    pub notes: String,
}

impl Control {
    /// The control of a field; the name must be unique on the page.
    pub fn new(name: &str) -> Self {
        Self { id: format!("field-{name}"), notes: format!("field-{name}-notes") }
    }
}

/// Label, control, help, warning and fault.
#[component]
pub fn FieldBox(
    /// The control's ties.
    control: Control,
    /// The label.
    #[prop(into)]
    label: String,
    /// Bears a red asterisk.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    help: String,
    /// What should be looked at.
    #[prop(optional, into)]
    warning: Signal<Option<String>>,
    /// What is wrong.
    #[prop(optional, into)]
    error: Signal<Option<String>>,
    /// The control.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field--required=required>
            <label class="field__label" for=control.id.clone()>
                {label}
            </label>
            {children()}
            <div id=control.notes.clone()>
                {(!help.is_empty()).then(|| view! { <p class="field__help">{help}</p> })}
                {move || {
                    warning
                        .get()
                        .map(|text| {
                            view! {
                                <p class="field__warning">
                                    <Icon name="triangle-alert" class="icon--small" />
                                    {text}
                                </p>
                            }
                        })
                }}
                {move || {
                    error
                        .get()
                        .map(|text| {
                            view! {
                                <p class="field__error" role="alert">
                                    <Icon name="circle-alert" class="icon--small" />
                                    {text}
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// A password, which can be shown while it is typed.
#[component]
pub fn Password(
    /// The control's ties.
    control: Control,
    /// What is typed.
    value: RwSignal<String>,
    /// `current-password` or `new-password`, for password managers.
    autocomplete: &'static str,
    /// It is wrong.
    #[prop(optional, into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let word = move || {
        if shown.get() { i18n::accounts::password_hide(locale()) } else { i18n::accounts::password_show(locale()) }
    };
    view! {
        <div class="input-group">
            <input
                class="input"
                id=control.id
                aria-describedby=control.notes
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                required
                aria-invalid=move || invalid.get().to_string()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
            <button
                type="button"
                class="icon-button"
                aria-label=word
                title=word
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || if shown.get() { view! { <Icon name="eye-off" /> } } else { view! { <Icon name="eye" /> } }}
            </button>
        </div>
    }
}
