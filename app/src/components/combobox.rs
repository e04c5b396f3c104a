//! Boxes in which something is suggested while somebody types.

use std::{future::Future, pin::Pin, time::Duration};

use domain::{
    customer::{Directory, Suggestion},
    value::{FieldKind, display},
};
use leptos::{ev::KeyboardEvent, html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use super::{Avatar, Control, Icon, problem_text};
use crate::{
    api::{ApiError, customers::suggest_customers},
    state::locale,
};

/// Typing faster than this asks only once.
const PAUSE: Duration = Duration::from_millis(120);

/// What is suggested, once it is known.
pub type Suggested<T> = Pin<Box<dyn Future<Output = Result<Vec<T>, ApiError>>>>;

/// What stands before a suggestion.
#[derive(Clone)]
pub enum Lead {
    /// Nothing.
    None,
    /// The picture at this address, or the initials of the name.
    Avatar(Option<String>),
    /// A sign.
    Icon(&'static str),
}

/// A suggestion as people see it.
pub struct Shown {
    /// What stands before it.
    pub lead: Lead,
    /// What it is called.
    pub name: String,
    /// What tells it from others of that name.
    pub detail: String,
}

/// A customer is found by typing a part of the name, phone or code, and chosen by mouse or keyboard.
#[component]
pub fn CustomerBox(
    /// The control's ties.
    control: Control,
    /// Where the customers stand.
    directory: Directory,
    /// What stands in the box: what is typed, or the name of the chosen one.
    #[prop(into)]
    text: Signal<String>,
    /// One is chosen.
    #[prop(into)]
    chosen: Signal<bool>,
    /// Something else is typed; nobody is chosen any more.
    on_type: Callback<String>,
    /// One is chosen.
    on_choose: Callback<Suggestion>,
    /// Makes a new one of what is typed, for those who may.
    #[prop(default = None)]
    on_create: Option<Callback<String>>,
    /// The box is left.
    on_leave: Callback<()>,
    /// One must be chosen.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// What stands in it is wrong.
    #[prop(optional, into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    let locale = locale();
    let ask =
        Callback::new(move |typed: String| -> Suggested<Suggestion> { Box::pin(suggest_customers(directory, typed)) });
    let show = |hit: &Suggestion| {
        let phone = hit.phone.as_ref().map(|phone| display(FieldKind::Phone, phone));
        // A lead has no code yet.
        let code = (hit.directory != Directory::Leads).then(|| hit.code.clone());
        let detail = code.into_iter().chain(phone).collect::<Vec<_>>().join(" · ");
        Shown { lead: Lead::Avatar(hit.picture()), name: hit.name.clone(), detail }
    };
    let new = move || Some(text.get()).filter(|typed| !typed.trim().is_empty() && !chosen.get());
    let create_word = Signal::derive(move || match new() {
        Some(typed) => i18n::people::create_new_named(locale, typed.trim()),
        None => i18n::people::create_new(locale).to_owned(),
    });
    let on_create = on_create.map(|create| {
        let create = move |()| create.run(untrack(new).unwrap_or_default().trim().to_owned());
        (create_word, Callback::new(create))
    });
    view! { <SuggestBox control text ask show on_type on_choose on_create on_leave required invalid told=true /> }
}

/// A line of text to which something is suggested; what is chosen by mouse or keyboard is taken in its place.
#[component]
pub fn SuggestBox<T>(
    /// The control's ties.
    control: Control,
    /// What stands in the box.
    #[prop(into)]
    text: Signal<String>,
    /// What is suggested to a text.
    ask: Callback<String, Suggested<T>>,
    /// How a suggestion is shown.
    show: fn(&T) -> Shown,
    /// Something else is typed.
    on_type: Callback<String>,
    /// A suggestion is chosen.
    on_choose: Callback<T>,
    /// The last suggestion makes something new: its words, and what it does.
    #[prop(default = None)]
    on_create: Option<(Signal<String>, Callback<()>)>,
    /// The box is left.
    on_leave: Callback<()>,
    /// It must be filled in.
    #[prop(optional, into)]
    required: Signal<bool>,
    /// What stands in it is wrong.
    #[prop(optional, into)]
    invalid: Signal<bool>,
    /// Something is suggested before anything is typed, too; the box has the focus at once, and Enter takes the first one.
    #[prop(optional)]
    eager: bool,
    /// Something that was found is to be chosen: it is said that nothing was.
    #[prop(optional)]
    told: bool,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let locale = locale();
    let input = NodeRef::<html::Input>::new();
    let open = RwSignal::new(false);
    let hits = RwSignal::new(Vec::<T>::new());
    let at = RwSignal::new(None::<usize>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    // That nothing was found, or could not be looked for.
    let note = RwSignal::new(None::<String>);
    let options = move || hits.with(Vec::len) + usize::from(on_create.is_some());
    let shows = move || open.get() && options() > 0;
    let list = format!("{}-suggestions", control.id);
    let option_id = {
        let id = control.id.clone();
        StoredValue::new(move |at: usize| format!("{id}-option-{at}"))
    };
    let close = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        let _ = (open.try_set(false), at.try_set(None), hits.try_set(Vec::new()), note.try_set(None));
    };
    let ask = move || {
        close();
        open.set(true);
        let wanted = text.get_untracked();
        if wanted.trim().is_empty() && !eager {
            return;
        }
        let later = move || {
            spawn_local(async move {
                let found = ask.run(wanted.clone()).await;
                // Answers may overtake one another: only the one to what stands there now counts.
                if open.try_get_untracked() == Some(true) && text.try_get_untracked().as_ref() == Some(&wanted) {
                    note.set(match &found {
                        Ok(found) if found.is_empty() && told => {
                            Some(i18n::menu::search_nothing(locale, wanted.trim()))
                        }
                        Ok(_) => None,
                        Err(ApiError(error)) => Some(problem_text(locale, error)),
                    });
                    hits.set(found.unwrap_or_default());
                }
            });
        };
        timer.set_value(set_timeout_with_handle(later, PAUSE).ok());
    };
    let take = move |place: usize| {
        let hit = hits.with_untracked(|hits| hits.get(place).cloned());
        match (hit, on_create) {
            (Some(hit), _) => on_choose.run(hit),
            (None, Some((_, create))) => create.run(()),
            (None, None) => {}
        }
        close();
    };
    let step = move |forward: bool| {
        let count = untrack(options);
        if !open.get_untracked() {
            ask();
        } else if count > 0 {
            at.set(Some(match (at.get_untracked(), forward) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(now), true) => (now + 1) % count,
                (Some(now), false) => (now + count - 1) % count,
            }));
        }
    };
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "ArrowDown" => {
            event.prevent_default();
            step(true);
        }
        "ArrowUp" => {
            event.prevent_default();
            step(false);
        }
        "Enter" if untrack(shows) => {
            event.prevent_default();
            at.get_untracked().or(eager.then_some(0)).map_or_else(close, take);
        }
        // The dialog around the box stays.
        "Escape" if untrack(shows) || note.with_untracked(Option::is_some) => {
            event.prevent_default();
            event.stop_propagation();
            close();
        }
        _ => {}
    };
    let clear = move |_| {
        on_type.run(String::new());
        close();
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    };
    let active = move || at.get().map(|at| option_id.with_value(|id| id(at)));
    view! {
        <div class="suggest">
            <div class="input-group">
                <input
                    class="input"
                    id=control.id
                    type="text"
                    autocomplete="off"
                    autofocus=eager
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded=move || shows().to_string()
                    aria-controls=list.clone()
                    aria-activedescendant=active
                    aria-describedby=control.notes
                    aria-required=move || required.get().to_string()
                    aria-invalid=move || invalid.get().to_string()
                    node_ref=input
                    prop:value=move || text.get()
                    on:input:target=move |event| {
                        on_type.run(event.target().value());
                        ask();
                    }
                    on:keydown=press
                    on:blur=move |_| {
                        close();
                        // The box may be gone by now: what was chosen in it has taken its place.
                        on_leave.try_run(());
                    }
                />
                <Show when=move || !text.with(String::is_empty)>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=i18n::app::clear(locale)
                        title=i18n::app::clear(locale)
                        on:click=clear
                    >
                        <Icon name="x" />
                    </button>
                </Show>
            </div>
            <ul
                class="suggest__list"
                role="listbox"
                id=list
                aria-label=i18n::app::suggestions(locale)
                hidden=move || !shows()
            >
                {move || {
                    hits.get()
                        .into_iter()
                        .enumerate()
                        .map(|(place, hit)| {
                            let Shown { lead, name, detail } = show(&hit);
                            let lead = match lead {
                                Lead::None => None,
                                Lead::Avatar(picture) => Some(view! { <Avatar name=name.clone() picture /> }.into_any()),
                                Lead::Icon(icon) => Some(view! { <Icon name=icon /> }.into_any()),
                            };
                            view! {
                                <li
                                    class="suggest__option"
                                    role="option"
                                    id=option_id.with_value(|id| id(place))
                                    aria-selected=move || (at.get() == Some(place)).to_string()
                                    on:mousedown=move |event| {
                                        event.prevent_default();
                                        take(place);
                                    }
                                >
                                    {lead}
                                    <span class="suggest__name">{name}</span>
                                    <span class="suggest__detail">{detail}</span>
                                </li>
                            }
                        })
                        .collect_view()
                }}
                {on_create
                    .map(|(create_word, _)| {
                        let place = move || hits.with(Vec::len);
                        view! {
                            <li
                                class="suggest__option suggest__option--action"
                                role="option"
                                id=move || option_id.with_value(|id| id(place()))
                                aria-selected=move || (at.get() == Some(place())).to_string()
                                on:mousedown=move |event| {
                                    event.prevent_default();
                                    take(untrack(place));
                                }
                            >
                                <Icon name="plus" />
                                {create_word}
                            </li>
                        }
                    })}
            </ul>
            <p class="suggest__told" class:visually-hidden=shows role="status">
                {move || {
                    let count = || i18n::app::suggestions_count(locale, hits.with(Vec::len) as u64);
                    note.get().or_else(|| shows().then(count))
                }}
            </p>
        </div>
    }
}
