//! Places and roles in the form of an account, each with a box to tick.

use domain::BranchId;
use i18n::users;
use leptos::prelude::*;

use crate::{
    components::{Control, FieldBox},
    state::locale,
};

/// Things of which somebody may have any number, each with a box to tick.
#[component]
pub fn Ticks<T>(
    /// What they are.
    legend: &'static str,
    /// What helps to choose.
    help: &'static str,
    /// Their ids and names, and why one may be neither given nor taken.
    options: Vec<(T, String, Option<&'static str>)>,
    /// Those that are ticked, in the order in which they were.
    chosen: RwSignal<Vec<T>>,
    /// What is wrong.
    error: Signal<Option<String>>,
    /// What is to be said of those that are ticked.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView
where
    T: Copy + PartialEq + ToString + Send + Sync + 'static,
{
    let tick = move |id: T, wanted: bool| {
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id);
            if wanted {
                chosen.push(id);
            }
        });
    };
    view! {
        <fieldset class="form__section">
            <legend class="form__legend">{legend}</legend>
            <p class="field__help">{help}</p>
            <div class="form__columns form__columns--close">
                {options
                    .into_iter()
                    .map(|(id, name, forbidden)| {
                        let note = forbidden.map(|why| (format!("note-{}", id.to_string()), why));
                        view! {
                            <div>
                                <label class="check">
                                    <input
                                        type="checkbox"
                                        disabled=note.is_some()
                                        aria-describedby=note.as_ref().map(|(note, _)| note.clone())
                                        prop:checked=move || chosen.with(|chosen| chosen.contains(&id))
                                        on:change:target=move |event| tick(id, event.target().checked())
                                    />
                                    <span>{name}</span>
                                </label>
                                {note
                                    .map(|(note, why)| {
                                        view! {
                                            <p class="check__note" id=note>
                                                {why}
                                            </p>
                                        }
                                    })}
                            </div>
                        }
                    })
                    .collect_view()}
            </div>
            {children.map(|children| children())}
            {move || error.get().map(|words| view! { <p class="field__error" role="alert">{words}</p> })}
        </fieldset>
    }
}

/// Of several branches the main one, which comes first.
#[component]
pub fn MainBranch(
    /// All branches, by name.
    known: Vec<(BranchId, String)>,
    /// The person's, the main one first.
    chosen: RwSignal<Vec<BranchId>>,
) -> impl IntoView {
    let locale = locale();
    // By name, so that the choice stays as it is when another one of them becomes the main one.
    let offered = Memo::new(move |_| {
        let is_chosen = |id: &BranchId| chosen.with(|chosen| chosen.contains(id));
        known.iter().filter(|(id, _)| is_chosen(id)).cloned().collect::<Vec<_>>()
    });
    let main = move || chosen.with(|chosen| chosen.first().map(BranchId::to_string)).unwrap_or_default();
    let choose = move |id: String| {
        chosen.update(|chosen| {
            let at = chosen.iter().position(|branch| branch.to_string() == id);
            if let Some(before) = at.and_then(|at| chosen.get_mut(..=at)) {
                before.rotate_right(1);
            }
        });
    };
    move || {
        let offered = offered.get();
        (offered.len() > 1).then(|| {
            let control = Control::new("main_branch");
            view! {
                <FieldBox control=control.clone() label=users::main_branch(locale) help=users::main_branch_help(locale)>
                    <select
                        class="select"
                        id=control.id
                        aria-describedby=control.notes
                        prop:value=main
                        on:change:target=move |event| choose(event.target().value())
                    >
                        {offered
                            .into_iter()
                            .map(|(id, name)| {
                                let id = id.to_string();
                                let selected = untrack(main) == id;
                                view! {
                                    <option value=id selected=selected>
                                        {name}
                                    </option>
                                }
                            })
                            .collect_view()}
                    </select>
                </FieldBox>
            }
        })
    }
}
