//! The matrix of permissions: resources down, actions across. What stands in a cell is up to the page.

use domain::permission::{Action, CELLS, Cell, Resource};
use leptos::prelude::*;

use crate::state::locale;

/// One row per resource, one column per action; pairs that do not exist stay empty. Above them stands what there is to say of
/// the cell that was chosen last, so that nobody needs a pointer that hovers.
#[component]
pub fn Matrix(
    /// What the table is, for those who do not see it.
    label: &'static str,
    /// What stands in a cell.
    cell: Callback<Cell, AnyView>,
    /// What there is to say of a cell.
    #[prop(optional)]
    told: Option<Callback<Cell, AnyView>>,
) -> impl IntoView {
    let locale = locale();
    let at = RwSignal::new(None::<Cell>);
    let word = move |resource: Resource| i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
    let row = move |resource: Resource| {
        let cells = Action::ALL.iter().map(|action| {
            let cell_of = (*action, resource);
            let content = CELLS.contains(&cell_of).then(|| cell.run(cell_of));
            // Not every browser gives focus to what is tapped.
            let choose = move || at.set(CELLS.contains(&cell_of).then_some(cell_of));
            view! { <td on:focusin=move |_| choose() on:click=move |_| choose()>{content}</td> }
        });
        view! {
            <tr>
                <th scope="row" class="cell--key">
                    {word(resource)}
                </th>
                {cells.collect_view()}
            </tr>
        }
    };
    view! {
        {told
            .map(|told| {
                view! {
                    <div class="matrix__told" aria-live="polite">
                        {move || match at.get() {
                            None => view! { <p class="quiet">{i18n::users::why_hint(locale)}</p> }.into_any(),
                            Some(cell) => {
                                view! { <p><strong>{cell_words(locale, cell)}</strong></p> {told.run(cell)} }.into_any()
                            }
                        }}
                    </div>
                }
            })}
        <div class="list list--inline">
            <div class="list__scroll" tabindex="0" role="region" aria-label=label>
                <table class="table matrix">
                    <thead>
                        <tr>
                            <th scope="col" class="cell--key">
                                {i18n::roles::resource(locale)}
                            </th>
                            {Action::ALL
                                .iter()
                                .map(|action| {
                                    view! {
                                        <th scope="col">
                                            {i18n::actions::by_code(locale, action.key()).unwrap_or_default()}
                                        </th>
                                    }
                                })
                                .collect_view()}
                        </tr>
                    </thead>
                    <tbody>{Resource::ALL.iter().map(|resource| row(*resource)).collect_view()}</tbody>
                </table>
            </div>
        </div>
    }
}

/// What is chosen in a cell.
#[component]
pub fn MatrixCell(
    /// The cell.
    cell: Cell,
    /// Keys and words, in order.
    options: Vec<(String, String)>,
    /// The key that is chosen.
    #[prop(into)]
    chosen: Signal<&'static str>,
    /// How it stands out: `granted`, `added`, `taken`, or not at all.
    #[prop(into)]
    state: Signal<&'static str>,
    /// Where it comes from.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// It may only be read.
    fixed: bool,
    /// Another key is chosen.
    on_choose: Callback<String>,
) -> impl IntoView {
    if fixed {
        let words = options.into_iter().find(|(option, _)| option == chosen.get_untracked()).map(|(_, words)| words);
        return view! { <MatrixWords cell words=words.unwrap_or_default() state=state.get_untracked() /> }.into_any();
    }
    view! {
        <select
            class="select matrix__cell"
            aria-label=cell_words(locale(), cell)
            title=move || title.get()
            data-state=state
            prop:value=chosen
            on:change:target=move |event| {
                let select = event.target();
                on_choose.run(select.value());
                // What is not taken goes back.
                select.set_value(chosen.get_untracked());
            }
        >
            {options
                .into_iter()
                .map(|(option, words)| {
                    let selected = option == chosen.get_untracked();
                    view! {
                        <option value=option selected=selected>
                            {words}
                        </option>
                    }
                })
                .collect_view()}
        </select>
    }
    .into_any()
}

/// A cell that is only read; chosen it says more.
#[component]
pub fn MatrixWords(
    /// The cell.
    cell: Cell,
    /// What stands there.
    words: String,
    /// How it stands out: `granted` or not at all.
    state: &'static str,
) -> impl IntoView {
    let label = format!("{}: {words}", cell_words(locale(), cell));
    view! {
        <button type="button" class="matrix__words" data-state=state aria-label=label>
            {words}
        </button>
    }
}

/// The words of a cell.
pub fn cell_words(locale: i18n::Locale, (action, resource): Cell) -> String {
    actions_words(locale, &[action], resource)
}

/// The words of several cells of one resource.
pub fn actions_words(locale: i18n::Locale, actions: &[Action], resource: Resource) -> String {
    let words = actions.iter().map(|action| i18n::actions::by_code(locale, action.key()).unwrap_or_default());
    let resource = i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
    format!("{} – {resource}", words.collect::<Vec<_>>().join(", "))
}
