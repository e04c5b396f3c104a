//! The form and the question, each in its dialog.

use domain::extra_service::ServiceAct;
use i18n::extra_services;
use leptos::{lazy, prelude::*};

use super::{
    desk::{Desk, Editing},
    form::ServiceForm,
    words::naming,
};
use crate::{
    components::{CloseDialog, Closing, ConfirmDialog, Dialog, Late, open_for},
    state::locale,
};

/// The form and the question.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let title = Signal::derive(move || {
        desk.cancelling
            .with(|row| row.as_ref().map(|row| extra_services::cancel_title(locale, &row.code)))
            .unwrap_or_default()
    });
    let text = Signal::derive(move || {
        desk.cancelling
            .with(|row| row.as_ref().map(|row| naming(locale, row, extra_services::cancel_text)))
            .unwrap_or_default()
    });
    let confirm = Callback::new(move |()| {
        if let Some(row) = desk.cancelling.get_untracked() {
            desk.run(row, ServiceAct::Cancel);
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
            word=extra_services::cancel(locale).to_owned()
            on_confirm=confirm
        />
    }
}

/// The dialog around the form, in a chunk of its own.
#[lazy]
fn form_dialog(desk: Desk) -> AnyView {
    let locale = locale();
    let open = open_for(desk.editing);
    let closing = Closing::new(open);
    let title = Signal::derive(move || {
        desk.editing.with(|editing| match editing {
            Some(Editing::Service(row)) => extra_services::edit_title(locale, &row.code),
            _ => extra_services::create_title(locale).to_owned(),
        })
    });
    view! {
        <Dialog open title may_close=closing.may_close()>
            {move || desk.editing.get().map(|editing| view! { <ServiceForm editing open closing desk /> })}
        </Dialog>
        <CloseDialog closing />
    }
    .into_any()
}
