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

/// The words of a cell.
pub fn cell_words(locale: i18n::Locale, (action, resource): Cell) -> String {
    let action = i18n::actions::by_code(locale, action.key()).unwrap_or_default();
    let resource = i18n::resources::by_code(locale, resource.key()).unwrap_or_default();
    format!("{action} – {resource}")
}
