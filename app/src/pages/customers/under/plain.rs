//! The jump for browsers without scripts: a form that is sent. Others have no use of it, and load nothing for it.

use domain::list::ListState;

/// The form, for a `<noscript>`.
#[cfg(feature = "ssr")]
pub fn plain_jump(state: &ListState) -> String {
    use domain::list::{Jump, Place, Sort, SortKey};
    use leptos::prelude::*;

    let by = state.sort.filter(|sort| Jump::of(sort.by).is_some());
    let by = by.unwrap_or(Sort { by: SortKey::Name, descending: false });
    let list = ListState { sort: Some(by), search: String::new(), place: Place::Start, ..state.clone() };
    let kept = list.to_pairs().into_iter();
    let kept = kept.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    let locale = crate::state::locale();
    view! {
        <form class="jump__plain" method="get" action=list.directory.address()>
            {kept}
            <label class="field__label" for="jump-plain">
                {i18n::jump::title(locale)}
            </label>
            <input class="input" id="jump-plain" name="at" autocomplete="off" />
            <button type="submit" class="button button--small">
                {i18n::jump::go(locale)}
            </button>
        </form>
    }
    .to_html()
}

/// A browser with scripts shows what the server has made as the text that it is.
#[cfg(not(feature = "ssr"))]
pub const fn plain_jump(_state: &ListState) -> String {
    String::new()
}
