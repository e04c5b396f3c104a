//! Choosing a file and sending it.

use domain::{
    AppError,
    import::wizard::{ImportStatus, MAX_UPLOAD_BYTES},
};
use i18n::imports;
use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    transfer::{Arrival, Picked, Transfer, chosen, dropped},
    words::{megabytes, reason, upload_problem},
};
use crate::{
    components::{Icon, Progress},
    state::{locale, report},
};

/// A file on its way.
#[derive(Clone, Default)]
struct Sending {
    name: String,
    percent: u64,
}

/// The place where a file is chosen or dropped, its way to the server, and what was wrong with it.
#[component]
pub fn UploadBox(
    /// A file arrived that cannot be read: the list has a new line.
    refused: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let navigate = StoredValue::new(use_navigate());
    let input = NodeRef::<html::Input>::new();
    let sending = RwSignal::new(None::<Sending>);
    let problem = RwSignal::new(None::<String>);
    let transfer = Transfer::new();

    let fail = move |error: AppError| {
        sending.set(None);
        if error == AppError::Unauthenticated {
            report(&error);
        } else {
            problem.set(Some(upload_problem(locale, &error)));
        }
    };
    let sent = move |percent| {
        sending.try_update(|sending| sending.iter_mut().for_each(|sending| sending.percent = percent));
    };
    let done = move |arrival: Arrival| match arrival {
        Ok(import) if import.status == ImportStatus::Refused => {
            sending.set(None);
            let why = reason(locale, import.reason.as_deref());
            problem.set(Some(imports::refused_file(locale, &import.file_name, why)));
            refused.try_run(());
        }
        Ok(import) => {
            navigate.try_with_value(|go| go(&format!("/import/{}", import.id), Default::default()));
        }
        Err(error) => fail(error),
    };
    let take = move |picked: Option<Picked>| {
        let Some(picked) = picked.filter(|_| sending.with_untracked(Option::is_none)) else { return };
        problem.set(None);
        if picked.bytes() > MAX_UPLOAD_BYTES {
            fail(AppError::TooLarge);
            return;
        }
        sending.set(Some(Sending { name: picked.name(), percent: 0 }));
        if !transfer.start(&picked, sent, done) {
            fail(AppError::Unavailable);
        }
    };
    let stop = move || {
        transfer.stop();
        sending.set(None);
    };
    // A file that was chosen before the page came to life.
    Effect::new(move || {
        if let Some(input) = input.get() {
            take(chosen(&input));
        }
    });
    let over = RwSignal::new(false);
    view! {
        <div class="field">
            <Show
                when=move || sending.with(Option::is_none)
                fallback=move || view! { <OnTheWay sending stop=Callback::new(move |()| stop()) /> }
            >
                <label
                    class="upload"
                    data-over=move || over.get().to_string()
                    on:dragover=move |event| {
                        event.prevent_default();
                        over.set(true);
                    }
                    on:dragleave=move |_| over.set(false)
                    on:drop=move |event| {
                        event.prevent_default();
                        over.set(false);
                        take(dropped(&event));
                    }
                >
                    <input
                        class="upload__input"
                        type="file"
                        accept=".xlsx,.csv"
                        aria-describedby="upload-notes"
                        aria-invalid=move || problem.with(Option::is_some).to_string()
                        node_ref=input
                        on:change:target=move |event| take(chosen(&event.target()))
                    />
                    <Icon name="cloud-upload" class="icon--large" />
                    <span>
                        <strong>{imports::choose_file(locale)}</strong>
                        " "
                        {imports::drop_here(locale)}
                    </span>
                    <span class="upload__help">{imports::file_kinds(locale, megabytes())}</span>
                </label>
            </Show>
            <div id="upload-notes" aria-live="polite">
                {move || {
                    problem
                        .get()
                        .map(|text| {
                            view! {
                                <p class="field__error">
                                    <Icon name="circle-alert" class="icon--small" />
                                    {text}
                                </p>
                            }
                        })
                }}
            </div>
        </div>
    }
}

/// How far the file is; once all of it is sent, the server reads it.
#[component]
fn OnTheWay(sending: RwSignal<Option<Sending>>, stop: Callback<()>) -> impl IntoView {
    let locale = locale();
    let now = move || sending.get().unwrap_or_default();
    let arrived = move || now().percent >= 100;
    let head = Signal::derive(move || match arrived() {
        true => imports::reading(locale).to_owned(),
        false => imports::uploading(locale, now().percent),
    });
    view! {
        <div class="upload-file">
            <Icon name="file-spreadsheet" />
            <span class="upload-file__name">{move || now().name}</span>
            <button
                type="button"
                class="icon-button"
                aria-label=imports::cancel_upload(locale)
                title=imports::cancel_upload(locale)
                on:click=move |_| stop.run(())
            >
                <Icon name="x" />
            </button>
        </div>
        <Progress
            head
            done=Signal::derive(move || now().percent)
            total=Signal::derive(move || if arrived() { 0 } else { 100 })
        />
    }
}
