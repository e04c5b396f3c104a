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

/// A draft that is known, and what stood in it when typing began.
#[derive(Clone)]
pub struct Known {
    /// Which one.
    pub id: InvoiceId,
    /// What stood there.
    pub input: InvoiceInput,
}

/// Changes a draft; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
///
/// # Errors
/// Faults by field; whatever the server answers.
pub async fn change(known: StoredValue<Option<Known>>, draft: Draft, form: SheetForm) -> Result<bool, ApiError> {
    // Nothing more is sent from a form that is closed.
    while let Some(Some(Known { id, input: was })) = known.try_get_value() {
        let becomes = draft.input(Some(&was)).map_err(ApiError)?;
        match change_invoice(id, InvoiceChange { was, becomes }).await {
            Ok(()) => return Ok(true),
            Err(ApiError(AppError::Conflict(found))) => {
                let now = read_invoice(id).await?;
                if now.row.status != InvoiceStatus::Draft {
                    return Err(AppError::field("invoice", "invoice_status").into());
                }
                let (action, resource) = (Action::View, Subject::Amounts);
                let input = now.input().ok_or(AppError::Forbidden { action, resource })?;
                let offer = read_invoice_offer(input.customer, Some(id)).await?;
                // What the other one has put on it is offered by now.
                let _ = draft.offered.try_set(offer.charges);
                known.try_set_value(Some(Known { id, input: input.clone() }));
                if !form.meet(found.changed_by, &Filled::with(&input)) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
