//! A new value of a catalog, typed in the form that needs it and saved at once.

use domain::{AppError, catalog::ValueText, customer::Field, fold::fold, value::Catalog};
use i18n::catalog_values as words;
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local, wasm_bindgen::JsCast, web_sys::HtmlElement};

use super::super::cells::{fault, label};
use crate::{
    api::{ApiError, catalogs::create_value},
    components::Icon,
    state::{locale, report},
};

/// The field of the new value, in a chunk of its own; `select` is the id of the control that gets it.
#[lazy]
pub fn new_value(
    catalog: Catalog,
    field: Field,
    select: String,
    open: RwSignal<bool>,
    offered: Memo<Vec<(String, String)>>,
    added: Callback<String>,
) -> AnyView {
    view! {
        <Show when=move || open.get()>
            <NewValue catalog field select=select.clone() open offered added />
        </Show>
    }
    .into_any()
}

/// Enter or the button saves the value and chooses it; Esc takes the field away again.
#[component]
fn NewValue(
    catalog: Catalog,
    field: Field,
    select: String,
    open: RwSignal<bool>,
    offered: Memo<Vec<(String, String)>>,
    added: Callback<String>,
) -> impl IntoView {
    let locale = locale();
    let typed = RwSignal::new(String::new());
    let (wrong, busy) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let input = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    let id = format!("{select}-new");
    let select = StoredValue::new(select);
    let close = move || {
        open.set(false);
        let select = select.with_value(|select| document().get_element_by_id(select));
        if let Some(select) = select.and_then(|select| select.dyn_into::<HtmlElement>().ok()) {
            let _ = select.focus();
        }
    };
    let choose = move |value: String| {
        added.try_run(value);
        close();
    };
    let save = move || {
        let label = typed.get_untracked();
        // What is there already, in whatever spelling, is what is meant.
        let known = offered.with_untracked(|offered| {
            let meant = offered.iter().find(|(_, word)| fold(word) == fold(&label));
            meant.map(|(value, _)| value.clone())
        });
        if let Some(known) = known {
            return choose(known);
        }
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let text = ValueText { label, ..ValueText::default() };
            let outcome = create_value(catalog, text, None).await;
            busy.try_set(false);
            match outcome {
                Ok(value) => choose(value.text.label),
                Err(ApiError(AppError::Invalid(faults))) => {
                    let code = faults.0.first().map_or("invalid", |fault| fault.code.as_str());
                    wrong.try_set(Some(fault(locale, code)));
                }
                Err(ApiError(error)) => report(&error),
            }
        });
    };
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        // Neither key is for the form around it.
        "Enter" => {
            event.prevent_default();
            save();
        }
        "Escape" => {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
        _ => {}
    };
    let notes = format!("{id}-notes");
    view! {
        <div class="beside beside--added">
            <input
                class="input"
                id=id
                node_ref=input
                autocomplete="off"
                placeholder=words::new(locale)
                aria-label=words::add_to(locale, label(locale, field))
                aria-describedby=notes.clone()
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                prop:value=typed
                on:input:target=move |event| typed.set(event.target().value())
                on:keydown=press
            />
            <button
                type="button"
                class="button"
                aria-busy=move || busy.try_get().unwrap_or_default().to_string()
                on:click=move |_| save()
            >
                {i18n::app::add(locale)}
            </button>
        </div>
        <div id=notes role="status">
            {move || {
                wrong
                    .get()
                    .map(|said| {
                        view! {
                            <p class="field__error">
                                <Icon name="circle-alert" class="icon--small" />
                                {said}
                            </p>
                        }
                    })
            }}
        </div>
    }
}
