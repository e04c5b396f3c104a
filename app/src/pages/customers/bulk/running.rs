//! How far an act is, what became of it, and the way back.

use std::time::Duration;

use domain::{
    AppError, BulkId,
    bulk::{BulkCounts, BulkState, BulkStatus, NOT_GRANTED},
};
use i18n::{Locale, bulk as texts};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use crate::{
    api::{
        ApiError,
        bulk::{cancel_bulk, read_bulk, undo_bulk},
    },
    components::{Icon, Progress},
    state::{attempt, locale, report},
};

/// How often an act is asked how far it is.
const BEAT: Duration = Duration::from_millis(400);

/// Asks again and again while the server is at work; tells when it is over.
pub fn watch(running: RwSignal<Option<BulkState>>, over: Callback<()>) {
    let beat = RwSignal::new(0_u32);
    let busy = Memo::new(move |_| {
        running.with(|state| state.as_ref().filter(|state| state.status.is_busy()).map(|state| state.id))
    });
    Effect::new(move |before: Option<Option<BulkId>>| {
        let now = busy.get();
        if before.flatten().is_some() && now.is_none() {
            over.run(());
        }
        now
    });
    Effect::new(move || {
        beat.track();
        let Some(id) = busy.get() else { return };
        let ask = move || {
            spawn_local(async move {
                match read_bulk(id).await {
                    // A cancellation may have been faster.
                    Ok(state) if busy.try_get_untracked().flatten() == Some(id) => running.set(Some(state)),
                    Err(ApiError(AppError::Unauthenticated)) => report(&AppError::Unauthenticated),
                    // What passes need not be told at every beat.
                    Ok(_) | Err(_) => {}
                }
                beat.try_update(|beat| *beat = beat.wrapping_add(1));
            });
        };
        let later = set_timeout_with_handle(ask, BEAT);
        on_cleanup(move || later.iter().for_each(TimeoutHandle::clear));
    });
}

/// The act from its beginning to its end.
#[component]
pub fn Running(
    /// The act.
    running: RwSignal<Option<BulkState>>,
) -> impl IntoView {
    let busy = Memo::new(move |_| running.with(|state| state.as_ref().is_some_and(|state| state.status.is_busy())));
    move || {
        if busy.get() {
            view! { <AtWork running /> }.into_any()
        } else {
            running.get().map(|state| view! { <Over state running /> }).into_any()
        }
    }
}

#[component]
fn AtWork(running: RwSignal<Option<BulkState>>) -> impl IntoView {
    let locale = locale();
    let of = move |number: fn(&BulkState) -> u64| {
        Signal::derive(move || running.with(|state| state.as_ref().map(number)).unwrap_or_default())
    };
    let (done, total) = (of(|state| state.rows_done), of(|state| state.rows_total));
    let head = Signal::derive(move || {
        let word = running.with(|state| match state {
            Some(state) if state.status == BulkStatus::Waiting => texts::waiting(locale),
            Some(state) if state.is_undo => texts::undoing(locale),
            _ => texts::running(locale),
        });
        word.to_owned()
    });
    let figures = Signal::derive(move || match total.get() {
        0 => String::new(),
        total => texts::progress(locale, done.get(), total),
    });
    let stop = move |_| {
        let Some(id) = running.with_untracked(|state| state.as_ref().map(|state| state.id)) else { return };
        attempt(async move {
            running.set(Some(cancel_bulk(id).await?));
            Ok(())
        });
    };
    view! {
        <div class="bulk__progress">
            <Progress head done total figures />
        </div>
        <button type="button" class="button button--small" on:click=stop>
            {texts::stop(locale)}
        </button>
    }
}

#[component]
fn Over(state: BulkState, running: RwSignal<Option<BulkState>>) -> impl IntoView {
    let locale = locale();
    let id = state.id;
    let failed = (state.status == BulkStatus::Failed).then(|| {
        let reason = state.reason.as_deref().and_then(|code| i18n::reasons::by_code(locale, code));
        reason.unwrap_or_else(|| i18n::errors::invalid(locale))
    });
    let stopped = (state.status == BulkStatus::Cancelled).then(|| texts::stopped(locale));
    let undo = move |_| {
        attempt(async move {
            running.set(Some(undo_bulk(id).await?));
            Ok(())
        });
    };
    let icon = if failed.is_some() { "circle-alert" } else { "circle-check" };
    let reasons = reasons(locale, &state.counts);
    view! {
        <div class="bulk__result" role="status">
            <Icon name=icon />
            <div>
                <p>{failed} {stopped} " " {told(locale, &state)}</p>
                {(!reasons.is_empty())
                    .then(|| {
                        view! {
                            <ul class="bulk__reasons">
                                {reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
                            </ul>
                        }
                    })}
            </div>
        </div>
        <div class="bulk__acts">
            {state
                .undoable
                .then(|| {
                    view! {
                        <button type="button" class="button button--small" on:click=undo>
                            <Icon name="rotate-ccw" />
                            {i18n::app::undo(locale)}
                        </button>
                    }
                })}
            <button type="button" class="button button--quiet button--small" on:click=move |_| running.set(None)>
                {i18n::app::close(locale)}
            </button>
        </div>
    }
}

/// How many records were done, left and refused.
pub fn told(locale: Locale, state: &BulkState) -> String {
    let BulkCounts { done, unchanged, kept, gone, refused } = &state.counts;
    let done = if state.is_undo { texts::restored(locale, *done) } else { texts::done(locale, *done) };
    let others = [
        (*unchanged, texts::unchanged as fn(Locale, u64) -> String),
        (*kept, texts::kept),
        (*gone, texts::gone),
        (refused.values().sum(), texts::refused),
    ];
    let others = others.into_iter().filter(|(count, _)| *count > 0).map(|(count, words)| words(locale, count));
    std::iter::once(done).chain(others).collect::<Vec<_>>().join(", ")
}

/// Why some were refused, and how many.
fn reasons(locale: Locale, counts: &BulkCounts) -> Vec<String> {
    let words = |code: &str| match code {
        NOT_GRANTED => texts::not_granted(locale),
        code => i18n::errors::by_code(locale, code).unwrap_or_else(|| i18n::errors::invalid(locale)),
    };
    counts.refused.iter().map(|(code, count)| format!("{} – {}", i18n::grouped(*count), words(code))).collect()
}
