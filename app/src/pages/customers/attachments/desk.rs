//! What is done with an attachment: one tap, and a way back.

use std::{collections::BTreeSet, future::Future};

use domain::{AttachmentId, attachment::AttachmentRow};
use i18n::{Locale, attachments};
use leptos::prelude::*;

use crate::{
    api::{
        ApiError,
        attachments::{delete_attachment, restore_attachment},
    },
    state::{Toast, Toasts, attempt, locale, toasts},
};

/// What is being done, and who is told when it is done.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What is shown.
    pub viewing: RwSignal<Option<AttachmentRow>>,
    /// What gets another name.
    pub renaming: RwSignal<Option<AttachmentRow>>,
    /// With which something is being done: pressed twice it is done once.
    busy: RwSignal<BTreeSet<AttachmentId>>,
    changed: Callback<()>,
    /// Where it is told; known from the beginning, as what a notice does goes on when the page is gone.
    toasts: Toasts,
    locale: Locale,
}

impl Desk {
    /// Nothing yet.
    pub fn new(changed: Callback<()>) -> Self {
        let (viewing, renaming) = (RwSignal::new(None), RwSignal::new(None));
        Self { viewing, renaming, busy: RwSignal::default(), changed, toasts: toasts(), locale: locale() }
    }

    /// Deletes it, and offers the way back.
    pub fn delete(self, row: AttachmentRow) {
        let Self { toasts, locale, .. } = self;
        self.run(row.id, async move {
            delete_attachment(row.id).await?;
            let told = Toast::done(attachments::deleted(locale, &row.name));
            toasts.show(told.with_action(i18n::app::undo(locale), move || self.restore(row.clone())));
            Ok(())
        });
    }

    /// Takes back that it was deleted.
    pub fn restore(self, row: AttachmentRow) {
        let Self { toasts, locale, .. } = self;
        self.run(row.id, async move {
            restore_attachment(row.id).await?;
            toasts.show(Toast::done(attachments::restored(locale, &row.name)));
            Ok(())
        });
    }

    /// It has another name: says so.
    pub fn renamed(self, name: &str) {
        self.toasts.show(Toast::done(attachments::renamed(self.locale, name)));
        self.changed.try_run(());
    }

    fn run(self, id: AttachmentId, act: impl Future<Output = Result<(), ApiError>> + 'static) {
        let Self { busy, changed, .. } = self;
        // Where it was pressed may be gone by now; what is on the way back is done all the same.
        if busy.try_update(|busy| busy.insert(id)) == Some(false) {
            return;
        }
        attempt(async move {
            let outcome = act.await;
            busy.try_update(|busy| busy.remove(&id));
            outcome?;
            changed.try_run(());
            Ok(())
        });
    }
}
