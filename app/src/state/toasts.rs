//! Short notices at the edge of the screen, with a way back where there is one.

use std::time::Duration;

use leptos::prelude::*;

/// Long enough to read and to reach for "undo".
const SHOWN: Duration = Duration::from_secs(10);

/// A notice.
#[derive(Clone)]
pub struct Toast {
    /// The text.
    pub text: String,
    /// It tells of a failure.
    pub failed: bool,
    /// The word on the button, and what it does.
    pub action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// Something went well.
    pub fn done(text: impl Into<String>) -> Self {
        Self { text: text.into(), failed: false, action: None }
    }

    /// Something did not go well.
    pub fn failed(text: impl Into<String>) -> Self {
        Self { text: text.into(), failed: true, action: None }
    }

    /// With a button.
    #[must_use]
    pub fn with_action(mut self, word: impl Into<String>, action: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((word.into(), Callback::new(move |()| action())));
        self
    }
}

/// The notices that are shown, oldest first.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Shows a notice for a while.
    pub fn show(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id + 1);
        self.shown.update(|shown| shown.push((id, toast)));
        set_timeout(move || self.close(id), SHOWN);
    }

    /// Takes a notice away.
    pub fn close(self, id: u32) {
        self.shown.try_update(|shown| shown.retain(|(shown, _)| *shown != id));
    }

    /// The notices with their numbers.
    pub fn list(self) -> Vec<(u32, Toast)> {
        self.shown.get()
    }
}

/// Makes the notices known to everything below.
pub fn provide_toasts() {
    provide_context(Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// The notices.
pub fn toasts() -> Toasts {
    use_context::<Toasts>().unwrap_or_else(|| Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) })
}
