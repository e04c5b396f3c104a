//! What is typed into a form is kept on the server while it is not saved, and offered again when the form opens the next
//! time: a reload, a lost connection or an ended session costs nobody their work.

use std::time::Duration;

use domain::{
    AppError,
    draft::{Draft, Typed},
    time::BusinessZone,
};
use i18n::app;
use leptos::{ev::Custom, prelude::*, task::spawn_local};

use super::{ConfirmDialog, Icon};
use crate::{
    api::{
        ApiError,
        drafts::{find_draft, keep_draft},
    },
    state::{SignInAgain, locale},
};

/// Typing is over when nothing has happened for so long.
const PAUSE: Duration = Duration::from_millis(1500);
/// What could not be kept is sent again after so long.
const AGAIN: Duration = Duration::from_secs(5);
/// Told to the window when the document is about to be replaced.
const LEAVING: &str = "leaving";

/// A form whose text outlives its page; cheap to copy.
#[derive(Clone, Copy)]
pub struct Unsaved {
    /// Its name (`domain::draft::is_form`).
    form: StoredValue<String>,
    /// What stands in the touched fields: nothing, if nothing would be lost.
    typed: Signal<Typed>,
    /// Fills in what was typed before.
    take_up: Callback<Typed>,
    /// What the server does not have yet.
    owed: StoredValue<Option<Typed>>,
}

impl Unsaved {
    /// The form of this name.
    pub fn new(form: String, typed: Signal<Typed>, take_up: Callback<Typed>) -> Self {
        Self { form: StoredValue::new(form), typed, take_up, owed: StoredValue::new(None) }
    }

    /// Whether closing the form would lose something.
    pub fn is_touched(self) -> bool {
        self.typed.try_with_untracked(|typed| !typed.is_empty()).unwrap_or_default()
    }

    /// It is saved, or given up.
    pub fn forget(self) {
        self.owe(Typed::new());
        self.pay();
    }

    /// The same, for whoever replaces the document afterwards.
    pub async fn forgotten(self) {
        self.owed.try_set_value(None);
        if let Some(form) = self.form.try_get_value() {
            // What is left of it is offered once more.
            let _ = keep_draft(form, Typed::new()).await;
        }
    }

    fn owe(self, typed: Typed) {
        self.owed.try_set_value(Some(typed));
    }

    /// Sends what the server does not have yet. What cannot be sent now is sent later, unless something newer is.
    fn pay(self) {
        let Some(Some(typed)) = self.owed.try_update_value(Option::take) else { return };
        let Some(form) = self.form.try_get_value() else { return };
        spawn_local(async move {
            let outcome = keep_draft(form, typed.clone()).await;
            let Err(ApiError(error @ (AppError::Unavailable | AppError::Unauthenticated))) = outcome else { return };
            let is_there = self.owed.try_update_value(|owed| *owed = owed.take().or(Some(typed)));
            // Without a session nothing is kept until the person has signed in again.
            if is_there.is_some() && error == AppError::Unavailable {
                set_timeout(move || self.pay(), AGAIN);
            }
        });
    }
}

/// Offers what was typed before; keeps what is typed now.
#[component]
pub fn Kept(
    /// The form that it stands in.
    unsaved: Unsaved,
) -> impl IntoView {
    let locale = locale();
    let found = RwSignal::new(None::<Draft>);
    // What was typed is the person's: the server has none of it while it makes a page.
    Effect::new(move || {
        let form = unsaved.form.get_value();
        spawn_local(async move {
            // Without an answer there is nothing to offer.
            let draft = find_draft(form).await.ok().flatten();
            let _ = found.try_set(draft);
        });
    });
    keep(unsaved);
    let take_up = move |_| {
        if let Some(before) = found.get_untracked() {
            unsaved.take_up.run(before.typed);
        }
        found.set(None);
    };
    let drop_it = move |_| {
        found.set(None);
        unsaved.forget();
    };
    // A page in which something is unsaved stays when its session ends (`live.js`).
    let mark = move || unsaved.typed.with(|typed| !typed.is_empty()).then_some("");
    view! {
        <span hidden data-unsaved=mark></span>
        {move || {
            found
                .get()
                .map(|before| {
                    let at = BusinessZone::default().show(before.at);
                    view! {
                        <div class="banner banner--info" role="status">
                            <Icon name="history" />
                            <div class="banner__text">{app::draft_found(locale, &at)}</div>
                            <div class="banner__actions">
                                <button type="button" class="button" on:click=take_up>
                                    {app::draft_take_up(locale)}
                                </button>
                                <button type="button" class="button button--quiet" on:click=drop_it>
                                    {app::draft_drop(locale)}
                                </button>
                            </div>
                        </div>
                    }
                })
        }}
    }
}

/// A little after the last key, and at once when the form goes or the document is about to be replaced.
fn keep(unsaved: Unsaved) {
    Effect::new(move |before: Option<Typed>| {
        let typed = unsaved.typed.get();
        if before.is_some_and(|before| before != typed) {
            unsaved.owe(typed.clone());
            if let Ok(later) = set_timeout_with_handle(move || unsaved.pay(), PAUSE) {
                on_cleanup(move || later.clear());
            }
        }
        typed
    });
    let leaving = window_event_listener(Custom::<leptos::ev::Event>::new(LEAVING), move |_| unsaved.pay());
    on_cleanup(move || {
        leaving.remove();
        unsaved.pay();
    });
    // Whoever has signed in again goes on where they were.
    if let Some(SignInAgain(asked)) = use_context::<SignInAgain>() {
        Effect::new(move |was_asked: Option<bool>| {
            let asked = asked.get();
            if was_asked == Some(true) && !asked {
                unsaved.pay();
            }
            asked
        });
    }
}

/// The form in a dialog, while it is open; cheap to copy.
#[derive(Clone, Copy)]
pub struct Closing {
    unsaved: RwSignal<Option<Unsaved>>,
    asks: RwSignal<bool>,
    open: RwSignal<bool>,
}

impl Closing {
    /// Of the dialog that is open so.
    pub fn new(open: RwSignal<bool>) -> Self {
        Self { unsaved: RwSignal::new(None), asks: RwSignal::new(false), open }
    }

    /// The form that stands in the dialog.
    pub fn watch(self, unsaved: Unsaved) {
        self.unsaved.set(Some(unsaved));
    }

    /// Asked before the dialog closes: with something unsaved the person is asked first.
    pub fn may_close(self) -> Callback<(), bool> {
        Callback::new(move |()| {
            let touched = self.unsaved.get_untracked().is_some_and(Unsaved::is_touched);
            self.asks.set(touched);
            !touched
        })
    }
}

/// Asks whether what is unsaved may go.
#[component]
pub fn CloseDialog(
    /// The dialog that is to close.
    closing: Closing,
) -> impl IntoView {
    let locale = locale();
    view! {
        <ConfirmDialog
            open=closing.asks
            title=app::leave_title(locale).to_owned()
            text=app::leave_text(locale).to_owned()
            word=app::leave_discard(locale).to_owned()
            on_confirm=Callback::new(move |()| {
                closing.unsaved.get_untracked().into_iter().for_each(Unsaved::forget);
                closing.open.set(false);
            })
        />
    }
}
