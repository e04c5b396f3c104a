//! What a list is narrowed by, as a form. The state stands in the address, so that it works without scripts too, and a list
//! can be bookmarked and reached by the back button as it was.

use leptos::prelude::*;
use leptos_router::{
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

use super::{Control, FieldBox, Icon};
use crate::state::locale;

/// Something that a list is narrowed by.
pub struct FilterField {
    /// Its key in the address, unique on the page.
    pub key: &'static str,
    /// The label.
    pub label: &'static str,
    /// What is filled in.
    pub control: FilterControl,
}

/// How it is filled in.
pub enum FilterControl {
    /// A line of text.
    Text,
    /// A day.
    Day,
    /// One of these keys, or any; each with its word.
    Choice(Vec<(String, String)>),
}

/// The form over a list. Sent by scripts it leaves what is empty out of the address.
#[component]
pub fn FilterForm(
    /// Where the list is.
    address: &'static str,
    /// What it is narrowed by.
    fields: Vec<FilterField>,
) -> impl IntoView {
    let locale = locale();
    let (query, navigate) = (use_query_map(), use_navigate());
    let now = move |key: &str| query.with_untracked(|query| query.get(key).unwrap_or_default());
    let typed: Vec<(&'static str, RwSignal<String>)> =
        fields.iter().map(|field| (field.key, RwSignal::new(now(field.key)))).collect();
    let controls = fields.into_iter().zip(&typed).map(|(field, (_, value))| view! { <Filter field value=*value /> });
    let controls = controls.collect_view();
    // Another address, by a link or the back button, is another state.
    let followers = typed.clone();
    Effect::new(move |first: Option<()>| {
        let query = query.get();
        if first.is_some() {
            followers.iter().for_each(|(key, value)| value.set(query.get(key).unwrap_or_default()));
        }
    });
    let submit = move || {
        let filled = typed.iter().map(|(key, value)| (*key, value.get_untracked()));
        let filled: ParamsMap = filled.filter(|(_, value)| !value.is_empty()).collect();
        navigate(&format!("{address}{}", filled.to_query_string()), Default::default());
    };
    view! {
        <form
            class="filter-row"
            method="get"
            action=address
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            {controls}
            <div class="filter-row__actions">
                <button type="submit" class="button">
                    <Icon name="funnel" />
                    {i18n::app::filter(locale)}
                </button>
                <a class="button button--quiet" href=address>
                    {i18n::app::clear_filter(locale)}
                </a>
            </div>
        </form>
    }
}

#[component]
fn Filter(field: FilterField, value: RwSignal<String>) -> impl IntoView {
    let FilterField { key, label, control: filled_in } = field;
    let control = Control::new(key);
    let Control { id, notes } = control.clone();
    let input = match filled_in {
        FilterControl::Choice(options) => {
            let any = (String::new(), i18n::app::all(locale()).to_owned());
            let options = std::iter::once(any).chain(options).map(|(option, word)| {
                let selected = value.with_untracked(|value| *value == option);
                view! {
                    <option value=option selected=selected>
                        {word}
                    </option>
                }
            });
            view! {
                <select
                    class="select"
                    id=id
                    name=key
                    aria-describedby=notes
                    prop:value=move || value.get()
                    on:change:target=move |event| value.set(event.target().value())
                >
                    {options.collect_view()}
                </select>
            }
            .into_any()
        }
        FilterControl::Text | FilterControl::Day => {
            let kind = if matches!(filled_in, FilterControl::Day) { "date" } else { "text" };
            view! {
                <input
                    class="input"
                    id=id
                    name=key
                    type=kind
                    aria-describedby=notes
                    autocomplete="off"
                    value=value.get_untracked()
                    prop:value=move || value.get()
                    on:input:target=move |event| value.set(event.target().value())
                />
            }
            .into_any()
        }
    };
    view! {
        <FieldBox control label>
            {input}
        </FieldBox>
    }
}
