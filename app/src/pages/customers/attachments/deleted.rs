//! Attachments that were deleted and can be restored: asked for when somebody wants to see them.

use domain::attachment::{AttachmentPage, FilesOf};
use i18n::attachments;
use leptos::prelude::*;

use super::{desk::Desk, rows::Rows};
use crate::{
    api::attachments::list_attachments,
    components::{Icon, WhenLoaded},
    state::{locale, viewer},
};

/// The button that shows them, and then they themselves.
#[component]
pub fn Deleted(
    /// Whose they are.
    of: FilesOf,
    /// Counts changes of them.
    changes: RwSignal<u32>,
    /// Where things are done.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let open = RwSignal::new(false);
    view! {
        <div class="deleted-files">
            <button
                type="button"
                class="button button--quiet"
                aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon name="trash-2" />
                {attachments::deleted_title(locale)}
            </button>
            <Show when=move || open.get()>
                <Found of changes desk />
            </Show>
        </div>
    }
}

#[component]
fn Found(of: FilesOf, changes: RwSignal<u32>, desk: Desk) -> impl IntoView {
    let locale = locale();
    let found = Resource::new(move || changes.get(), move |_| list_attachments(of, true, None));
    let show = Callback::new(move |page: AttachmentPage| {
        view! { <Rows page of deleted=true desk empty=attachments::deleted_empty(locale) /> }.into_any()
    });
    let days = viewer().map(|viewer| viewer.trash_days).unwrap_or_default();
    view! {
        <p class="quiet">{attachments::kept(locale, days)}</p>
        <WhenLoaded data=found show />
    }
}
