//! The search box: a form that works by itself, and suggestions while somebody types.

use std::time::Duration;

use domain::{
    customer::{Directory, Suggestion},
    value::{FieldKind, display},
};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{Avatar, Icon, problem_text};
use crate::{
    api::{
        ApiError,
        customers::{count_customer_hits, suggest_all_customers, suggest_customers},
    },
    state::{lists_now, locale},
};

/// Typing faster than this asks only once.
const PAUSE: Duration = Duration::from_millis(120);

/// Finds customers by name, phone, code, e-mail or paper, in all lists or in one of them; there for those who may see any.
#[component]
pub fn SearchBox(
    /// Distinguishes two boxes on one page.
    id: &'static str,
    /// The list that is searched; `None` is all of them.
    #[prop(optional, into)]
    within: Signal<Option<Directory>>,
) -> impl IntoView {
    let first = Memo::new(|_| lists_now().first().copied());
    move || first.get().map(|first| view! { <Search id within first /> })
}

#[component]
fn Search(id: &'static str, within: Signal<Option<Directory>>, first: Directory) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let typed = RwSignal::new(String::new());
    let hits = RwSignal::new(Vec::<Suggestion>::new());
    // How many were found, that none were, or why not.
    let told = RwSignal::new(None::<String>);
    let chosen = RwSignal::new(None::<usize>);
    let timer = StoredValue::new(None::<TimeoutHandle>);
    let list = format!("{id}-suggestions");
    let forget = move || {
        if let Some(timer) = timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
        hits.set(Vec::new());
        told.set(None);
        chosen.set(None);
    };
    let ask = move |text: String| {
        forget();
        typed.set(text.clone());
        if text.trim().is_empty() {
            return;
        }
        let later = set_timeout_with_handle(
            move || {
                let Some(within) = within.try_get_untracked() else { return };
                spawn_local(async move {
                    let found = suggestions(within, text.clone()).await;
                    // Answers may overtake one another: only the one to what stands there now counts.
                    if typed.try_get_untracked().is_some_and(|now| now == text) {
                        told.set(Some(match &found {
                            Ok(found) if found.is_empty() => i18n::menu::search_nothing(locale, text.trim()),
                            Ok(found) => i18n::app::suggestions_count(locale, found.len() as u64),
                            Err(ApiError(error)) => problem_text(locale, error),
                        }));
                        hits.set(found.unwrap_or_default());
                    }
                });
            },
            PAUSE,
        );
        timer.set_value(later.ok());
    };
    let submit = {
        let navigate = navigate.clone();
        move || {
            let hit = chosen.get_untracked().and_then(|at| hits.with_untracked(|hits| hits.get(at).map(address_of)));
            let (text, within) = (typed.get_untracked(), within.get_untracked());
            forget();
            let navigate = navigate.clone();
            spawn_local(async move {
                let address = match (hit, within) {
                    (Some(hit), _) => hit,
                    (None, Some(directory)) => format!("{}{}", directory.address(), query(&text)),
                    (None, None) => {
                        format!("{}{}", most_hits(text.clone()).await.unwrap_or(first).address(), query(&text))
                    }
                };
                navigate(&address, Default::default());
            });
        }
    };
    let step = move |by: isize| {
        let count = hits.with_untracked(Vec::len);
        if count > 0 {
            let at = chosen
                .get_untracked()
                .map_or(if by > 0 { 0 } else { count - 1 }, |at| (at + count).saturating_add_signed(by) % count);
            chosen.set(Some(at));
        }
    };
    let option_id = move |at: usize| format!("{id}-option-{at}");
    view! {
        <form
            class="search"
            // One landmark a page: the one in the top line.
            role=(id == "search").then_some("search")
            method="get"
            action=move || within.get().unwrap_or(first).address()
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
        >
            <div class="suggest">
                <input
                    class="search__input"
                    id=id
                    type="search"
                    name="q"
                    autocomplete="off"
                    aria-keyshortcuts=(id == "search").then_some("/")
                    role="combobox"
                    aria-autocomplete="list"
                    aria-expanded=move || (!hits.with(Vec::is_empty)).to_string()
                    aria-controls=list.clone()
                    aria-activedescendant=move || chosen.get().map(option_id)
                    aria-label=i18n::menu::search_label(locale)
                    placeholder=i18n::menu::search_placeholder(locale)
                    prop:value=move || typed.get()
                    on:input:target=move |event| ask(event.target().value())
                    on:keydown=move |event| match event.key().as_str() {
                        "ArrowDown" => {
                            event.prevent_default();
                            step(1);
                        }
                        "ArrowUp" => {
                            event.prevent_default();
                            step(-1);
                        }
                        "Escape" => forget(),
                        _ => {}
                    }
                    on:blur=move |_| set_timeout(forget, Duration::from_millis(200))
                />
                <ul class="suggest__list" role="listbox" id=list.clone() aria-label=i18n::app::suggestions(locale) hidden=move || hits.with(Vec::is_empty)>
                    {move || {
                        hits.get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, hit)| {
                                let (address, picture) = (address_of(&hit), hit.picture());
                                let phone = hit.phone.as_ref().map(|phone| format!(" · {}", display(FieldKind::Phone, phone)));
                                // A lead has no code yet.
                                let code = (hit.directory != Directory::Leads).then_some(hit.code);
                                let go = navigate.clone();
                                view! {
                                    <li
                                        class="suggest__option"
                                        role="option"
                                        id=option_id(at)
                                        aria-selected=move || (chosen.get() == Some(at)).to_string()
                                        on:mousedown=move |event| {
                                            event.prevent_default();
                                            forget();
                                            go(&address, Default::default());
                                        }
                                    >
                                        <Avatar name=hit.name.clone() picture />
                                        <span class="suggest__name">{hit.name}</span>
                                        <span class="suggest__detail">{code}{phone}</span>
                                    </li>
                                }
                            })
                            .collect_view()
                    }}
                </ul>
                <p class="suggest__told" class:visually-hidden=move || !hits.with(Vec::is_empty) role="status">
                    {move || told.get()}
                </p>
            </div>
            <button type="submit" class="search__go" aria-label=i18n::app::search(locale)>
                <Icon name="search" />
            </button>
        </form>
    }
}

fn address_of(hit: &Suggestion) -> String {
    hit.directory.address_of(&hit.code)
}

/// Hits while typing, in a chunk of their own: nobody types before the page is there.
#[lazy]
async fn suggestions(within: Option<Directory>, text: String) -> Result<Vec<Suggestion>, ApiError> {
    match within {
        Some(directory) => suggest_customers(directory, text).await,
        None => suggest_all_customers(text).await,
    }
}

/// The list that has the most hits.
#[lazy]
async fn most_hits(text: String) -> Option<Directory> {
    let counts = count_customer_hits(text).await.ok()?;
    // Of equals the first in the menu.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| (count.capped, count.records))?;
    Some(most.0)
}

fn query(text: &str) -> String {
    let mut params = leptos_router::params::ParamsMap::new();
    if !text.trim().is_empty() {
        params.insert("q", text.trim().to_owned());
    }
    params.to_query_string()
}
