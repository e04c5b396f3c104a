//! Files on their way in: one after the other, each with how far it is and a way to stop it.

use domain::{AppError, AttachmentId, attachment::FilesOf};
use i18n::{Locale, attachments, imports};
use leptos::prelude::*;

use super::words::problem;
use crate::{
    components::{Arrival, DropZone, Icon, OnTheWay, Picked, Queue, Transfer, read_arrival},
    pages::customers::new_key,
    state::{Toast, Toasts, locale, report, toasts},
};

/// What the browser offers to choose; what counts is what is in a file.
const ACCEPTED: &str = ".png,.jpg,.jpeg,.webp,.gif,.pdf,.docx,.xlsx,.pptx,.odt,.ods,.doc,.xls,.txt,.csv";

/// A file on its way, or one that did not arrive.
#[derive(Clone)]
struct Sent {
    number: u32,
    name: String,
    /// How far it is; one that waits has not begun.
    percent: Option<u64>,
    problem: Option<String>,
}

/// The files on their way; cheap to copy.
#[derive(Clone, Copy)]
struct Sending {
    of: FilesOf,
    files: RwSignal<Vec<Sent>>,
    /// The one that is being sent.
    current: RwSignal<Option<u32>>,
    next: StoredValue<u32>,
    queue: Queue,
    transfer: Transfer,
    most_bytes: StoredValue<u64>,
    arrived: Callback<()>,
    toasts: Toasts,
    locale: Locale,
}

impl Sending {
    /// These come too.
    fn take(self, picked: Vec<Picked>) {
        for picked in picked {
            let number = self.next.get_value();
            self.next.set_value(number + 1);
            let too_large = picked.bytes() > self.most_bytes.get_value();
            let problem = too_large.then(|| problem(self.locale, &AppError::TooLarge));
            let file = Sent { number, name: picked.name(), percent: None, problem };
            self.files.update(|files| files.push(file));
            if !too_large {
                self.queue.push(number, picked);
            }
        }
        self.go_on();
    }

    /// Sends the next one, if none is being sent.
    fn go_on(self) {
        // The page may be gone.
        if self.current.try_get_untracked() != Some(None) {
            return;
        }
        let Some((number, picked)) = self.queue.pop() else { return };
        self.current.set(Some(number));
        self.change(number, |file| file.percent = Some(0));
        let contract = self.of.contract.map(|contract| format!("&contract={contract}")).unwrap_or_default();
        let address = format!("/files/attachments?customer={}{contract}&key={}", self.of.customer, new_key());
        let sent = move |percent| self.change(number, move |file| file.percent = Some(percent));
        let done = move |arrival| self.done(number, arrival);
        if !self.transfer.start(&address, &picked, sent, done) {
            self.done(number, Err(AppError::Unavailable));
        }
    }

    fn done(self, number: u32, arrival: Arrival) {
        match read_arrival::<AttachmentId>(arrival) {
            Ok(_) => {
                let name = self.name_of(number);
                self.forget(number);
                self.toasts.show(Toast::done(attachments::uploaded(self.locale, &name)));
                self.arrived.try_run(());
            }
            Err(error) => {
                if error == AppError::Unauthenticated {
                    report(&error);
                }
                let text = problem(self.locale, &error);
                self.change(number, move |file| file.problem = Some(text));
            }
        }
        self.over();
    }

    /// It is not wanted any more.
    fn stop(self, number: u32) {
        self.queue.remove(number);
        self.forget(number);
        if self.current.get_untracked() == Some(number) {
            self.transfer.stop();
            self.over();
        }
    }

    /// The next one begins when what has just ended is at its end.
    fn over(self) {
        if self.current.try_set(None).is_none() {
            set_timeout(move || self.go_on(), std::time::Duration::ZERO);
        }
    }

    fn name_of(self, number: u32) -> String {
        let found = |files: &Vec<Sent>| files.iter().find(|file| file.number == number).map(|file| file.name.clone());
        self.files.try_with_untracked(found).flatten().unwrap_or_default()
    }

    fn forget(self, number: u32) {
        self.files.try_update(|files| files.retain(|file| file.number != number));
    }

    fn change(self, number: u32, change: impl FnOnce(&mut Sent)) {
        self.files.try_update(|files| files.iter_mut().find(|file| file.number == number).map(change));
    }
}

/// Where files are chosen or dropped, and those that are on their way.
#[component]
pub fn Uploads(
    /// Whose they become.
    of: FilesOf,
    /// Bytes that one may have.
    most_bytes: StoredValue<u64>,
    /// One has arrived.
    arrived: Callback<()>,
) -> impl IntoView {
    let locale = locale();
    let sending = Sending {
        of,
        files: RwSignal::default(),
        current: RwSignal::new(None),
        next: StoredValue::new(0),
        queue: Queue::new(),
        transfer: Transfer::new(),
        most_bytes,
        arrived,
        toasts: toasts(),
        locale,
    };
    let failed = move |file: &Sent| file.problem.is_some();
    view! {
        <div class="field uploads">
            <DropZone
                accept=ACCEPTED
                multiple=true
                head=attachments::upload(locale)
                rest=attachments::drop_here(locale)
                help=attachments::kinds(locale)
                notes="attachment-notes"
                invalid=Signal::derive(move || sending.files.with(|files| files.iter().any(failed)))
                on_pick=Callback::new(move |picked| sending.take(picked))
            />
            <div id="attachment-notes" class="uploads__files" aria-live="polite">
                <For
                    each=move || sending.files.get()
                    key=|file| (file.number, file.problem.is_some())
                    let(file)
                >
                    <File file sending />
                </For>
            </div>
        </div>
    }
}

#[component]
fn File(file: Sent, sending: Sending) -> impl IntoView {
    let locale = locale();
    let Sent { number, name, problem, .. } = file;
    let stop_word = attachments::cancel_of(locale, &name);
    if let Some(problem) = problem {
        let dismiss = attachments::dismiss_of(locale, &name);
        return view! {
            <p class="field__error">
                <Icon name="circle-alert" class="icon--small" />
                <span>{attachments::failed(locale, &name, &problem)}</span>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=dismiss.clone()
                    title=dismiss
                    on:click=move |_| sending.forget(number)
                >
                    <Icon name="x" />
                </button>
            </p>
        }
        .into_any();
    }
    let percent = Signal::derive(move || {
        let of = |files: &Vec<Sent>| files.iter().find(|file| file.number == number).and_then(|file| file.percent);
        sending.files.with(of)
    });
    let head = Signal::derive(move || match percent.get() {
        None => attachments::waiting(locale).to_owned(),
        Some(100..) => attachments::looking(locale).to_owned(),
        Some(percent) => imports::uploading(locale, percent),
    });
    view! {
        <OnTheWay
            name=name
            icon="paperclip"
            head
            percent=Signal::derive(move || percent.get().unwrap_or_default())
            stop_word
            stop=Callback::new(move |()| sending.stop(number))
        />
    }
    .into_any()
}
