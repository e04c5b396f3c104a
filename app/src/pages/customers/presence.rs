//! Who else is at a customer: what this tab says of itself, and the line that tells of the others.

use std::cell::RefCell;

use domain::presence::{Colleague, Scene, Subject, TOLD};
use leptos::{
    ev::{Custom, CustomEvent},
    prelude::*,
};

use crate::{
    components::Avatar,
    state::{announce, locale},
};

/// Told to the window by `live.js`.
const HEARD: &str = "told";
/// What the tab shows, on the document, where `live.js` finds it when it is told so.
const AT: &str = "data-at";
const SAY: &str = "say";

thread_local! {
    /// What the parts of the page show, the last one on top: a form stands over the page that it was opened from.
    static SHOWN: RefCell<Vec<(u64, Subject)>> = const { RefCell::new(Vec::new()) };
}

/// Says what the page shows, for as long as it does; what is heard of it.
pub fn present(subject: Signal<Option<Subject>>) -> Signal<Option<Scene>> {
    let scene = RwSignal::new(None::<Scene>);
    let place = StoredValue::new(0);
    Effect::new(move || {
        let subject = subject.get();
        leave(place.get_value());
        place.set_value(subject.map(enter).unwrap_or_default());
        scene.set(None);
        say();
        let hear = move |told: CustomEvent| {
            let Some(text) = told.detail().as_string() else { return };
            let Some(told) = text.strip_prefix(TOLD) else { return };
            let told = serde_json::from_str::<Option<Scene>>(told).ok().flatten();
            scene.set(told.filter(|scene| subject.is_some_and(|subject| subject.id == scene.id)));
        };
        let hearing = window_event_listener(Custom::<CustomEvent>::new(HEARD), hear);
        on_cleanup(move || hearing.remove());
    });
    on_cleanup(move || {
        if let Some(place) = place.try_get_value().filter(|place| *place > 0) {
            leave(place);
            say();
        }
    });
    scene.into()
}

/// The name of the new place.
fn enter(subject: Subject) -> u64 {
    SHOWN.with_borrow_mut(|shown| {
        let place = shown.iter().map(|(place, _)| *place).max().unwrap_or_default() + 1;
        shown.push((place, subject));
        place
    })
}

fn leave(place: u64) {
    SHOWN.with_borrow_mut(|shown| shown.retain(|(other, _)| *other != place));
}

fn say() {
    let word = SHOWN.with_borrow(|shown| shown.last().map(|(_, subject)| subject.word()));
    if let Some(root) = document().document_element() {
        // It can fail only for a name that no attribute may have.
        let _ = root.set_attribute(AT, &word.unwrap_or_default());
    }
    announce(SAY);
}

/// The others who are there.
#[component]
pub fn PresenceLine(
    /// What is heard of the customer.
    scene: Signal<Option<Scene>>,
) -> impl IntoView {
    let locale = locale();
    let people = Memo::new(move |_| scene.get().map(|scene| scene.people).unwrap_or_default());
    let person = move |Colleague { name, edits }: Colleague| {
        let words = if edits { i18n::presence::edits } else { i18n::presence::looks };
        let words = words(locale, &name);
        view! {
            <li class="presence__person" data-edits=edits.then_some("")>
                <Avatar name />
                {words}
            </li>
        }
    };
    // Whoever listens hears of those who come: the list is there before them.
    view! {
        <ul class="presence" aria-live="polite" aria-label=i18n::presence::title(locale)>
            {move || people.get().into_iter().map(person).collect_view()}
        </ul>
    }
}

/// That somebody else has saved the customer since it was shown, and the way to see it as it is now.
#[component]
pub fn SavedLine(
    /// What is heard of the customer.
    scene: Signal<Option<Scene>>,
    /// The version that is shown.
    version: i64,
    /// It is to be shown anew.
    changed: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let name = Memo::new(move |_| scene.get().filter(|scene| scene.version > version)?.saved_by);
    move || {
        name.get().map(|name| {
            view! {
                <p class="presence" role="status">
                    {i18n::presence::saved(locale, &name)}
                    <button type="button" class="button button--small" on:click=move |_| changed.run(())>
                        {i18n::presence::show(locale)}
                    </button>
                </p>
            }
        })
    }
}
