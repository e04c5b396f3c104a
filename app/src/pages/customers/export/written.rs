//! How far the export is, and the finished file.

use domain::{
    export::{ExportState, ExportStatus},
    time::BusinessZone,
};
use i18n::exports;
use leptos::{html, prelude::*};

use super::Job;
use crate::{
    api::exports::cancel_export,
    components::{Icon, Progress},
    state::{attempt, locale},
};

/// How far the file is, and the file.
#[component]
pub fn Progressing(
    /// The export.
    job: Job,
) -> impl IntoView {
    let locale = locale();
    let state = move || job.state.get();
    let status = Memo::new(move |_| state().map(|state| state.status));
    let busy = move || status.get().is_some_and(ExportStatus::is_busy);
    let stop = move |_| {
        let Some(id) = job.state.with_untracked(|state| state.as_ref().map(|state| state.id)) else { return };
        attempt(async move {
            job.take(cancel_export(id).await?);
            Ok(())
        });
    };
    view! {
        <div class="dialog__body">
            {move || match status.get() {
                Some(ExportStatus::Ready) => view! { <Ready job /> }.into_any(),
                Some(status) if status.is_busy() => view! { <Writing job /> }.into_any(),
                Some(ExportStatus::Cancelled) => view! { <p role="status">{exports::cancelled(locale)}</p> }.into_any(),
                Some(ExportStatus::Expired) => view! { <p role="status">{exports::expired(locale)}</p> }.into_any(),
                _ => {
                    view! {
                        <div class="banner banner--danger" role="alert">
                            <Icon name="circle-alert" />
                            <div class="banner__text">{exports::failed(locale)}</div>
                        </div>
                    }
                        .into_any()
                }
            }}
        </div>
        <div class="dialog__foot">
            <Show
                when=busy
                fallback=move || {
                    view! {
                        <button type="button" class="button" on:click=move |_| job.state.set(None)>
                            {exports::another(locale)}
                        </button>
                    }
                }
            >
                <button type="button" class="button" on:click=stop>
                    {exports::cancel(locale)}
                </button>
            </Show>
            <button type="button" class="button" on:click=move |_| job.open.set(false)>
                {i18n::app::close(locale)}
            </button>
        </div>
    }
}

#[component]
fn Writing(job: Job) -> impl IntoView {
    let locale = locale();
    let of = move |number: fn(&ExportState) -> u64| {
        Signal::derive(move || job.state.with(|state| state.as_ref().map(number)).unwrap_or_default())
    };
    let (done, total) = (of(|state| state.rows_done), of(|state| state.rows_total));
    let head = Signal::derive(move || {
        let waiting = job.state.with(|state| state.as_ref().is_some_and(|state| state.status == ExportStatus::Waiting));
        if waiting { exports::waiting(locale).to_owned() } else { exports::running(locale).to_owned() }
    });
    let figures = Signal::derive(move || match total.get() {
        0 => String::new(),
        total => exports::progress(locale, done.get(), total),
    });
    view! {
        <Progress head done total figures />
        <p class="quiet">{exports::may_leave(locale)}</p>
    }
}

/// The file. It is fetched at once; the link is there for a second time.
#[component]
fn Ready(job: Job) -> impl IntoView {
    let locale = locale();
    let link = NodeRef::<html::A>::new();
    let Some(state) = job.state.get_untracked() else { return ().into_any() };
    Effect::new(move || {
        if let Some(link) = link.get() {
            link.click();
        }
    });
    let until = BusinessZone::default().show(state.expires_at);
    view! {
        <div class="banner banner--good" role="status">
            <Icon name="circle-check" />
            <div class="banner__text">
                <strong>{exports::ready(locale)}</strong>
                " "
                {state.file_name}
                " · "
                {exports::rows_count(locale, state.rows_done)}
            </div>
        </div>
        <div class="buttons">
            <a class="button button--primary" href=format!("/exports/{}", state.id) download node_ref=link>
                <Icon name="download" />
                {exports::download(locale)}
            </a>
            <span class="quiet">{exports::expires(locale, &until)}</span>
        </div>
    }
    .into_any()
}
