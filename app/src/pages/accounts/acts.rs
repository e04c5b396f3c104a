//! Acts that ask for more than the cell of their name: which of them the person may do, and what is lacking.

use domain::{
    customer::Directory,
    permission::{Action, Cell, Resource as Subject},
};
use i18n::{Locale, accounts};
use leptos::prelude::*;

use crate::{
    components::{ShortList, cell_words},
    state::{locale, viewer},
};

/// An act and what it asks for.
struct Act {
    words: String,
    needs: Vec<Cell>,
    /// No cell is enough: what it does cannot be taken back.
    needs_full: bool,
}

/// The acts, in the order of the lists.
fn acts(locale: Locale) -> Vec<Act> {
    let list = |directory: &Directory| i18n::resources::by_code(locale, directory.resource().key()).unwrap_or_default();
    let act = |words, needs| Act { words, needs, needs_full: false };
    let of_kinds = || Directory::ALL.iter().filter(|directory| **directory != Directory::Leads);
    let mut acts = Vec::new();
    for directory in Directory::ALL {
        let cell = |action| directory.cell(action);
        acts.push(act(accounts::act_merge(locale, list(directory)), vec![cell(Action::Edit), cell(Action::Delete)]));
        acts.push(act(accounts::act_restore(locale, list(directory)), vec![cell(Action::Delete)]));
    }
    for directory in of_kinds() {
        let needs = vec![Directory::Leads.cell(Action::Edit), directory.cell(Action::Create)];
        acts.push(act(accounts::act_convert(locale, list(directory)), needs));
    }
    let unmask = vec![Directory::Individuals.cell(Action::View), (Action::View, Subject::PersonalIds)];
    acts.push(act(accounts::act_unmask(locale, list(&Directory::Individuals)), unmask));
    acts.push(Act { words: accounts::act_purge(locale).to_owned(), needs: Vec::new(), needs_full: true });
    acts
}

/// Each act with whether it is allowed, and what is lacking.
#[component]
pub fn Acts() -> impl IntoView {
    let locale = locale();
    let row = move |act: Act| {
        let lacking = move || {
            let viewer = viewer()?;
            let holds = |(action, resource): &Cell| viewer.principal.may(*action, *resource);
            let cells: Vec<String> =
                act.needs.iter().filter(|cell| !holds(cell)).map(|cell| cell_words(locale, *cell)).collect();
            match (act.needs_full && !viewer.principal.full, cells.is_empty()) {
                (true, _) => Some(accounts::acts_lacks_full(locale).to_owned()),
                (false, true) => None,
                (false, false) => Some(accounts::acts_lacks(locale, &cells.join(", "))),
            }
        };
        let state = move |lacks: bool| match lacks {
            false => view! { <span class="badge badge--good">{accounts::acts_may(locale)}</span> },
            true => view! { <span class="badge">{accounts::acts_may_not(locale)}</span> },
        };
        view! {
            <tr>
                <th scope="row" class="cell--key">
                    {act.words}
                </th>
                {move || {
                    let lacking = lacking();
                    view! {
                        <td>{state(lacking.is_some())}</td>
                        <td>{lacking}</td>
                    }
                }}
            </tr>
        }
        .into_any()
    };
    let heads = [
        ("cell--key", accounts::acts_act(locale)),
        ("", i18n::users::column_status(locale)),
        ("", accounts::acts_why(locale)),
    ];
    view! {
        <h2 class="section__title">{accounts::acts_title(locale)}</h2>
        <ShortList label=accounts::acts_title(locale) heads rows=acts(locale).into_iter().map(row).collect() />
    }
}
