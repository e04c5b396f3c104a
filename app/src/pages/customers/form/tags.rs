//! Tags: chips, and a box that suggests those that are there already.

use domain::{
    customer::{Directory, Field},
    value::{tag_key, tags_in, tags_of},
};
use leptos::{ev::KeyboardEvent, prelude::*};

use super::draft::Draft;
use crate::{
    api::customers::suggest_tags,
    components::{Control, Icon, Lead, Shown, SuggestBox, Suggested},
    state::locale,
};

/// What ends a tag while it is typed.
const ENDS: [char; 2] = [',', ';'];

/// The tags of a customer; Enter or a comma ends one.
#[component]
pub fn TagsControl(
    /// The list.
    directory: Directory,
    /// The form.
    draft: Draft,
    /// The control's ties.
    control: Control,
    /// What stands in it is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let locale = locale();
    let (typed, entry) = (draft.signal(Field::Tags), RwSignal::new(String::new()));
    let tags = Memo::new(move |_| typed.with(|text| tags_in(&lines(text)).map(str::to_owned).collect::<Vec<_>>()));
    let keep = move |text: String| {
        typed.set(text);
        draft.leave(Field::Tags);
    };
    let add = move |new: &str| {
        entry.set(String::new());
        let new = lines(new);
        if !new.is_empty() {
            keep(typed.with_untracked(|now| tags_of(tags_in(&lines(now)).chain(tags_in(&new)))));
        }
    };
    let remove = move |gone: &str| {
        let left = |now: &String| tags_of(tags_in(&lines(now)).filter(|tag| tag_key(tag) != tag_key(gone)));
        keep(typed.with_untracked(left));
    };
    let ask = Callback::new(move |typed: String| -> Suggested<String> { Box::pin(suggest_tags(directory, typed)) });
    let show = |tag: &String| Shown { lead: Lead::None, name: tag.clone(), detail: String::new() };
    let on_type = Callback::new(move |text: String| if text.contains(ENDS) { add(&text) } else { entry.set(text) });
    // Enter ends a tag; with none it sends the form, as everywhere.
    let press = move |event: KeyboardEvent| {
        if event.key() == "Enter" && entry.with_untracked(|entry| !entry.trim().is_empty()) {
            event.prevent_default();
            add(&entry.get_untracked());
        }
    };
    let chip = move |tag: String| {
        let words = i18n::bulk::remove_named(locale, &tag);
        let gone = tag.clone();
        view! {
            <li class="chip">
                {tag}
                <button
                    type="button"
                    class="chip__remove"
                    aria-label=words.clone()
                    title=words
                    on:click=move |_| remove(&gone)
                >
                    <Icon name="x" class="icon--small" />
                </button>
            </li>
        }
    };
    view! {
        <div class="tags" on:keydown=press>
            <Show when=move || !tags.with(Vec::is_empty)>
                <ul class="chips" aria-label=i18n::fields::tags(locale)>
                    <For each=move || tags.get() key=Clone::clone children=chip />
                </ul>
            </Show>
            <SuggestBox
                control
                text=entry
                ask
                show
                on_type
                on_choose=Callback::new(move |tag: String| add(&tag))
                on_leave=Callback::new(move |()| add(&entry.get_untracked()))
                invalid
            />
        </div>
    }
}

/// Typed tags, a line for each.
fn lines(text: &str) -> String {
    let parts = text.split(['\n', ',', ';']).map(domain::value::clean).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n")
}
