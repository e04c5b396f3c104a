//! Exporting the list: what is wanted, how far it is, and the file.

mod wish;
mod written;

use std::time::Duration;

use domain::{
    AppError,
    bulk::Selection,
    export::{ExportState, ExportStatus},
    list::ListState,
};
use i18n::exports;
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};

use self::{wish::Wish, written::Progressing};
use super::window::Window;
use crate::{
    api::{ApiError, exports::read_export},
    components::Dialog,
    state::{Toast, locale, report, toasts},
};

/// How often a busy export is asked how far it is.
const BEAT: Duration = Duration::from_secs(1);
/// The export that was asked for, if there is one; it goes on when the dialog is closed.
#[derive(Clone, Copy)]
struct Job {
    open: RwSignal<bool>,
    state: RwSignal<Option<ExportState>>,
    /// Counts the questions.
    beat: RwSignal<u32>,
}

impl Job {
    /// Takes up how the export stands. A file that is finished while the dialog is closed is announced.
    fn take(self, now: ExportState) {
        let ready = now.status == ExportStatus::Ready;
        let open = self.open;
        if self.state.try_set(Some(now)).is_none() && ready && !open.get_untracked() {
            let text = exports::ready_toast(locale());
            toasts().show(Toast::done(text).with_action(exports::download(locale()), move || open.set(true)));
        }
    }

    /// Asks again and again while the file is being written.
    fn watch(self) {
        Effect::new(move || {
            self.beat.track();
            let busy =
                self.state.with(|state| state.as_ref().filter(|state| state.status.is_busy()).map(|state| state.id));
            let Some(id) = busy else { return };
            let ask = move || {
                spawn_local(async move {
                    match read_export(id).await {
                        Ok(state) => self.take(state),
                        Err(ApiError(AppError::Unauthenticated)) => report(&AppError::Unauthenticated),
                        // What passes need not be told every second.
                        Err(_) => {}
                    }
                    self.beat.try_update(|beat| *beat = beat.wrapping_add(1));
                });
            };
            let later = set_timeout_with_handle(ask, BEAT);
            on_cleanup(move || later.iter().for_each(TimeoutHandle::clear));
        });
    }
}

/// The dialog, in a chunk of its own.
#[lazy]
pub fn export(
    open: RwSignal<bool>,
    list: Memo<ListState>,
    picked: RwSignal<Option<Selection>>,
    window: RwSignal<Option<Window>>,
) -> AnyView {
    view! { <ExportDialog open list picked window /> }.into_any()
}

/// Exports the list as it is filtered and sorted.
#[component]
fn ExportDialog(
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The list.
    list: Memo<ListState>,
    /// What is chosen of it; nothing is all of it.
    picked: RwSignal<Option<Selection>>,
    /// What it shows.
    window: RwSignal<Option<Window>>,
) -> impl IntoView {
    let job = Job { open, state: RwSignal::new(None), beat: RwSignal::new(0) };
    job.watch();
    // A finished export has been seen when the dialog closes; the next time begins anew.
    Effect::new(move |was_open: Option<bool>| {
        let now = open.get();
        let rests = job.state.with_untracked(|state| state.as_ref().is_some_and(|state| !state.status.is_busy()));
        if was_open == Some(true) && !now && rests {
            job.state.set(None);
        }
        now
    });
    let asked = Memo::new(move |_| job.state.with(Option::is_some));
    view! {
        <Dialog open title=exports::title(locale()).to_owned()>
            {move || {
                if asked.get() {
                    view! { <Progressing job /> }.into_any()
                } else {
                    view! { <Wish job list picked window /> }.into_any()
                }
            }}
        </Dialog>
    }
}
