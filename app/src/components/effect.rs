//! What a change of rights will do, shown before it is saved.

use std::time::Duration;

use domain::{
    AppError,
    permission::{Action, Cell, Resource as Subject},
    user::{EffectOn, FactorAsked, Turn},
};
use i18n::{Locale, users};
use leptos::{prelude::*, task::spawn_local};

use super::{Icon, Problem, matrix::actions_words};
use crate::{api::ApiError, state::locale};

/// The server is asked when nothing has changed for so long.
const PAUSE: Duration = Duration::from_millis(250);

/// What stands beside the button that saves: what will be, before it is.
#[component]
pub fn Foreseen(
    /// What it is.
    title: &'static str,
    /// What will be.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="effects" aria-live="polite" tabindex="0" aria-label=title>
            <h2 class="effects__title">{title}</h2>
            {children()}
        </section>
    }
}

/// The people whose rights turn, each with what turns.
#[component]
pub fn Effects(
    /// What was found.
    found: Signal<Found>,
) -> impl IntoView {
    let locale = locale();
    let content = move || match found.get() {
        None => view! { <p class="quiet">{users::effect_checking(locale)}</p> }.into_any(),
        Some(Err(error)) => view! { <Problem error /> }.into_any(),
        Some(Ok(effects)) if effects.is_empty() => {
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
    view! { <Foreseen title=users::effect_title(locale)>{content}</Foreseen> }
}

/// What was found of a change; `None` while it is looked for.
pub type Found = Option<Result<Vec<EffectOn>, AppError>>;

/// Asks the server what the rights in a form will do, a little after the last change of them.
pub fn watch_effect<T, F>(rights: Signal<T>, ask: impl Fn(T) -> F + Clone + 'static) -> Signal<Found>
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Future<Output = Result<Vec<EffectOn>, ApiError>> + 'static,
{
    let effect = RwSignal::new(Some(Ok(Vec::new())));
    Effect::new(move |first: Option<()>| {
        let asked = rights.get();
        if first.is_none() {
            return;
        }
        effect.set(None);
        let ask = ask.clone();
        let later = move || {
            spawn_local(async move {
                let found = ask(asked.clone()).await;
                if rights.try_get_untracked().as_ref() == Some(&asked) {
                    effect.set(Some(found.map_err(|ApiError(error)| error)));
                }
            });
        };
        // The next change, and the end of the page, come before the question.
        if let Ok(later) = set_timeout_with_handle(later, PAUSE) {
            on_cleanup(move || later.clear());
        }
    });
    effect.into()
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
                {together(effect.turns)
                    .into_iter()
                    .map(|(resource, turn, actions)| {
                        let (class, icon, word) = look(locale, turn);
                        view! {
                            <li class=class>
                                <Icon name=icon />
                                {actions_words(locale, &actions, resource)}
                                ": "
                                {word}
                            </li>
                        }
                    })
                    .collect_view()}
                {effect
                    .factor
                    .map(|asked| {
                        let words = match asked {
                            FactorAsked::SignedOut => users::effect_factor_now(locale),
                            FactorAsked::NextTime => users::effect_factor_next(locale),
                        };
                        view! {
                            <li class="badge badge--warn">
                                <Icon name="smartphone" />
                                {words}
                            </li>
                        }
                    })}
                {counts
                    .into_iter()
                    .filter(|(count, _)| *count > 0)
                    .map(|(count, words)| view! { <li class="badge">{words(locale, count)}</li> })
                    .collect_view()}
            </ul>
        </li>
    }
}

/// Cells of one resource that turn alike stand together.
pub fn together<T: PartialEq>(cells: impl IntoIterator<Item = (Cell, T)>) -> Vec<(Subject, T, Vec<Action>)> {
    let mut together = Vec::<(Subject, T, Vec<Action>)>::new();
    for ((action, resource), turn) in cells {
        match together.iter_mut().find(|(known, alike, _)| *known == resource && *alike == turn) {
            Some((.., actions)) => actions.push(action),
            None => together.push((resource, turn, vec![action])),
        }
    }
    together
}

fn look(locale: Locale, turn: Turn) -> (&'static str, &'static str, &'static str) {
    match turn {
        Turn::Gained => ("badge badge--good", "plus", users::effect_gained(locale)),
        Turn::Widened => ("badge badge--good", "arrow-up", users::effect_widened(locale)),
        Turn::Lost => ("badge badge--bad", "minus", users::effect_lost(locale)),
        Turn::Narrowed => ("badge badge--bad", "arrow-down", users::effect_narrowed(locale)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_turn_alike_stand_together() {
        let (people, leads) = (Subject::Individuals, Subject::Leads);
        let turns = [
            ((Action::View, people), Turn::Narrowed),
            ((Action::Create, people), Turn::Lost),
            ((Action::Edit, people), Turn::Lost),
            ((Action::View, leads), Turn::Lost),
        ];
        let expected = [
            (people, Turn::Narrowed, vec![Action::View]),
            (people, Turn::Lost, vec![Action::Create, Action::Edit]),
            (leads, Turn::Lost, vec![Action::View]),
        ];
        assert_eq!(together(turns), expected);
    }
}
