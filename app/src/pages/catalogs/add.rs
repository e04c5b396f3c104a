//! The row for a new value, under all others.

use domain::AppError;
use i18n::catalog_values as words;
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

use super::{
    typing::Fields,
    values::{Note, Values, focus},
};
use crate::{
    api::{ApiError, catalogs::create_value},
    components::Icon,
    state::{SENT, announce, locale, report},
};

/// The field of the new value's label.
pub const NEW: &str = "new-value";

/// Enter or the button saves the value; then the next one can be typed.
#[component]
pub fn Add(values: Values) -> impl IntoView {
    let locale = locale();
    let fields = Fields::default();
    let wrong = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let fault = move |code: &str| {
        wrong
            .set(Some(i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale)).to_owned()));
    };
    let save = move || {
        let text = match fields.text() {
            Ok(text) => text,
            Err(code) => return fault(code),
        };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match create_value(values.catalog, text, None).await {
                Ok(value) => {
                    announce(SENT);
                    values.refresh().await;
                    values.tell(value.id, Some(Note::Saved(i18n::app::saved(locale).to_owned(), None)));
                    fields.set(&Default::default());
                }
                Err(ApiError(AppError::Invalid(faults))) => {
                    fault(faults.0.first().map_or("invalid", |fault| fault.code.as_str()));
                }
                Err(ApiError(error)) => report(&error),
            }
            busy.set(false);
            focus(NEW);
        });
    };
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" {
            save();
        }
    };
    let field = move |id: &'static str, class: &'static str, typed: RwSignal<String>, words: &'static str| {
        let hint = match id {
            NEW => words,
            "new-from" => i18n::app::from(locale),
            _ => i18n::app::to(locale),
        };
        view! {
            <input
                class=class
                id=id
                autocomplete="off"
                aria-label=words
                aria-describedby="new-note"
                aria-invalid=move || wrong.with(Option::is_some).to_string()
                placeholder=hint
                inputmode=if id == NEW { "text" } else { "numeric" }
                prop:value=typed
                on:input:target=move |event| typed.set(event.target().value())
                on:keydown=press
            />
        }
    };
    view! {
        <div class="catalog__row catalog__row--new">
            <span class="catalog__label">{field(NEW, "input", fields.label, words::new(locale))}</span>
            {values
                .catalog
                .has_span()
                .then(|| {
                    view! {
                        <span class="catalog__span">
                            {field("new-from", "input input--number", fields.from, words::new_from(locale))}
                            <span aria-hidden="true">"–"</span>
                            {field("new-to", "input input--number", fields.to, words::new_to(locale))}
                        </span>
                    }
                })}
            <button
                type="button"
                class="button"
                aria-busy=move || busy.try_get().unwrap_or_default().to_string()
                on:click=move |_| save()
            >
                <Icon name="plus" />
                {words::add(locale)}
            </button>
            <div class="catalog__note" role="status" id="new-note">
                {move || {
                    wrong
                        .get()
                        .map(|said| {
                            view! {
                                <span class="field__error">
                                    <Icon name="circle-alert" class="icon--small" />
                                    {said}
                                </span>
                            }
                        })
                }}
            </div>
        </div>
    }
}
