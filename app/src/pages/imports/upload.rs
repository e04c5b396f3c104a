//! Choosing a file and sending it.

use domain::{
    AppError,
    import::wizard::{ImportState, ImportStatus, MAX_UPLOAD_BYTES},
};
use i18n::imports;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::words::{megabytes, reason, upload_problem};
use crate::{
    components::{Arrival, DropZone, Icon, OnTheWay, Picked, Transfer, read_arrival},
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
    let done = move |arrival: Arrival| match read_arrival::<ImportState>(arrival) {
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
        if !transfer.start("/imports", &picked, sent, done) {
            fail(AppError::Unavailable);
        }
    };
    let stop = move || {
        transfer.stop();
        sending.set(None);
    };
    let now = move || sending.get().unwrap_or_default();
    let head = move || match now().percent {
        100.. => imports::reading(locale).to_owned(),
        percent => imports::uploading(locale, percent),
    };
    let on_the_way = move || {
        view! {
            <OnTheWay
                name=Signal::derive(move || now().name)
                icon="file-spreadsheet"
                head=Signal::derive(head)
                percent=Signal::derive(move || now().percent)
                stop_word=imports::cancel_upload(locale).to_owned()
                stop=Callback::new(move |()| stop())
            />
        }
    };
    let on_pick = Callback::new(move |picked: Vec<Picked>| take(picked.into_iter().next()));
    view! {
        <div class="field">
            <Show when=move || sending.with(Option::is_none) fallback=on_the_way>
                <DropZone
                    accept=".xlsx,.csv"
                    head=imports::choose_file(locale)
                    rest=imports::drop_here(locale)
                    help=imports::file_kinds(locale, megabytes())
                    notes="upload-notes"
                    invalid=Signal::derive(move || problem.with(Option::is_some))
                    on_pick
                />
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
