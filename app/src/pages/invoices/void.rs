//! The question why an invoice is taken back.

use domain::{
    AppError,
    invoice::{InvoiceRow, Voiding},
};
use i18n::invoices;
use leptos::prelude::*;

use super::{desk::Desk, words::called};
use crate::{
    api::{ApiError, invoices::void_invoice},
    components::{DialogForm, NoteField},
    state::{Sending, locale, session},
};

/// What becomes of it, and the reason.
#[component]
pub fn VoidForm(
    /// The invoice.
    row: InvoiceRow,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    desk: Desk,
) -> impl IntoView {
    let locale = locale();
    let (id, code) = (row.id, called(locale, &row));
    let reason = RwSignal::new(String::new());
    let sending = Sending::default();
    let submit = Callback::new(move |()| {
        let voiding = Voiding { reason: reason.get_untracked() }.normal(session().today);
        let code = code.clone();
        sending.start(async move {
            let voiding = voiding.map_err(|found| ApiError(AppError::Invalid(found)))?;
            void_invoice(id, voiding).await?;
            open.set(false);
            desk.done(invoices::voided(locale, &code));
            Ok(())
        });
    });
    view! {
        <DialogForm
            open
            sending
            word=invoices::void(locale)
            danger=true
            marks_required=true
            on_submit=submit
        >
            <p>{invoices::void_text(locale)}</p>
            <NoteField
                name="reason"
                label=invoices::reason(locale)
                value=reason
                required=true
                error=sending.faults.of("reason")
            />
        </DialogForm>
    }
}
