//! An attachment as it is, and the form of its name, each in its dialog.

use domain::attachment::AttachmentRow;
use i18n::attachments;
use leptos::{lazy, prelude::*};

use super::{
    desk::Desk,
    words::{address, shown_address},
};
use crate::{
    api::attachments::rename_attachment,
    components::{Dialog, DialogForm, Icon, Late, TextField, open_for},
    state::{Sending, locale},
};

/// Both dialogs, each fetched when it is first wanted.
#[component]
pub fn DeskDialogs(
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    view! {
        <Late
            wanted=Signal::derive(move || desk.viewing.with(Option::is_some))
            part=move || view_dialog(desk.viewing)
        />
        <Late
            wanted=Signal::derive(move || desk.renaming.with(Option::is_some))
            part=move || rename_dialog(desk)
        />
    }
}

#[lazy]
fn view_dialog(viewing: RwSignal<Option<AttachmentRow>>) -> AnyView {
    let title =
        Signal::derive(move || viewing.with(|row| row.as_ref().map(|row| row.name.clone())).unwrap_or_default());
    view! {
        <Dialog open=open_for(viewing) title>
            {move || viewing.get().map(|row| view! { <Preview row /> })}
        </Dialog>
    }
    .into_any()
}

/// A picture, or a document in the browser's own reader.
#[component]
fn Preview(row: AttachmentRow) -> impl IntoView {
    let locale = locale();
    let (shown, saved) = (shown_address(row.id), address(row.id));
    let failed = RwSignal::new(false);
    let name = row.name.clone();
    let content = if row.media.is_picture() {
        view! {
            <Show
                when=move || !failed.get()
                fallback=move || view! { <p class="quiet">{attachments::not_shown(locale)}</p> }
            >
                <img
                    class="file-preview__picture"
                    src=shown.clone()
                    alt=name.clone()
                    on:error=move |_| failed.set(true)
                />
            </Show>
        }
        .into_any()
    } else {
        view! {
            <object class="file-preview__document" data=shown type="application/pdf" aria-label=name>
                <p class="quiet">{attachments::not_shown(locale)}</p>
            </object>
        }
        .into_any()
    };
    view! {
        <div class="dialog__body file-preview">{content}</div>
        <div class="dialog__foot">
            <a class="button" href=saved download>
                <Icon name="download" />
                {attachments::download(locale)}
            </a>
        </div>
    }
}

#[lazy]
fn rename_dialog(desk: Desk) -> AnyView {
    let open = open_for(desk.renaming);
    let title = attachments::rename_title(locale()).to_owned();
    view! {
        <Dialog open title>
            {move || desk.renaming.get().map(|row| view! { <NameForm row open desk /> })}
        </Dialog>
    }
    .into_any()
}

#[component]
fn NameForm(row: AttachmentRow, open: RwSignal<bool>, desk: Desk) -> impl IntoView {
    let locale = locale();
    let (id, was) = (row.id, row.name.clone());
    let (name, sending) = (RwSignal::new(row.name), Sending::default());
    let save = Callback::new(move |()| {
        let (was, typed) = (was.clone(), name.get_untracked());
        sending.start(async move {
            rename_attachment(id, was, typed.clone()).await?;
            open.set(false);
            desk.renamed(&typed);
            Ok(())
        });
    });
    view! {
        <DialogForm open sending word=i18n::app::save(locale) on_submit=save>
            <TextField
                name="attachment_name"
                label=attachments::name(locale)
                value=name
                required=true
                error=sending.faults.of("name")
            />
        </DialogForm>
    }
}
