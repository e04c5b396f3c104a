//! The filter row and the chips of what is filtered. Both work without scripts: a form that is sent, links that lead away.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{
    AppError, FieldErrors,
    customer::{Choices, Directory, Field},
    list::{End, ListState},
    value::FieldKind,
};
use i18n::Locale;
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use leptos_router::hooks::use_navigate;

use super::{
    cells::{fault, label_of, shown},
    list::address,
};
use crate::{
    components::Icon,
    state::{locale, session},
};

/// The fields of the row, in order.
fn fields(directory: Directory) -> Vec<Field> {
    let of_kind: &[Field] = match directory {
        Directory::Individuals => &[Field::Gender, Field::CustomerGroup],
        Directory::Organizations => &[Field::TaxCode, Field::MainContact, Field::OrganizationSize, Field::Industry],
        Directory::Teams => &[Field::MemberCount, Field::CustomerGroup],
        Directory::Leads => &[Field::Kind],
    };
    let before = [Field::Name, Field::Phone, Field::Email];
    let after = [Field::Source, Field::ContactStatus, Field::Owner, Field::Tags, Field::CreatedAt];
    before.into_iter().chain(of_kind.iter().copied()).chain(after).collect()
}

/// One control per important field; all are applied at once by the button or Enter.
#[component]
pub fn FilterRow(
    /// What is filtered now.
    state: Memo<ListState>,
    /// What the selects offer.
    choices: Choices,
    /// What is wrong, by field.
    wrong: RwSignal<FieldErrors>,
) -> impl IntoView {
    let locale = locale();
    let navigate = use_navigate();
    let directory = state.with_untracked(|state| state.directory);
    let form = NodeRef::<leptos::html::Form>::new();
    let submit = move || {
        let Some(form) = form.get_untracked() else { return };
        let mut next = state.get_untracked().from_start();
        next.filters.clear();
        let typed = typed(&form);
        let mut asked =
            ListState::from_pairs(directory, typed.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        next.filters.append(&mut asked.filters);
        let (navigate, today) = (navigate.clone(), session().today);
        spawn_local(async move {
            let (filters, found) = settled(next.filters, today).await;
            next.filters = filters;
            let fine = found.0.is_empty();
            // The list may be gone by now: somebody has gone elsewhere.
            if wrong.try_set(found).is_none() && fine {
                navigate(&address(&next), Default::default());
            }
        });
    };
    Effect::new(move |before: Option<()>| {
        state.track();
        if before.is_some() {
            wrong.set(FieldErrors::default());
        }
    });
    view! {
        <details class="filter-fold" open=move || !state.with(|state| state.filters.is_empty())>
            <summary class="button">
                <Icon name="funnel" />
                {i18n::customers::filters(locale)}
            </summary>
            <form
                class="filter-row"
                method="get"
                action=directory.address()
                node_ref=form
                on:submit=move |event| {
                    event.prevent_default();
                    submit();
                }
            >
                {fields(directory).into_iter().map(|field| view! { <FilterField state field wrong choices=choices.clone() /> }).collect_view()}
                {move || {
                    let state = state.get();
                    // What is not a filter stays.
                    let kept = ListState { filters: Default::default(), ..state.from_start() };
                    kept.to_pairs()
                        .into_iter()
                        .map(|(name, value)| view! { <input type="hidden" name=name value=value /> })
                        .collect_view()
                }}
                <div class="filter-row__actions">
                    <button type="submit" class="button">
                        <Icon name="funnel" />
                        {i18n::app::filter(locale)}
                    </button>
                    <a class="button button--quiet" href=move || address(&state.get().unfiltered())>
                        {i18n::app::clear_filter(locale)}
                    </a>
                </div>
            </form>
        </details>
    }
}

/// What stands in the form's controls.
fn typed(form: &leptos::web_sys::HtmlFormElement) -> Vec<(String, String)> {
    let controls = form.elements();
    (0..controls.length())
        .filter_map(|at| controls.item(at))
        .filter_map(|control| {
            let (name, value) = match control.dyn_into::<leptos::web_sys::HtmlInputElement>() {
                Ok(input) => (input.name(), input.value()),
                Err(other) => {
                    let select = other.dyn_into::<leptos::web_sys::HtmlSelectElement>().ok()?;
                    (select.name(), select.value())
                }
            };
            (!name.is_empty()).then_some((name, value))
        })
        .collect()
}

#[component]
fn FilterField(state: Memo<ListState>, field: Field, wrong: RwSignal<FieldErrors>, choices: Choices) -> impl IntoView {
    let locale = locale();
    let key = field.key();
    let id = format!("filter-{key}");
    let name = label_of(locale, state.with_untracked(|state| state.directory.kind()), field);
    let now = move || state.with(|state| state.filters.get(&field).cloned().unwrap_or_default());
    match field.kind() {
        FieldKind::Instant | FieldKind::Date | FieldKind::Count => {
            let counts = field.kind() == FieldKind::Count;
            let [from, to] = match counts {
                true => [i18n::customers::count_from(locale, name), i18n::customers::count_to(locale, name)],
                false => [i18n::customers::range_from(locale, name), i18n::customers::range_to(locale, name)],
            };
            let ends = [(End::From, from), (End::To, to)];
            let notes = format!("filter-{key}-notes");
            let code_at = move |end: End| wrong.with(|wrong| wrong.of(&end.key(field)).map(str::to_owned));
            let fault_of = move || {
                let code = code_at(End::Whole).or_else(|| code_at(End::From)).or_else(|| code_at(End::To));
                code.map(|code: String| fault(locale, &code))
            };
            let [from, to] = ends.map(|(end, words)| {
                let is_wrong = move || code_at(end).or_else(|| code_at(End::Whole)).is_some();
                let value = move || {
                    let now = now();
                    let (from, to) = now.split_once("..").unwrap_or((&now, &now));
                    if end == End::From { from.to_owned() } else { to.to_owned() }
                };
                view! {
                    <input
                        class="input"
                        id=format!("filter-{}", end.key(field).replace('.', "-"))
                        name=end.key(field)
                        aria-label=words
                        placeholder=(!counts).then(|| i18n::customers::date_placeholder(locale))
                        aria-invalid=move || is_wrong().to_string()
                        aria-describedby=notes.clone()
                        inputmode="numeric"
                        autocomplete="off"
                        value=value
                        prop:value=value
                    />
                }
            });
            view! {
                <div class="field field--range">
                    <label class="field__label" for=format!("filter-{key}-from")>
                        {name}
                    </label>
                    <div class="range">{from} <span aria-hidden="true">"–"</span> {to}</div>
                    <div id=notes>
                        {move || {
                            fault_of()
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
            .into_any()
        }
        kind @ (FieldKind::Choice(_) | FieldKind::Catalog(_) | FieldKind::User | FieldKind::Branch) => {
            let mut options = filterable(locale, field, kind, &choices);
            // A catalog value is meant by the label that it had, too.
            let asked = untrack(now);
            if matches!(kind, FieldKind::Catalog(_)) && !asked.is_empty() && options.iter().all(|(it, _)| *it != asked)
            {
                options.push((asked.clone(), asked));
            }
            view! {
                <div class="field">
                    <label class="field__label" for=id.clone()>
                        {name}
                    </label>
                    <select class="select" id=id name=key prop:value=now>
                        <option value="">{i18n::app::all(locale)}</option>
                        {options
                            .into_iter()
                            .map(|(value, word)| {
                                let here = value.clone();
                                view! {
                                    <option value=value selected=move || now() == here>
                                        {word}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </div>
            }
            .into_any()
        }
        _ => view! {
            <div class="field">
                <label class="field__label" for=id.clone()>
                    {name}
                </label>
                <input class="input" id=id name=key autocomplete="off" value=now prop:value=now />
            </div>
        }
        .into_any(),
    }
}

/// What is typed into the row, with days of eight digits as people write them, and what is not understood of it. In a chunk of
/// its own: nobody filters before the page is there.
#[lazy]
async fn settled(typed: BTreeMap<Field, String>, today: NaiveDate) -> (BTreeMap<Field, String>, FieldErrors) {
    let written = |text: &str| match (text.get(..2), text.get(2..4), text.get(4..)) {
        (Some(day), Some(month), Some(year)) if text.len() == 8 && text.bytes().all(|sign| sign.is_ascii_digit()) => {
            format!("{day}/{month}/{year}")
        }
        _ => text.to_owned(),
    };
    let days = |(field, text): (Field, String)| match field.kind() {
        FieldKind::Date | FieldKind::Instant => (field, text.split("..").map(written).collect::<Vec<_>>().join("..")),
        _ => (field, text),
    };
    let typed: BTreeMap<_, _> = typed.into_iter().map(days).collect();
    let mut found = FieldErrors::default();
    for (field, text) in &typed {
        let alone = ListState { filters: [(*field, text.clone())].into(), ..ListState::default() };
        if let Err(AppError::Invalid(faults)) = alone.filter(today) {
            found.0.extend(faults.0);
        }
    }
    (typed, found)
}

/// The values that a field can have, each with its word.
pub fn options(locale: Locale, field: Field, kind: FieldKind, choices: &Choices) -> Vec<(String, String)> {
    match kind {
        FieldKind::Choice(keys) => keys.iter().map(|key| ((*key).to_owned(), shown(locale, field, key))).collect(),
        FieldKind::Catalog(catalog) => {
            let labels = choices.catalogs.get(&catalog).cloned().unwrap_or_default();
            labels.into_iter().map(|label| (label.clone(), label)).collect()
        }
        FieldKind::User => choices.owners.iter().map(|owner| (owner.id.to_string(), owner.name.clone())).collect(),
        FieldKind::Branch => {
            choices.branches.iter().map(|branch| (branch.id.to_string(), branch.name.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// The same for a filter, which may ask for those who are kept out by now.
pub fn filterable(locale: Locale, field: Field, kind: FieldKind, choices: &Choices) -> Vec<(String, String)> {
    let mut options = options(locale, field, kind, choices);
    if kind == FieldKind::User {
        options.extend(choices.former_owners.iter().map(|owner| (owner.id.to_string(), owner.name.clone())));
    }
    options
}

/// What is filtered and searched; each chip leads to the list without it.
#[component]
pub fn Chips(
    /// What is filtered now.
    state: Memo<ListState>,
    /// For the names of people and branches.
    choices: Choices,
) -> impl IntoView {
    let locale = locale();
    move || {
        let now = state.get().from_start();
        if now.search.is_empty() && now.filters.is_empty() {
            return ().into_any();
        }
        let search = (!now.search.is_empty()).then(|| {
            let without = ListState { search: String::new(), ..now.clone() };
            let words = i18n::customers::filter_searched(locale, &now.search);
            let remove = i18n::customers::filter_remove(locale, i18n::app::search(locale));
            view! { <Chip name=String::new() value=words remove address=address(&without) /> }
        });
        let filters = now
            .filters
            .iter()
            .map(|(field, typed)| {
                let mut without = now.clone();
                without.filters.remove(field);
                let remove = i18n::customers::filter_remove(locale, label_of(locale, now.directory.kind(), *field));
                let (name, value) = words(locale, now.directory, *field, typed, &choices);
                view! { <Chip name value remove address=address(&without) /> }
            })
            .collect_view();
        view! {
            <ul class="chips" aria-label=i18n::customers::filters_active(locale)>
                {search}
                {filters}
            </ul>
        }
        .into_any()
    }
}

/// One thing that the list is narrowed by.
#[component]
pub fn Chip(
    /// What is narrowed; may be empty.
    name: String,
    /// By what.
    value: String,
    /// What the cross says.
    remove: String,
    /// The list without it.
    address: String,
) -> impl IntoView {
    view! {
        <li class="chip">
            <span class="chip__name">{name}</span>
            " "
            {value}
            <a class="chip__remove" href=address aria-label=remove.clone() title=remove>
                <Icon name="x" class="icon--small" />
            </a>
        </li>
    }
}

/// Name and value of a filter as people say them.
fn words(locale: Locale, directory: Directory, field: Field, typed: &str, choices: &Choices) -> (String, String) {
    let name = label_of(locale, directory.kind(), field);
    match field.kind() {
        FieldKind::Instant | FieldKind::Date | FieldKind::Count => {
            let value = match typed.split_once("..").unwrap_or((typed, typed)) {
                (from, "") => i18n::customers::filter_from(locale, from),
                ("", to) => i18n::customers::filter_to(locale, to),
                (from, to) => i18n::customers::filter_from_to(locale, from, to),
            };
            (name.to_owned(), value)
        }
        kind @ (FieldKind::User | FieldKind::Branch) => {
            let known = filterable(locale, field, kind, choices).into_iter().find(|(id, _)| id == typed);
            (name.to_owned(), known.map_or_else(|| i18n::app::unknown(locale).to_owned(), |(_, word)| word))
        }
        FieldKind::Choice(_) | FieldKind::Catalog(_) | FieldKind::Tags => {
            (name.to_owned(), shown(locale, field, typed))
        }
        FieldKind::Code | FieldKind::Email | FieldKind::TaxCode => {
            (i18n::customers::filter_begins(locale, name), typed.to_owned())
        }
        _ => (i18n::customers::filter_contains(locale, name), typed.to_owned()),
    }
}
