//! A condition: field, operator, and what fits behind it.

use domain::{
    customer::Field,
    filter::{Operand, Operator},
    value::FieldKind,
};
use i18n::{Locale, builder as texts};
use leptos::prelude::*;

use super::{
    Surroundings,
    customers::{customer, directory_of},
    fields,
    model::Line,
};
use crate::{
    components::{Control, DayInput, Icon},
    pages::customers::{
        cells::{fault, label_of},
        filters::filterable,
    },
    state::locale,
};

/// One condition in a row; what is wrong with it stands under it.
#[component]
pub fn ConditionRow(around: Surroundings, line: Line, on_remove: Callback<u32>) -> impl IntoView {
    let locale = locale();
    let notes = format!("condition-{}-notes", line.id);
    let name = move |field| label_of(locale, around.directory.kind(), field);
    let field_options = fields(around.directory)
        .map(|field| {
            view! {
                <option value=field.key() selected=move || line.field.get() == field>
                    {name(field)}
                </option>
            }
        })
        .collect_view();
    let operator_options = move || {
        let offered = Operator::of(line.field.get()).iter().map(|operator| {
            view! {
                <option value=operator.key() selected=move || line.operator.get() == *operator>
                    {i18n::operators::by_code(locale, operator.key())}
                </option>
            }
        });
        offered.collect_view()
    };
    // The control changes with what is compared, not with what is typed.
    let kind = Memo::new(move |_| (line.field.get(), line.operator.get()));
    let described = notes.clone();
    let control = move || {
        let (field, operator) = kind.get();
        operand(around, line, locale, field, operator, &described)
    };
    view! {
        <div class="condition" role="group" aria-label=move || texts::condition(locale, name(line.field.get()))>
            <div class="condition__controls">
                <select
                    class="select"
                    id=format!("condition-{}-field", line.id)
                    aria-label=texts::field(locale)
                    on:change:target=move |event| {
                        if let Some(field) = Field::from_key(&event.target().value()) {
                            line.choose_field(field);
                        }
                    }
                >
                    {field_options}
                </select>
                <select
                    class="select"
                    aria-label=texts::operator(locale)
                    on:change:target=move |event| {
                        if let Some(operator) = Operator::from_key(&event.target().value()) {
                            line.choose_operator(operator);
                        }
                    }
                >
                    {operator_options}
                </select>
                <div class="condition__value">{control}</div>
                <button
                    type="button"
                    class="icon-button icon-button--control"
                    aria-label=move || texts::remove_condition(locale, name(line.field.get()))
                    title=texts::remove(locale)
                    on:click=move |_| on_remove.run(line.id)
                >
                    <Icon name="x" />
                </button>
            </div>
            <div id=notes>
                {move || {
                    line.fault
                        .get()
                        .map(|code| {
                            view! {
                                <p class="field__error" role="alert">
                                    <Icon name="circle-alert" class="icon--small" />
                                    {fault(locale, &code)}
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// The control for what stands behind an operator.
fn operand(around: Surroundings, line: Line, locale: Locale, field: Field, operator: Operator, notes: &str) -> AnyView {
    let (from, to) = (texts::value_from(locale), texts::value_to(locale));
    let range = |kind: &'static str| {
        let ends = [(false, from), (true, to)].map(|(second, word)| end(line, kind, word, Some(second), notes));
        let [first, last] = ends;
        view! { <div class="range">{first} <span aria-hidden="true">"–"</span> {last}</div> }.into_any()
    };
    match operator.operand(field) {
        Operand::Nothing => ().into_any(),
        Operand::Day => day(line, texts::value(locale), None, notes),
        Operand::Days => {
            let [first, last] = [(false, from), (true, to)].map(|(second, word)| day(line, word, Some(second), notes));
            view! { <div class="range">{first} <span aria-hidden="true">"–"</span> {last}</div> }.into_any()
        }
        Operand::Number => end(line, "numeric", texts::value(locale), None, notes),
        Operand::Numbers => range("numeric"),
        Operand::Value => match field.kind() {
            kind @ (FieldKind::Choice(_) | FieldKind::Catalog(_) | FieldKind::User | FieldKind::Branch) => {
                select(around, line, locale, field, kind, notes)
            }
            _ => match directory_of(field) {
                Some(directory) => customer(around, line, directory),
                None => end(line, "text", texts::value(locale), None, notes),
            },
        },
    }
}

/// A day; with `second` the second end of two, or the first.
fn day(line: Line, label: &'static str, second: Option<bool>, notes: &str) -> AnyView {
    let id = format!("condition-{}-{}", line.id, if second == Some(true) { "to" } else { "from" });
    let control = Control { id, notes: notes.to_owned() };
    view! {
        <DayInput
            control
            label
            value=Signal::derive(move || line.end(second))
            on_type=Callback::new(move |typed| line.set_end(second, typed))
            invalid=Signal::derive(move || line.fault.with(Option::is_some))
        />
    }
    .into_any()
}

/// A line of text or a number; with `second` the second end of two, or the first.
fn end(line: Line, mode: &'static str, word: &'static str, second: Option<bool>, notes: &str) -> AnyView {
    let now = move || line.end(second);
    let set = move |typed: String| line.set_end(second, typed);
    // Numbers are typed as text: a field of the kind "number" changes with the wheel and hides what is no number.
    view! {
        <input
            class="input"
            type="text"
            inputmode=mode
            autocomplete="off"
            aria-label=word
            aria-describedby=notes.to_owned()
            aria-invalid=move || line.fault.with(Option::is_some).to_string()
            prop:value=now
            on:input:target=move |event| set(event.target().value())
        />
    }
    .into_any()
}

/// One of the values that the field can have. One that is no longer offered stays to be seen.
fn select(around: Surroundings, line: Line, locale: Locale, field: Field, kind: FieldKind, notes: &str) -> AnyView {
    let first = line.value.get_untracked();
    let offered = Memo::new(move |_| {
        let mut offered = around.choices.with(|choices| filterable(locale, field, kind, choices));
        if !first.is_empty() && offered.iter().all(|(value, _)| *value != first) {
            let word = if matches!(kind, FieldKind::Catalog(_)) {
                first.clone()
            } else {
                i18n::app::unknown(locale).to_owned()
            };
            offered.push((first.clone(), word));
        }
        offered
    });
    let shown = move || {
        let option = |(value, word): (String, String)| {
            let here = value.clone();
            view! {
                <option value=value selected=move || line.value.with(|value| *value == here)>
                    {word}
                </option>
            }
        };
        offered.get().into_iter().map(option).collect_view()
    };
    view! {
        <select
            class="select"
            aria-label=texts::value(locale)
            aria-describedby=notes.to_owned()
            aria-invalid=move || line.fault.with(Option::is_some).to_string()
            on:change:target=move |event| {
                line.value.set(event.target().value());
                line.fault.set(None);
            }
        >
            <option value="" selected=move || line.value.with(String::is_empty)>
                {i18n::app::choose(locale)}
            </option>
            {shown}
        </select>
    }
    .into_any()
}
