//! The files of a customer, or of one of its contracts.

mod deleted;
mod desk;
mod dialogs;
mod rows;
mod uploads;
mod words;

use domain::{
    attachment::{AttachmentPage, FilesMay, FilesOf},
    customer::CustomerDetail,
    permission::{Action, Resource as Subject},
};
use i18n::attachments;
use leptos::prelude::*;

pub(super) use self::words::problem;
use self::{deleted::Deleted, desk::Desk, dialogs::DeskDialogs, rows::Rows, uploads::Uploads};
use crate::{
    api::attachments::list_attachments,
    components::WhenLoaded,
    state::{locale, on_change_of, viewer},
};

/// Whether the person may see the attachments of this customer.
pub fn may_see(detail: &CustomerDetail) -> bool {
    viewer().is_some_and(|viewer| detail.directory.shows(&viewer.principal, Subject::Attachments, &detail.placement))
}

/// The attachments of a customer, and what may be done with them.
#[component]
pub fn AttachmentsTab(
    /// The customer.
    detail: CustomerDetail,
) -> impl IntoView {
    let may = |action| {
        viewer().is_some_and(|viewer| viewer.principal.may_at(action, Subject::Attachments, &detail.placement))
    };
    let may = FilesMay { create: may(Action::Create), delete: may(Action::Delete) };
    view! { <Files of=FilesOf { customer: detail.id, contract: None } may /> }
}

/// Files, and what may be done with them.
#[component]
pub fn Files(
    /// Whose.
    of: FilesOf,
    /// What the person may do.
    may: FilesMay,
) -> impl IntoView {
    let locale = locale();
    let found = Resource::new_blocking(|| (), move |()| list_attachments(of, false, None));
    // The deleted ones are asked for anew with the others.
    let changes = RwSignal::new(0_u32);
    let changed = Callback::new(move |()| {
        found.refetch();
        changes.update(|count| *count += 1);
    });
    on_change_of(Subject::Attachments, move || changed.run(()));
    let desk = Desk::new(changed);
    let most_bytes = StoredValue::new(u64::MAX);
    let show = Callback::new(move |page: AttachmentPage| {
        most_bytes.set_value(page.most_bytes);
        let limit = may.create.then(|| {
            let text = attachments::most(locale, page.most_bytes / 1024 / 1024);
            view! { <p class="quiet">{text}</p> }
        });
        view! {
            {limit}
            <Rows page of deleted=false desk empty=attachments::empty(locale) />
        }
        .into_any()
    });
    view! {
        {may.create.then(|| view! { <Uploads of most_bytes arrived=changed /> })}
        <WhenLoaded data=found show />
        {may.delete.then(|| view! { <Deleted of changes desk /> })}
        <DeskDialogs desk />
    }
}
