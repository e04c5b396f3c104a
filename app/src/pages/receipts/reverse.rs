//! The form by which a receipt or voucher is taken back.

use domain::receipt::ReceiptRow;
use i18n::receipts;
use leptos::prelude::*;

use super::{draft::Draft, till::Till};
use crate::{
    api::{ApiError, receipts::reverse_receipt},
    components::{DayField, DialogForm, NoteField},
    state::{Sending, locale},
};

/// The form.
#[component]
pub fn ReverseForm(
    /// What is taken back.
    row: ReceiptRow,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// Where it is told.
    till: Till,
) -> impl IntoView {
    let locale = locale();
    let draft = Draft::new();
    let sending = Sending::default();
    let faults = sending.faults;
    let ReceiptRow { id, code, .. } = row;
    let submit = Callback::new(move |()| {
        let (code, reversal) = (code.clone(), draft.reversal().map_err(ApiError));
        sending.start(async move {
            reverse_receipt(id, reversal?).await?;
            till.done(open, receipts::reversed(locale, &code));
            Ok(())
        });
    });
    view! {
        <DialogForm
            open
            sending
            word=receipts::reverse(locale)
            danger=true
            marks_required=true
            on_submit=submit
        >
            <p>{receipts::reverse_text(locale)}</p>
            <div class="form__columns">
                <DayField
                    name="paid_on"
                    label=receipts::paid_on(locale)
                    value=draft.paid_on
                    required=true
                    error=faults.of("paid_on")
                />
            </div>
            <NoteField
                name="reason"
                label=receipts::reason(locale)
                value=draft.note
                required=true
                error=faults.of("reason")
            />
        </DialogForm>
    }
}
