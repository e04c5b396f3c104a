//! What a change of rights will do, shown before it is saved.

use domain::{
    AppError,
    user::{EffectOn, Turn},
};
use i18n::{Locale, users};
use leptos::prelude::*;

use super::{Icon, Problem, matrix::cell_words};
use crate::state::locale;

/// The people whose rights turn, each with what turns.
#[component]
pub fn Effects(
    /// What was found; `None` while it is looked for.
    found: Signal<Option<Result<Vec<EffectOn>, AppError>>>,
) -> impl IntoView {
    let locale = locale();
    let content = move || match found.get() {
        None => view! { <p class="quiet">{users::effect_checking(locale)}</p> }.into_any(),
        Some(Err(error)) => view! { <Problem error /> }.into_any(),
        Some(Ok(effects)) if effects.iter().all(|effect| effect.turns.is_empty()) => {
            view! { <p class="quiet">{users::effect_none(locale)}</p> }.into_any()
        }
        Some(Ok(effects)) => {
            let online = effects.iter().filter(|effect| effect.online).count() as u64;
            let people = effects.len() as u64;
            let others = effects.iter().filter(|effect| effect.name.is_none()).count() as u64;
            let named = effects.into_iter().filter_map(|effect| Some((effect.name.clone()?, effect)));
            view! {
                <p>{users::effect_people(locale, people, &i18n::grouped(online))}</p>
                <ul class="effects__list">
                    {named.map(|(name, effect)| view! { <Person name effect /> }).collect_view()}
                    {(others > 0).then(|| view! { <li class="quiet">{users::effect_others(locale, others)}</li> })}
                </ul>
            }
            .into_any()
        }
    };
    view! {
        <section class="effects" aria-live="polite" tabindex="0" aria-label=users::effect_title(locale)>
            <h2 class="effects__title">{users::effect_title(locale)}</h2>
            {content}
        </section>
    }
}

#[component]
fn Person(name: String, effect: EffectOn) -> impl IntoView {
    let locale = locale();
    let counts = [
        (effect.entering, users::effect_entering as fn(Locale, u64) -> String),
        (effect.leaving, users::effect_leaving),
    ];
    view! {
        <li>
            <p class="effects__name">
                <strong>{name}</strong>
                {effect
                    .online
                    .then(|| view! { <span class="badge badge--good">{users::online(locale)}</span> })}
            </p>
            <ul class="effects__turns">
                {effect
                    .turns
                    .into_iter()
                    .map(|(cell, turn)| {
                        let (class, icon, word) = look(locale, turn);
                        view! {
                            <li class=class>
                                <Icon name=icon />
                                {cell_words(locale, cell)}
                                ": "
                                {word}
                            </li>
                        }
                    })
                    .collect_view()}
                {counts
                    .into_iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, words)| view! { <li class="badge">{words(locale, count)}</li> })
                    .collect_view()}
            </ul>
        </li>
    }
}

fn look(locale: Locale, turn: Turn) -> (&'static str, &'static str, &'static str) {
    match turn {
        Turn::Gained => ("badge badge--good", "plus", users::effect_gained(locale)),
        Turn::Widened => ("badge badge--good", "arrow-up", users::effect_widened(locale)),
        Turn::Lost => ("badge badge--bad", "minus", users::effect_lost(locale)),
        Turn::Narrowed => ("badge badge--bad", "arrow-down", users::effect_narrowed(locale)),
    }
}
