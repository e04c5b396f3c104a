//! What a list is narrowed by, as a form. The state stands in the address, so that it works without scripts too, and a list
//! can be bookmarked and reached by the back button as it was.

use chrono::NaiveDate;
use domain::value::day;
use leptos::prelude::*;
use leptos_router::{
    hooks::{use_navigate, use_query_map},
    params::ParamsMap,
};

use super::{Control, DayInput, FieldBox, Icon};
use crate::state::locale;

/// Something that a list is narrowed by.
pub struct FilterField {
    /// Its key in the address, unique among the filters of the page.
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

/// What stands in a field; cheap to copy.
#[derive(Clone, Copy)]
struct Filled {
    key: &'static str,
    value: RwSignal<String>,
    is_day: bool,
    /// It is no day, and should be one.
    wrong: RwSignal<bool>,
}

impl Filled {
    fn take(self, text: String) {
        self.value.set(text);
        self.wrong.set(false);
    }

    /// As it stands in the address; a text that means no day is marked.
    fn settled(self) -> Option<String> {
        let typed = self.value.get_untracked().trim().to_owned();
        if !self.is_day || typed.is_empty() {
            return Some(typed);
        }
        let day = day(&typed, NaiveDate::MAX);
        self.wrong.set(day.is_none());
        day.map(|day| day.to_string())
    }
}

/// The form over a list. Sent by scripts it leaves what is empty out of the address.
#[component]
pub fn FilterForm(
    /// Where the list is.
    address: &'static str,
    /// What it is narrowed by.
    fields: Vec<FilterField>,
    /// Further keys of the address that stay when another filter is sent.
    #[prop(optional)]
    keeps: &'static [&'static str],
) -> impl IntoView {
    let locale = locale();
    let (query, navigate) = (use_query_map(), use_navigate());
    let now = move |key: &str| query.with_untracked(|query| query.get(key).unwrap_or_default());
    let filled = |field: &FilterField| Filled {
        key: field.key,
        value: RwSignal::new(now(field.key)),
        is_day: matches!(field.control, FilterControl::Day),
        wrong: RwSignal::new(false),
    };
    let typed: Vec<Filled> = fields.iter().map(filled).collect();
    let controls = fields.into_iter().zip(typed.clone()).map(|(field, filled)| view! { <Filter field filled /> });
    let controls = controls.collect_view();
    // Another address, by a link or the back button, is another state.
    let followers = typed.clone();
    Effect::new(move |first: Option<()>| {
        let query = query.get();
        if first.is_some() {
            followers.iter().for_each(|filled| filled.take(query.get(filled.key).unwrap_or_default()));
        }
    });
    let submit = move || {
        let settled: Vec<_> = typed.iter().map(|filled| (filled.key, filled.settled())).collect();
        let understood: Option<Vec<_>> = settled.into_iter().map(|(key, value)| Some((key, value?))).collect();
        let Some(understood) = understood else { return };
        let kept = keeps.iter().map(|key| (*key, now(key)));
        let filled: ParamsMap = understood.into_iter().chain(kept).filter(|(_, value)| !value.is_empty()).collect();
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
            {move || {
                let kept = keeps.iter().filter_map(|key| Some((*key, query.with(|query| query.get(key))?)));
                kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view()
            }}
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
fn Filter(field: FilterField, filled: Filled) -> impl IntoView {
    let Filled { value, wrong, .. } = filled;
    let FilterField { key, label, control: filled_in } = field;
    // A dialog beside the list may have a field of the same name.
    let control = Control { id: format!("filter-{key}"), notes: format!("filter-{key}-notes") };
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
        FilterControl::Day => {
            let on_type = Callback::new(move |typed| filled.take(typed));
            view! { <DayInput control=control.clone() name=key value on_type invalid=wrong /> }.into_any()
        }
        FilterControl::Text => view! {
            <input
                class="input"
                id=id
                name=key
                type="text"
                aria-describedby=notes
                autocomplete="off"
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input:target=move |event| value.set(event.target().value())
            />
        }
        .into_any(),
    };
    let error = Signal::derive(move || wrong.get().then(|| i18n::errors::invalid_date(locale()).to_owned()));
    view! {
        <FieldBox control label error>
            {input}
        </FieldBox>
    }
}
