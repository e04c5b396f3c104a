//! A group: whether all or any of its rows must hold, its rows, and what adds further ones.

use domain::filter::MOST_LEVELS;
use i18n::builder as texts;
use leptos::{leptos_dom::helpers::request_animation_frame, prelude::*};

use super::{
    Surroundings,
    condition::ConditionRow,
    focus,
    model::{Block, Row},
};
use crate::{components::Icon, state::locale};

/// A group on a level; one within another group can be removed.
pub fn group_view(around: Surroundings, block: Block, on_remove: Option<Callback<()>>, level: usize) -> AnyView {
    let locale = locale();
    let name = format!("group-{}", block.id);
    let choice = |any: bool, word: &'static str| {
        view! {
            <label class="segments__item">
                <input
                    type="radio"
                    name=name.clone()
                    prop:checked=move || block.any.get() == any
                    checked=block.any.get_untracked() == any
                    on:change=move |_| block.any.set(any)
                />
                {word}
            </label>
        }
    };
    let choices = [choice(false, texts::all(locale)), choice(true, texts::any(locale))];
    let focus_row = |id: Option<u32>| {
        if let Some(id) = id {
            request_animation_frame(move || focus(&format!("#condition-{id}-field")));
        }
    };
    let add_id = format!("group-{}-add", block.id);
    let remove_row = {
        let add_id = add_id.clone();
        Callback::new(move |id: u32| {
            block.remove(id);
            let add = format!("#{add_id}");
            request_animation_frame(move || focus(&add));
        })
    };
    let row = move |row: Row| match row {
        Row::Line(line) => view! { <ConditionRow around line on_remove=remove_row /> }.into_any(),
        Row::Block(inner) => {
            let remove = Callback::new(move |()| remove_row.run(inner.id));
            group_view(around, inner, Some(remove), level + 1)
        }
    };
    let remove = on_remove.map(|remove| {
        view! {
            <button
                type="button"
                class="button button--quiet button--small"
                on:click=move |_| remove.run(())
            >
                <Icon name="x" />
                {texts::remove_group(locale)}
            </button>
        }
    });
    view! {
        <fieldset class="conditions" class:conditions--inner=(level > 1)>
            <legend class="visually-hidden">
                {if level > 1 { texts::group(locale) } else { texts::title(locale) }}
            </legend>
            <div class="conditions__head">
                <div class="segments">{choices.into_iter().collect_view()}</div>
                {remove}
            </div>
            <For each=move || block.rows.get() key=|row| row.id() children=row />
            <div class="buttons">
                <button
                    type="button"
                    class="button button--small"
                    id=add_id
                    on:click=move |_| focus_row(block.add_condition(around.directory))
                >
                    <Icon name="plus" />
                    {texts::add_condition(locale)}
                </button>
                {(level < MOST_LEVELS)
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="button button--quiet button--small"
                                on:click=move |_| focus_row(block.add_group(around.directory))
                            >
                                <Icon name="plus" />
                                {texts::add_group(locale)}
                            </button>
                        }
                    })}
            </div>
        </fieldset>
    }
    .into_any()
}
