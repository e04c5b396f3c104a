//! Parts of a page whose code is fetched when they are first wanted.

use std::{future::Future, pin::Pin};

use leptos::prelude::*;

/// Whether the page has come to life: what is wanted from then on, and not before.
pub fn alive() -> Signal<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move || alive.set(true));
    alive.into()
}

/// A part that is being fetched.
type Part = Pin<Box<dyn Future<Output = AnyView> + Send>>;

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
    fetched(wanted, Callback::new(move |()| -> Part { Box::pin(part()) }))
}

/// The same for all parts: showing one is in the client once.
fn fetched(wanted: Signal<bool>, part: Callback<(), Part>) -> AnyView {
    let fetched = Memo::new(move |before: Option<&bool>| before == Some(&true) || wanted.get());
    (move || fetched.get().then(|| Suspend::new(part.run(())))).into_any()
}
