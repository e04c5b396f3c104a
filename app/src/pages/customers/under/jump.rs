//! The jump: letters of the alphabet, or a line for a date or the beginning of a value. Each leads to an address, at which the
//! list begins with the first of the rows that are meant.

use domain::{
    customer::{Choices, CustomerKind, Directory, Field},
    list::{Jump, ListState, Place, Sort, SortKey},
    name_key::alphabet,
    time::BusinessZone,
};
use i18n::{Locale, jump as texts};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    super::{
        cells::{fault, label_of},
        filters::filterable,
        list::address,
    },
    Under, close,
};
use crate::{
    api::ApiError,
    components::Icon,
    state::{locale, session},
};

/// The bar below the rows; it stays while somebody jumps about.
#[component]
pub fn JumpBar(
    /// The list.
    state: Memo<ListState>,
    /// The values that lists are sorted by.
    choices: Resource<Result<Choices, ApiError>>,
    /// What is open.
    under: RwSignal<Option<Under>>,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let input = NodeRef::<html::Input>::new();
    let order = RwSignal::new(order_of(&state.get_untracked()));
    let typed = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<&'static str>);
    // Whoever goes back in the history sees what they had typed.
    Effect::new(move || {
        let now = state.get();
        order.set(order_of(&now));
        typed.set(if let Place::At(typed) = now.place { typed } else { String::new() });
        wrong.set(None);
    });
    // Whoever came by the keyboard types at once; a finger wants no keyboard over the letters.
    let with_values = Jump::of(order.get_untracked().by) == Some(Jump::Choice);
    Effect::new(move |done: Option<bool>| {
        let done = done.unwrap_or(with_values);
        // A line that comes later, as another order is chosen, leaves the focus where it is.
        let Some(input) = input.get().filter(|_| !done) else { return done };
        let pointed = document().query_selector("button:focus:not(:focus-visible)").is_ok_and(|found| found.is_some());
        if !pointed {
            let _ = input.focus();
        }
        true
    });
    let directory = state.with_untracked(|state| state.directory);
    let go = move || {
        let place = Place::at(&typed.get_untracked());
        match place.settled(order.get_untracked(), BusinessZone::default(), session().today) {
            Ok(_) => {
                navigate(&address(&leading(&state.get_untracked(), order.get_untracked(), place)), Default::default())
            }
            Err(code) => wrong.set(Some(code)),
        }
    };
    let letter = move |letter: String| {
        let target = {
            let letter = letter.clone();
            move || address(&leading(&state.get(), order.get(), Place::At(letter.clone())))
        };
        let here = letter.clone();
        let current = move || {
            let sorted = state.with(|state| state.sort.is_some_and(|sort| sort.by == order.get().by));
            let there = state.with(|state| matches!(&state.place, Place::At(typed) if *typed == here));
            (sorted && there).then_some("true")
        };
        view! {
            <a class="jump__letter" href=target aria-current=current>
                {letter}
            </a>
        }
    };
    let names = Memo::new(move |_| Jump::of(order.get().by) == Some(Jump::Letter));
    let chooses = Memo::new(move |_| Jump::of(order.get().by) == Some(Jump::Choice));
    let offered = RwSignal::new(Choices::default());
    Effect::new(move || {
        if let Some(Ok(choices)) = choices.get() {
            offered.set(choices);
        }
    });
    let values = move |by: SortKey| offered.with(|choices| values_of(locale, by, choices));
    let named = move |typed: &str| {
        let known = values(order.get().by).into_iter().find(|(value, _)| value == typed);
        known.map_or_else(|| typed.to_owned(), |(_, word)| word)
    };
    view! {
        <section class="jump" aria-label=texts::title(locale)>
            <form
                class="jump__form"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    go();
                }
            >
                <label class="jump__label" for="jump-order">
                    {texts::order(locale)}
                </label>
                <select
                    class="select"
                    id="jump-order"
                    on:change:target=move |event| {
                        if let Ok(sort) = event.target().value().parse::<Sort>() {
                            let own = order_of(&state.get_untracked());
                            order.set(if own.by == sort.by { own } else { sort });
                            typed.set(String::new());
                            wrong.set(None);
                        }
                    }
                >
                    {orders(directory)
                        .map(|by| {
                            view! {
                                <option value=by.key() selected=move || order.get().by == by>
                                    {word(locale, directory, by)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                {move || match chooses.get() {
                    true => {
                        let option = move |(value, word): (String, String)| {
                            let here = value.clone();
                            view! {
                                <option value=value selected=move || typed.with(|typed| *typed == here)>
                                    {word}
                                </option>
                            }
                        };
                        view! {
                            <select
                                class="select"
                                aria-label=texts::choice(locale)
                                on:change:target=move |event| typed.set(event.target().value())
                            >
                                <option value="">{i18n::app::choose(locale)}</option>
                                {move || values(order.get().by).into_iter().map(option).collect_view()}
                            </select>
                        }
                            .into_any()
                    }
                    false => {
                        view! {
                            <input
                                class="input"
                                aria-label=move || hint(locale, order.get().by)
                                placeholder=move || hint(locale, order.get().by)
                                aria-invalid=move || wrong.get().is_some().to_string()
                                aria-describedby="jump-notes"
                                autocomplete="off"
                                node_ref=input
                                prop:value=move || typed.get()
                                on:input:target=move |event| {
                                    typed.set(event.target().value());
                                    wrong.set(None);
                                }
                            />
                        }
                            .into_any()
                    }
                }}
                <button type="submit" class="button">
                    {texts::go(locale)}
                </button>
                <span id="jump-notes">
                    {move || {
                        wrong
                            .get()
                            .map(|code| {
                                view! {
                                    <span class="field__error" role="alert">
                                        <Icon name="circle-alert" class="icon--small" />
                                        {fault(locale, code)}
                                    </span>
                                }
                            })
                    }}
                </span>
                <button
                    type="button"
                    class="icon-button icon-button--control jump__close"
                    aria-label=i18n::app::close(locale)
                    title=i18n::app::close(locale)
                    on:click=move |_| close(under)
                >
                    <Icon name="x" />
                </button>
            </form>
            <Show when=move || names.get()>
                <nav class="jump__letters" aria-label=texts::letters(locale)>
                    {alphabet().map(letter).collect_view()}
                </nav>
            </Show>
            <p class="jump__place" role="status">
                {move || {
                    let now = state.get();
                    match &now.place {
                        Place::At(typed) => {
                            let start = address(&now.from_start());
                            let from = texts::from(locale, &named(typed));
                            view! {
                                {from}
                                " "
                                <a href=start>{texts::start(locale)}</a>
                            }
                                .into_any()
                        }
                        _ => ().into_any(),
                    }
                }}
            </p>
        </section>
    }
}

/// The order in which somebody jumps: the list's own, or by name if it knows no values.
fn order_of(state: &ListState) -> Sort {
    let own = state.sort.filter(|sort| Jump::of(sort.by).is_some());
    own.unwrap_or(Sort { by: SortKey::Name, descending: false })
}

/// The list at a place of this order.
fn leading(state: &ListState, sort: Sort, place: Place) -> ListState {
    ListState { sort: Some(sort), place, ..state.clone() }
}

/// The orders of a list in which there is something to jump to.
fn orders(directory: Directory) -> impl Iterator<Item = SortKey> {
    let has = move |by: &SortKey| field_of(*by).is_none_or(|field| directory.fields().any(|own| own == field));
    SortKey::ALL.iter().copied().filter(|by| Jump::of(*by).is_some()).filter(has)
}

/// The values of an order that has few, each with its word.
fn values_of(locale: Locale, by: SortKey, choices: &Choices) -> Vec<(String, String)> {
    let field = field_of(by).filter(|_| Jump::of(by) == Some(Jump::Choice));
    field.map(|field| filterable(locale, field, field.kind(), choices)).unwrap_or_default()
}

/// The field whose heading sorts in this order.
fn field_of(by: SortKey) -> Option<Field> {
    Field::ALL.iter().copied().find(|field| SortKey::of(*field) == Some(by))
}

fn word(locale: Locale, directory: Directory, by: SortKey) -> &'static str {
    match (by, field_of(by)) {
        (SortKey::Name, _) if directory.holds(CustomerKind::Individual) => i18n::customers::sort_name(locale),
        (_, Some(field)) => label_of(locale, directory.kind(), field),
        (_, None) => i18n::customers::sort_given_name(locale),
    }
}

/// What is typed.
fn hint(locale: Locale, by: SortKey) -> &'static str {
    match Jump::of(by) {
        Some(Jump::Date) => texts::date(locale),
        Some(Jump::Value) => texts::value(locale),
        Some(Jump::Choice) => texts::choice(locale),
        Some(Jump::Letter) | None => texts::name(locale),
    }
}
