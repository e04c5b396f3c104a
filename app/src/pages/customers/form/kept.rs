//! What is typed is kept on the server while it is not saved, and offered again when the form opens the next time.

use std::time::Duration;

use domain::{draft, time::BusinessZone};
use i18n::app;
use leptos::{ev::Custom, prelude::*, task::spawn_local};

use super::draft::Draft;
use crate::{
    api::drafts::{find_draft, keep_draft},
    components::Icon,
    state::locale,
};

/// Typing is over when nothing has happened for so long.
const PAUSE: Duration = Duration::from_millis(1500);
/// Told to the window when the document is about to be replaced.
const LEAVING: &str = "leaving";

/// Offers what was typed before; keeps what is typed now.
#[component]
pub fn Kept(draft: Draft) -> impl IntoView {
    let locale = locale();
    let found = RwSignal::new(None::<draft::Draft>);
    spawn_local(async move {
        // Without an answer there is nothing to offer.
        let _ = found.try_set(find_draft(draft.form()).await.ok().flatten());
    });
    keep(draft);
    let take_up = move |_| {
        if let Some(before) = found.get_untracked() {
            draft.fill(&before.typed);
        }
        found.set(None);
    };
    let drop_it = move |_| {
        found.set(None);
        forget(draft);
    };
    move || {
        found.get().map(|before| {
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
    }
}

/// It is saved, or given up.
pub fn forget(draft: Draft) {
    send(draft.form(), draft::Typed::new());
}

/// A little after the last key, and at once when the document is about to be replaced.
fn keep(draft: Draft) {
    Effect::new(move |before: Option<draft::Typed>| {
        let typed = draft.typed();
        if before.is_some_and(|before| before != typed) {
            let (form, now) = (draft.form(), typed.clone());
            if let Ok(later) = set_timeout_with_handle(move || send(form, now), PAUSE) {
                on_cleanup(move || later.clear());
            }
        }
        typed
    });
    let leaving = window_event_listener(Custom::<leptos::ev::Event>::new(LEAVING), move |_| {
        let typed = untrack(|| draft.typed());
        if !typed.is_empty() {
            send(draft.form(), typed);
        }
    });
    on_cleanup(move || leaving.remove());
}

fn send(form: String, typed: draft::Typed) {
    spawn_local(async move {
        // The next one comes soon; what is typed stays in the form.
        let _ = keep_draft(form, typed).await;
    });
}
