//! What a notice or another page does to records, told to the page that is open now.

use domain::permission::Resource;
use leptos::{
    ev::{Custom, CustomEvent},
    prelude::*,
};

/// Counts such changes.
#[derive(Clone, Copy)]
pub struct Changes(RwSignal<u32>);

impl Changes {
    /// Records have changed.
    pub fn tell(self) {
        self.0.update(|count| *count += 1);
    }

    /// Does something at each change for as long as the page lives.
    pub fn on_each(self, act: impl Fn() + 'static) {
        Effect::new(move |seen: Option<u32>| {
            let count = self.0.get();
            if seen.is_some_and(|seen| seen != count) {
                act();
            }
            count
        });
    }
}

/// Told to the window by `live.js`: the key of a resource that somebody has changed.
const TOLD: &str = "told";

/// Does something when somebody changes records of a resource, for as long as the page lives.
pub fn on_change_of(resource: Resource, act: impl Fn() + 'static) {
    on_word(resource.key(), act);
}

/// Does something when the live channel says a word, for as long as the page lives.
pub fn on_word(word: &'static str, act: impl Fn() + 'static) {
    let hear = move |told: CustomEvent| {
        if told.detail().as_string().as_deref() == Some(word) {
            act();
        }
    };
    let hearing = window_event_listener(Custom::<CustomEvent>::new(TOLD), hear);
    on_cleanup(move || hearing.remove());
}

/// Makes the changes known to everything below.
pub fn provide_changes() {
    provide_context(Changes(RwSignal::new(0)));
}

/// The changes.
pub fn changes() -> Changes {
    use_context::<Changes>().unwrap_or_else(|| Changes(RwSignal::new(0)))
}
