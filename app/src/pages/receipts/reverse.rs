//! The form by which a receipt or voucher is taken back.

use domain::receipt::ReceiptRow;
use i18n::receipts;
use leptos::prelude::*;

use super::{draft::Draft, till::Till};
use crate::{
    api::{ApiError, receipts::reverse_receipt},
    components::{Closing, DayField, DialogForm, Kept, NoteField},
    state::{Sending, locale},
};

/// The form.
#[component]
pub fn ReverseForm(
    /// What is taken back.
    row: ReceiptRow,
    /// Whether the dialog around it is open.
    open: RwSignal<bool>,
    /// What asks before that closes.
    closing: Closing,
    /// Where it is told.
    till: Till,
) -> impl IntoView {
    let locale = locale();
    let sending = Sending::default();
    let faults = sending.faults;
    let ReceiptRow { id, code, customer, purpose, .. } = row;
    let draft = Draft::new(purpose, &[]);
    let unsaved = draft.keep(customer.id, &id.to_string(), closing);
    let submit = Callback::new(move |()| {
        let (code, reversal) = (code.clone(), draft.reversal().map_err(ApiError));
        sending.start(async move {
            reverse_receipt(id, reversal?).await?;
            unsaved.forget();
            till.done(open, receipts::reversed(locale, &code));
            Ok(())
        });
    });
    view! {
        <DialogForm
            open
            may_close=closing.may_close()
            sending
            word=receipts::reverse(locale)
            danger=true
            marks_required=true
            on_submit=submit
        >
            <Kept unsaved />
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
