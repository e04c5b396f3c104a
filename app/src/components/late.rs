//! Parts of a page whose code is fetched when they are first wanted.

use std::future::Future;

use leptos::prelude::*;

/// Renders nothing until it is wanted for the first time; then the part stays, so that it can finish what it began.
///
/// `part` is a function marked `#[lazy]`: the splitter puts its code into a chunk of its own.
#[component]
pub fn Late<P, F>(
    /// Whether it is wanted.
    #[prop(into)]
    wanted: Signal<bool>,
    /// Fetches and makes it.
    part: P,
) -> impl IntoView
where
    P: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = AnyView> + Send + 'static,
{
    let fetched = Memo::new(move |before: Option<&bool>| before == Some(&true) || wanted.get());
    move || fetched.get().then(|| Suspend::new(part()))
}
