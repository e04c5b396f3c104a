//! How a form of an invoice is saved, also over what somebody else has saved meanwhile.

use domain::{
    AppError, InvoiceId,
    invoice::{InvoiceChange, InvoiceInput, InvoiceStatus},
    permission::{Action, Resource as Subject},
};
use leptos::prelude::*;

use super::{draft::Draft, sheet::Filled};
use crate::{
    api::{
        ApiError,
        invoices::{change_invoice, read_invoice, read_invoice_offer},
    },
    components::SheetForm,
};

/// Changes a draft, in which `was` stood when typing began; whoever was overtaken brings both together and saves again.
/// `false` if the person has to choose first.
///
/// # Errors
/// Faults by field; whatever the server answers.
pub async fn change(
    id: InvoiceId,
    was: StoredValue<Option<InvoiceInput>>,
    draft: Draft,
    form: SheetForm,
) -> Result<bool, ApiError> {
    let send = |was, becomes| change_invoice(id, InvoiceChange { was, becomes });
    form.save_over(was, |was| draft.input(Some(was)), send, || read(id, draft)).await
}

/// How it stands now.
async fn read(id: InvoiceId, draft: Draft) -> Result<(InvoiceInput, Filled), ApiError> {
    let now = read_invoice(id).await?;
    if now.row.status != InvoiceStatus::Draft {
        return Err(AppError::field("invoice", "invoice_status").into());
    }
    let (action, resource) = (Action::View, Subject::Amounts);
    let input = now.input().ok_or(AppError::Forbidden { action, resource })?;
    let offer = read_invoice_offer(input.customer, Some(id)).await?;
    // What the other one has put on it is offered by now.
    let _ = draft.offered.try_set(offer.charges);
    let filled = Filled::with(&input);
    Ok((input, filled))
}
