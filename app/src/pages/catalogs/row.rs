//! One value: its text, changed in place, what is told of it, and what can be done to it.

use domain::{
    CatalogValueId,
    catalog::{Use, ValueText},
    permission::Action,
};
use i18n::catalog_values as words;
use leptos::{ev::KeyboardEvent, prelude::*};
use leptos_router::params::ParamsMap;

use super::{
    order::Grip,
    typing::{Fields, Typing},
    values::{Act, Note, Values},
};
use crate::{components::Icon, state::locale};

/// The row of a value.
#[component]
pub fn Row(values: Values, id: CatalogValueId) -> impl IntoView {
    let value = Memo::new(move |_| values.value(id));
    let text =
        Memo::new(move |_| value.with(|value| value.as_ref().map(|value| value.text.clone())).unwrap_or_default());
    let is_active = Memo::new(move |_| value.with(|value| value.as_ref().is_some_and(|value| value.active)));
    let typing = Typing::new(values, id, text);
    let edits = values.may(Action::Edit);
    let dragged = move || values.drag.get().filter(|drag| drag.id == id);
    // Where what is being dragged would fall.
    let falls_at = move |place: usize| values.drag.get().is_some_and(|drag| drag.to == place);
    let falls_before = move || values.place(id).is_some_and(falls_at);
    let falls_behind = move || {
        let is_last = values.list.with(|list| list.last().is_some_and(|last| last.id == id));
        is_last && falls_at(values.list.with(Vec::len))
    };
    view! {
        <li
            class="catalog__row"
            class:catalog__row--inactive=move || !is_active.get()
            class:catalog__row--dragged=move || dragged().is_some()
            class:catalog__row--before=falls_before
            class:catalog__row--behind=falls_behind
            style:translate=move || dragged().map(|drag| format!("0 {}px", drag.by))
        >
            {edits.then(|| view! { <Grip values id /> })}
            {if edits {
                view! { <Inputs values id typing /> }.into_any()
            } else {
                view! { <Said text /> }.into_any()
            }}
            <Standing values id text is_active />
            <Buttons values id text is_active typing />
            <div class="catalog__note" role="status" id=format!("note-{id}")>
                {move || values.note(id).map(|note| view! { <Told values id note text is_active typing /> })}
            </div>
        </li>
    }
}

/// The text of a value for those who may only read it.
#[component]
fn Said(text: Memo<ValueText>) -> impl IntoView {
    let fields = Fields::default();
    Effect::new(move || fields.set(&text.get()));
    fields.set(&text.get_untracked());
    let numbers = move || [fields.from.get(), fields.to.get()].join(" – ");
    view! {
        <span class="catalog__label">{move || text.get().label}</span>
        <span class="catalog__span">{move || (!text.get().span.is_empty()).then(numbers)}</span>
    }
}

/// The fields of a value: saved as they are left.
#[component]
fn Inputs(values: Values, id: CatalogValueId, typing: Typing) -> impl IntoView {
    let locale = locale();
    let place = move || values.place(id).map(|at| (at + 1).to_string()).unwrap_or_default();
    let Fields { label, from, to } = typing.fields;
    let press = move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => typing.save(),
        "Escape" => typing.give_way(),
        "ArrowUp" if event.alt_key() => step(values, id, typing, &event, -1),
        "ArrowDown" if event.alt_key() => step(values, id, typing, &event, 1),
        _ => {}
    };
    let invalid = move || matches!(values.note(id), Some(Note::Wrong(_))).to_string();
    let field = move |key: &'static str, class: &'static str, typed: RwSignal<String>, words: Signal<String>| {
        let end = match key {
            "from" => Some(i18n::app::from(locale)),
            "to" => Some(i18n::app::to(locale)),
            _ => None,
        };
        view! {
            <input
                class=class
                id=format!("{key}-{id}")
                autocomplete="off"
                aria-label=words
                aria-describedby=format!("note-{id}")
                aria-invalid=invalid
                inputmode=if end.is_some() { "numeric" } else { "text" }
                placeholder=end
                value=typed.get_untracked()
                prop:value=typed
                on:input:target=move |event| typed.set(event.target().value())
                on:change=move |_| typing.save()
                on:keydown=press
            />
        }
    };
    let name = Signal::derive(move || words::name_of(locale, &place()));
    view! {
        <span class="catalog__label">{field("value", "input", label, name)}</span>
        {values
            .catalog
            .has_span()
            .then(|| {
                let from_of = Signal::derive(move || words::from_of(locale, &label.get()));
                let to_of = Signal::derive(move || words::to_of(locale, &label.get()));
                view! {
                    <span class="catalog__span">
                        {field("from", "input input--number", from, from_of)} <span aria-hidden="true">"–"</span>
                        {field("to", "input input--number", to, to_of)}
                    </span>
                }
            })}
    }
}

/// Moves a value by a key; what is typed is saved with it.
fn step(values: Values, id: CatalogValueId, typing: Typing, event: &KeyboardEvent, by: isize) {
    event.prevent_default();
    typing.save();
    values.step(id, by);
}

/// Whether a value may be chosen, and who uses it.
#[component]
fn Standing(values: Values, id: CatalogValueId, text: Memo<ValueText>, is_active: Memo<bool>) -> impl IntoView {
    let locale = locale();
    let used = move || match values.uses.get()?.get(&id) {
        None => Some(words::unused(locale).into_any()),
        Some(Use::Somewhere) => Some(words::in_use(locale).into_any()),
        Some(Use::Customers(counts)) => {
            let mut filter = ParamsMap::new();
            // A field is called like its catalog.
            filter.insert(values.catalog.key(), text.get().label);
            let link = |(directory, count): (&domain::customer::Directory, &u64)| {
                let address = format!("{}{}", directory.address(), filter.to_query_string());
                let name = i18n::resources::by_code(locale, directory.key()).unwrap_or_default();
                view! { <a href=address>{format!("{name}: {}", i18n::grouped(*count))}</a> " " }
            };
            Some(counts.iter().map(link).collect_view().into_any())
        }
    };
    view! {
        <span class="catalog__standing">
            {move || (!is_active.get()).then(|| view! { <span class="badge">{words::inactive(locale)}</span> })} {used}
        </span>
    }
}

/// Up, down, (de)activate, remove.
#[component]
fn Buttons(
    values: Values,
    id: CatalogValueId,
    text: Memo<ValueText>,
    is_active: Memo<bool>,
    typing: Typing,
) -> impl IntoView {
    let locale = locale();
    let named = move |words: fn(i18n::Locale, &str) -> String| Signal::derive(move || words(locale, &text.get().label));
    let moved = move |by| {
        Callback::new(move |()| {
            typing.save();
            values.step(id, by);
        })
    };
    let is_first = Signal::derive(move || values.place(id) == Some(0));
    let is_last = Signal::derive(move || values.list.with(|list| list.last().is_none_or(|last| last.id == id)));
    let toggled = Callback::new(move |()| values.act(id, Act::Active(!is_active.get_untracked())));
    let toggle = Signal::derive(move || {
        let words = if is_active.get() { words::deactivate } else { words::activate };
        words(locale, &text.get().label)
    });
    let toggle_icon = Signal::derive(move || if is_active.get() { "ban" } else { "rotate-ccw" });
    let removed = Callback::new(move |()| values.remove(id));
    view! {
        <div class="row-actions catalog__actions">
            {values
                .may(Action::Edit)
                .then(|| {
                    view! {
                        <Press
                            id=format!("up-{id}")
                            icon="arrow-up"
                            label=named(i18n::app::move_up)
                            is_off=is_first
                            on_press=moved(-1)
                        />
                        <Press
                            id=format!("down-{id}")
                            icon="arrow-down"
                            label=named(i18n::app::move_down)
                            is_off=is_last
                            on_press=moved(1)
                        />
                        <Press id=format!("toggle-{id}") icon=toggle_icon label=toggle on_press=toggled />
                    }
                })}
            {values
                .may(Action::Delete)
                .then(|| view! { <Press id=format!("remove-{id}") icon="x" label=named(words::remove) on_press=removed /> })}
        </div>
    }
}

/// A button whose words follow the value.
#[component]
fn Press(
    id: String,
    #[prop(into)] icon: Signal<&'static str>,
    label: Signal<String>,
    #[prop(optional)] is_off: Signal<bool>,
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button"
            id=id
            aria-label=label
            title=label
            aria-disabled=move || is_off.get().to_string()
            on:click=move |_| {
                if !is_off.get_untracked() {
                    on_press.run(());
                }
            }
        >
            {move || view! { <Icon name=icon.get() /> }}
        </button>
    }
}

/// What has come of the last act, and what can be done about it.
#[component]
fn Told(
    values: Values,
    id: CatalogValueId,
    note: Note,
    text: Memo<ValueText>,
    is_active: Memo<bool>,
    typing: Typing,
) -> impl IntoView {
    let locale = locale();
    let button = |word: &'static str, act: Callback<()>| {
        view! {
            <button type="button" class="button button--quiet button--small" on:click=move |_| act.run(())>
                {word}
            </button>
        }
    };
    match note {
        Note::Saving => view! { <span class="quiet">{i18n::app::saving(locale)}</span> }.into_any(),
        Note::Saved(said, undo) => view! {
            <span class="catalog__saved">
                <Icon name="check" class="icon--small" />
                {said}
            </span>
            {undo
                .map(|undo| {
                    button(i18n::app::undo(locale), Callback::new(move |()| values.act(id, undo.clone())))
                })}
        }
        .into_any(),
        Note::Wrong(said) => view! {
            <span class="field__error">
                <Icon name="circle-alert" class="icon--small" />
                {said}
            </span>
        }
        .into_any(),
        Note::InUse => {
            let said = move || match values.uses.get().and_then(|uses| uses.get(&id).cloned()) {
                Some(Use::Customers(counts)) => words::used_by(locale, counts.values().sum()),
                _ => words::used_somewhere(locale).to_owned(),
            };
            let stop = Callback::new(move |()| values.act(id, Act::Active(false)));
            let may_stop = values.may(Action::Edit) && is_active.get_untracked();
            view! {
                <span class="field__warning">
                    <Icon name="triangle-alert" class="icon--small" />
                    {said}
                </span>
                {may_stop.then(|| button(words::stop_using(locale), stop))}
            }
            .into_any()
        }
        Note::Conflict(by) => {
            let by = if by.is_empty() { words::somebody(locale).to_owned() } else { by };
            view! {
                <span class="field__warning">
                    <Icon name="triangle-alert" class="icon--small" />
                    {move || words::conflict(locale, &text.get().label, &by)}
                </span>
                {button(words::keep_theirs(locale), Callback::new(move |()| typing.give_way()))}
                {button(words::keep_mine(locale), Callback::new(move |()| typing.insist()))}
            }
            .into_any()
        }
    }
}
