//! How a form of an invoice is saved, also over what somebody else has saved meanwhile.

use domain::{
    AppError, InvoiceId,
    invoice::{InvoiceChange, InvoiceInput},
    permission::{Action, Resource as Subject},
    receipt::ChargeRow,
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
                let (now, offer) = futures::join!(read_invoice(id), read_offer(draft, id));
                let input =
                    now?.input().ok_or(AppError::Forbidden { action: Action::View, resource: Subject::Amounts })?;
                // What the other one has put on it is offered by now.
                let _ = draft.offered.try_set(offer?);
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

async fn read_offer(draft: Draft, id: InvoiceId) -> Result<Vec<ChargeRow>, ApiError> {
    match draft.customer.try_get_untracked().flatten() {
        Some(customer) => Ok(read_invoice_offer(customer, Some(id)).await?.charges),
        None => Ok(Vec::new()),
    }
}
