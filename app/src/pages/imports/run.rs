//! The check and the real run: how far it is, what can be done, what came of it.

use std::time::Duration;

use domain::{
    AppError, ImportId,
    import::wizard::{ImportState, ImportStatus, RowFilter},
};
use i18n::{Locale, grouped, imports};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    detail::Loaded,
    rows::Rows,
    steps::{Step, address},
    words::{reason, status as status_word},
};
use crate::{
    api::{
        ApiError,
        imports::{cancel_import, pause_import, read_import, resume_import, start_import},
    },
    components::{ConfirmDialog, Icon, Progress},
    state::{locale, report},
};

/// How often a busy import is asked how far it is.
const BEAT: Duration = Duration::from_secs(1);
/// More seconds than this are told in minutes.
const MANY_SECONDS: u64 = 90;

/// What the person can do with an import.
#[derive(Clone, Copy)]
enum Act {
    Start,
    Pause,
    Resume,
    Cancel,
}

/// An import as it goes on; cheap to copy.
#[derive(Clone, Copy)]
struct Live {
    id: ImportId,
    state: RwSignal<ImportState>,
    loaded: Loaded,
    /// The last question found no answer.
    lost: RwSignal<bool>,
    /// Counts the questions.
    beat: RwSignal<u32>,
    /// Something was asked for, the answer is on its way.
    acting: RwSignal<bool>,
}

impl Live {
    fn status(self) -> ImportStatus {
        self.state.with(|state| state.status)
    }

    /// Takes up how the import stands now. When it comes to rest, the page shows what has become of the rows.
    fn take(self, state: ImportState) {
        let (before, now) = (self.state.try_with_untracked(|state| state.status), state.status);
        if self.state.try_set(state).is_some() {
            return;
        }
        if before.is_some_and(ImportStatus::is_busy) && !now.is_busy() {
            self.loaded.rows.refetch();
            if now != ImportStatus::Paused {
                self.loaded.found.refetch();
            }
        }
    }

    /// Asks again and again while the import is busy; the timer goes with the page.
    fn watch(self) {
        Effect::new(move || {
            self.beat.track();
            if !self.status().is_busy() {
                return;
            }
            let ask = move || {
                spawn_local(async move {
                    let answer = read_import(self.id).await;
                    self.lost.try_set(answer.is_err());
                    match answer {
                        Ok(state) => self.take(state),
                        Err(ApiError(AppError::Unauthenticated)) => report(&AppError::Unauthenticated),
                        // What passes need not be told every second: the page says that it keeps trying.
                        Err(_) => {}
                    }
                    self.beat.try_update(|beat| *beat = beat.wrapping_add(1));
                });
            };
            let later = set_timeout_with_handle(ask, BEAT);
            on_cleanup(move || later.iter().for_each(TimeoutHandle::clear));
        });
    }

    fn act(self, act: Act, then: impl FnOnce() + 'static) {
        if self.acting.get_untracked() {
            return;
        }
        self.acting.set(true);
        spawn_local(async move {
            let outcome = match act {
                Act::Start => start_import(self.id).await,
                Act::Pause => pause_import(self.id).await,
                Act::Resume => resume_import(self.id).await,
                Act::Cancel => cancel_import(self.id).await,
            };
            if self.acting.try_set(false).is_some() {
                return;
            }
            match outcome {
                Ok(state) => {
                    self.take(state);
                    then();
                }
                // It has gone on meanwhile: another window, or it was done already.
                Err(ApiError(AppError::Invalid(_))) => self.loaded.found.refetch(),
                Err(ApiError(error)) => report(&error),
            }
        });
    }
}

/// Progress while something goes on, the outcome when it rests, and the rows.
#[component]
pub fn Run(
    /// Where the import stands.
    state: ImportState,
    /// The resources of the page.
    loaded: Loaded,
) -> impl IntoView {
    let live = Live {
        id: state.id,
        state: RwSignal::new(state),
        loaded,
        lost: RwSignal::new(false),
        beat: RwSignal::new(0),
        acting: RwSignal::new(false),
    };
    live.watch();
    let status = Memo::new(move |_| live.status());
    view! {
        {move || match status.get() {
            ImportStatus::Checked => view! { <Checked live /> }.into_any(),
            status if status.is_busy() || status == ImportStatus::Paused => view! { <UnderWay live /> }.into_any(),
            status => view! { <Outcome live status /> }.into_any(),
        }}
        <Rows state=live.state loaded />
    }
}

/// The bar, and what can be done meanwhile.
#[component]
fn UnderWay(live: Live) -> impl IntoView {
    let locale = locale();
    let asking = RwSignal::new(false);
    let state = live.state;
    let paused = Signal::derive(move || live.status() == ImportStatus::Paused);
    let checking = move || live.status() == ImportStatus::Checking;
    let figures =
        Signal::derive(move || state.with(|state| imports::progress(locale, state.rows_done, state.rows_total)));
    let text = Signal::derive(move || {
        let counts = state.with(|state| state.counts);
        match checking() {
            true => imports::cancel_check_text(locale).to_owned(),
            false => imports::cancel_text(locale, counts.created + counts.changed),
        }
    });
    let pause_or_resume = move || {
        let (act, icon, word) = match paused.get() {
            true => (Act::Resume, "play", imports::resume(locale)),
            false => (Act::Pause, "pause", imports::pause(locale)),
        };
        view! {
            <button
                type="button"
                class="button"
                aria-busy=move || live.acting.get().to_string()
                on:click=move |_| live.act(act, || {})
            >
                <Icon name=icon />
                {word}
            </button>
        }
    };
    view! {
        <Progress
            head=Signal::derive(move || status_word(locale, live.status()).to_owned())
            done=Signal::derive(move || state.with(|state| state.rows_done))
            total=Signal::derive(move || state.with(|state| state.rows_total))
            figures
            note=Signal::derive(move || state.with(|state| speed(locale, state)))
            paused
        />
        <Show when=move || live.lost.get()>
            <div class="banner banner--warn" role="status">
                <Icon name="wifi-off" />
                <div class="banner__text">{imports::connection_lost(locale)}</div>
            </div>
        </Show>
        <div class="buttons">
            <Show when=move || !checking()>{pause_or_resume}</Show>
            <button type="button" class="button" on:click=move |_| asking.set(true)>
                <Icon name="circle-x" />
                {imports::cancel(locale)}
            </button>
            <span class="quiet">
                {move || match live.status() {
                    ImportStatus::Checking => imports::check_text(locale),
                    ImportStatus::Paused => "",
                    _ => imports::may_leave(locale),
                }}
            </span>
        </div>
        <ConfirmDialog
            open=asking
            title=imports::cancel_title(locale).to_owned()
            text
            word=imports::cancel(locale).to_owned()
            on_confirm=Callback::new(move |()| live.act(Act::Cancel, || {}))
        />
    }
}

/// `1.850 rows/s · about 21 s left`
fn speed(locale: Locale, state: &ImportState) -> String {
    if !state.status.is_busy() || state.rows_per_second == 0 {
        return String::new();
    }
    let seconds = state.rows_total.saturating_sub(state.rows_done).div_ceil(state.rows_per_second);
    let left = match seconds {
        0..=MANY_SECONDS => imports::time_left_seconds(locale, seconds),
        _ => imports::time_left_minutes(locale, seconds.div_ceil(60)),
    };
    format!("{} · {left}", imports::speed(locale, state.rows_per_second))
}

/// Nothing is written yet: on to the real run, or back.
#[component]
fn Checked(live: Live) -> impl IntoView {
    let locale = locale();
    let navigate = StoredValue::new(use_navigate());
    let id = live.id;
    let counts = live.state.with_untracked(|state| state.counts);
    let count = counts.created + counts.changed;
    let text =
        if count > 0 { imports::start_text(locale, count) } else { imports::nothing_to_write(locale).to_owned() };
    let start = move |_| {
        let result = address(id, Step::Result, RowFilter::All);
        live.act(Act::Start, move || navigate.with_value(|go| go(&result, Default::default())));
    };
    view! {
        <div class="banner" role="status">
            <Icon name="info" />
            <div class="banner__text">
                <strong>{imports::check_text(locale)}</strong>
                " "
                {text}
            </div>
            <div class="banner__actions">
                <a class="button" href=address(id, Step::Columns, RowFilter::All)>
                    {i18n::app::back(locale)}
                </a>
                <button
                    type="button"
                    class="button button--primary"
                    disabled=count == 0
                    aria-busy=move || live.acting.get().to_string()
                    on:click=start
                >
                    <Icon name="play" />
                    {imports::start(locale)}
                </button>
            </div>
        </div>
    }
}

/// The import is at its end.
#[component]
fn Outcome(live: Live, status: ImportStatus) -> impl IntoView {
    let locale = locale();
    let state = live.state.get_untracked();
    let counts = state.counts;
    let (class, icon) = match status {
        ImportStatus::Finished if counts.errors == 0 => ("banner banner--good", "circle-check"),
        ImportStatus::Finished | ImportStatus::Cancelled => ("banner banner--warn", "triangle-alert"),
        _ => ("banner banner--danger", "circle-alert"),
    };
    let why = (status == ImportStatus::Failed).then(|| reason(locale, state.reason.as_deref()));
    let summary = match state.written {
        true => imports::done_summary(
            locale,
            &grouped(counts.changed),
            &grouped(counts.created),
            &grouped(counts.errors),
            &grouped(counts.skipped),
            &grouped(counts.unchanged),
        ),
        false => imports::nothing_written(locale).to_owned(),
    };
    view! {
        <div class=class role="status">
            <Icon name=icon />
            <div class="banner__text">
                <strong>{status_word(locale, status)} "."</strong>
                " "
                {why}
                " "
                {summary}
            </div>
            <div class="banner__actions">
                <a class="button" href="/import">
                    <Icon name="file-up" />
                    {imports::new(locale)}
                </a>
                <a class="button" href="/customers/individuals">
                    <Icon name="users" />
                    {imports::open_list(locale)}
                </a>
            </div>
        </div>
    }
}
