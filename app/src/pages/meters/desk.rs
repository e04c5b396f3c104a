//! What becomes of a reading: it is corrected, or taken back.

use domain::meter::ReadingRow;
use i18n::{Locale, meters};
use leptos::{lazy, prelude::*};

use super::{correct::CorrectForm, words::of_month};
use crate::{
    api::meters::cancel_reading,
    components::{ConfirmDialog, Dialog, Late, open_for},
    state::{Toast, Toasts, attempt, locale, toasts},
};

/// What is being done, and who is told when it is done; cheap to copy.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is corrected.
    pub editing: RwSignal<Option<ReadingRow>>,
    /// What is taken back, if the person says so.
    pub cancelling: RwSignal<Option<ReadingRow>>,
    changed: Callback<()>,
    /// Where it is told; known from the beginning, as what a dialog does goes on when the dialog is gone.
    toasts: Toasts,
    locale: Locale,
}

impl Desk {
    /// Nothing yet.
    pub fn new(changed: Callback<()>) -> Self {
        let (editing, cancelling) = (RwSignal::new(None), RwSignal::new(None));
        Self { editing, cancelling, changed, toasts: toasts(), locale: locale() }
    }

    /// Takes it back.
    fn cancel(self, row: ReadingRow) {
        attempt(async move {
            cancel_reading(row.id).await?;
            self.done(of_month(self.locale, &row, meters::cancelled));
            Ok(())
        });
    }

    /// It is done: says so.
    pub fn done(self, text: String) {
        self.toasts.show(Toast::done(text));
        self.changed.try_run(());
    }
}

/// The form and the question.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let of = move |text: &dyn Fn(&ReadingRow) -> String| {
        desk.cancelling.with(|row| row.as_ref().map(text)).unwrap_or_default()
    };
    let title = Signal::derive(move || of(&|row| of_month(locale, row, meters::cancel_title)));
    let text = Signal::derive(move || of(&|row| meters::cancel_text(locale, &row.old.to_string())));
    let confirm = Callback::new(move |()| {
        if let Some(row) = desk.cancelling.get_untracked() {
            desk.cancel(row);
        }
    });
    view! {
        <Late
            wanted=Signal::derive(move || desk.editing.with(Option::is_some))
            part=move || form_dialog(desk)
        />
        <ConfirmDialog
            open=open_for(desk.cancelling)
            title
            text
            word=meters::cancel(locale).to_owned()
            on_confirm=confirm
        />
    }
}

/// The dialog around the form, in a chunk of its own.
#[lazy]
fn form_dialog(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.editing);
    let title = Signal::derive(move || {
        let title = |row: &ReadingRow| of_month(locale, row, meters::correct_title);
        desk.editing.with(|row| row.as_ref().map(title)).unwrap_or_default()
    });
    view! {
        <Dialog open title>
            {move || desk.editing.get().map(|row| view! { <CorrectForm row open desk /> })}
        </Dialog>
    }
    .into_any()
}
