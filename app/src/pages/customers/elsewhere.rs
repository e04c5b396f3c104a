//! Where else a search has hits.

use domain::{customer::Directory, list::ListState};
use leptos::{prelude::*, task::spawn_local};

use crate::{api::customers::count_customer_hits, state::locale};

/// Links to the other lists that have hits, in a chunk of its own.
#[lazy]
pub fn elsewhere(state: Memo<ListState>) -> AnyView {
    let locale = locale();
    let found = RwSignal::new(Vec::new());
    Effect::new(move || {
        let (here, typed) = state.with(|state| (state.directory, state.search.clone()));
        found.set(Vec::new());
        if typed.is_empty() {
            return;
        }
        spawn_local(async move {
            // It is a hint: without an answer nothing is said.
            let Ok(counts) = count_customer_hits(typed.clone()).await else { return };
            if state.try_with_untracked(|state| state.search == typed) == Some(true) {
                let others = counts.into_iter().filter(|(list, count)| *list != here && count.records > 0);
                let _ = found.try_set(others.collect());
            }
        });
    });
    let link = move |directory: Directory, records: u64, capped: bool| {
        let name = i18n::resources::by_code(locale, directory.key()).unwrap_or_default();
        let search = state.with_untracked(|state| state.search.clone());
        let target = super::list::address(&ListState { search, ..ListState::whole(directory) });
        let count = format!("{}{}", i18n::grouped(records), if capped { "+" } else { "" });
        view! {
            <a class="chip" href=target>
                {format!("{name} ({count})")}
            </a>
        }
    };
    let links = move || {
        let found = found.get();
        (!found.is_empty()).then(|| {
            view! {
                <nav class="chips" aria-label=i18n::customers::elsewhere(locale)>
                    <span class="quiet">{i18n::customers::elsewhere(locale)}</span>
                    {found
                        .into_iter()
                        .map(|(directory, count): (Directory, domain::list::Count)| {
                            link(directory, count.records, count.capped)
                        })
                        .collect_view()}
                </nav>
            }
        })
    };
    view! { {links} }.into_any()
}
