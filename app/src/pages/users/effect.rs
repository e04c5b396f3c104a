//! What the form of an account will do, before it is saved.

use domain::{
    RoleId, UserId,
    permission::CELLS,
    user::{NamedRole, UserInput},
};
use i18n::{Locale, users};
use leptos::prelude::*;

use crate::{
    api::users::effect_on_user,
    components::{Effects, Foreseen, Icon, actions_words, together, watch_effect},
    state::locale,
};

/// Of an account that there is: who gains and loses what by other places and roles, once they are others.
#[component]
pub fn MoveEffect(
    /// The account.
    id: UserId,
    /// What is typed.
    input: Signal<UserInput>,
) -> impl IntoView {
    let rights = Memo::new(move |_| input.with(UserInput::rights_by));
    let before = rights.get_untracked();
    let moves = Memo::new(move |_| rights.with(|rights| *rights != before));
    let found = watch_effect(rights.into(), move |(branches, departments, roles)| {
        let input = UserInput {
            branches: branches.into_iter().collect(),
            departments: departments.into_iter().collect(),
            roles: roles.into_iter().collect(),
            ..UserInput::default()
        };
        effect_on_user(id, input, None)
    });
    move || moves.get().then(|| view! { <Effects found /> })
}

/// Of somebody new: what the roles that are ticked let them do at first.
#[component]
pub fn AtFirst(
    /// Those that are ticked.
    chosen: RwSignal<Vec<RoleId>>,
    /// All roles.
    known: Vec<NamedRole>,
) -> impl IntoView {
    let locale = locale();
    move || {
        let ticked = chosen.get();
        let given = rights_words(locale, known.iter().filter(|role| ticked.contains(&role.id)));
        (!given.is_empty()).then(|| {
            view! {
                <Foreseen title=users::at_first(locale)>
                    <ul class="effects__turns">
                        {given
                            .into_iter()
                            .map(|words| {
                                view! {
                                    <li class="badge">
                                        <Icon name="check" />
                                        {words}
                                    </li>
                                }
                            })
                            .collect_view()}
                    </ul>
                </Foreseen>
            }
        })
    }
}

/// What several roles give, a line for each resource.
fn rights_words<'a>(locale: Locale, roles: impl Iterator<Item = &'a NamedRole> + Clone) -> Vec<String> {
    if roles.clone().any(|role| role.rights.full_permission && role.rights.branch.is_none()) {
        return vec![i18n::roles::full(locale).to_owned()];
    }
    let given = CELLS.iter().filter(|cell| roles.clone().any(|role| role.rights.scope_of(**cell).is_some()));
    let lines = together(given.map(|cell| (*cell, ()))).into_iter();
    lines.map(|(resource, (), actions)| actions_words(locale, &actions, resource)).collect()
}
