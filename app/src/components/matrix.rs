//! The matrix of permissions: resources down, actions across. What stands in a cell is up to the page.

use domain::permission::{Action, CELLS, Cell, Resource};
use leptos::prelude::*;

use crate::state::locale;

/// One row per resource, one column per action; pairs that do not exist stay empty.
#[component]
pub fn Matrix(
    /// What the table is, for those who do not see it.
    label: &'static str,
    /// What stands in a cell.
    cell: Callback<Cell, AnyView>,
) -> impl IntoView {
    let locale = locale();
    let word = move |resource: Resource| i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
    let row = move |resource: Resource| {
        let cells = Action::ALL.iter().map(|action| {
            let cell_of = (*action, resource);
            let content = CELLS.contains(&cell_of).then(|| cell.run(cell_of));
            view! { <td>{content}</td> }
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
    view! {
        <select
            class="select matrix__cell"
            aria-label=cell_words(locale(), cell)
            title=move || title.get()
            disabled=fixed
            data-state=state
            prop:value=chosen
            on:change:target=move |event| on_choose.run(event.target().value())
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
}

/// The words of a cell.
pub fn cell_words(locale: i18n::Locale, (action, resource): Cell) -> String {
    let action = i18n::actions::by_code(locale, action.key()).unwrap_or_default();
    let resource = i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
    format!("{action} – {resource}")
}
