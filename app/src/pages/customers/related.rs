//! The customers that name this one: people and teams of an organization, teams of a person.

use domain::customer::Related;
use leptos::prelude::*;

use super::words;
use crate::state::locale;

/// A list of links for each directory.
#[component]
pub fn RelatedLists(lists: Vec<Related>) -> impl IntoView {
    let locale = locale();
    lists
        .into_iter()
        .map(|Related { directory, customers, more }| {
            let links = customers.into_iter().map(|link| {
                view! {
                    <li>
                        <a href=directory.address_of(&link.code)>{link.name}</a>
                    </li>
                }
            });
            view! {
                <section class="facts">
                    <h2 class="facts__title">{words(directory, "")}</h2>
                    <ul class="links">{links.collect_view()}</ul>
                    {more.then(|| view! { <p class="quiet">{i18n::people::and_more(locale)}</p> })}
                </section>
            }
        })
        .collect_view()
}
