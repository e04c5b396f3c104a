//! How the form of a draft is saved, also over what somebody else has saved meanwhile.

use domain::{
    AppError, ContractId,
    contract::{ContractChange, ContractDetail, ContractInput, ContractStatus},
};
use leptos::prelude::*;

use super::{draft::Draft, sheet::Filled};
use crate::{
    api::{
        ApiError,
        contracts::{change_contract, read_contract},
    },
    components::SheetForm,
};

/// A draft that is known, and what stood in it when typing began.
#[derive(Clone)]
pub struct Known {
    /// Which one.
    pub id: ContractId,
    /// Its code.
    pub code: String,
    /// What stood there.
    pub input: ContractInput,
}

impl Known {
    /// As it was read.
    pub fn of(detail: &ContractDetail) -> Self {
        Self { id: detail.row.id, code: detail.row.code.clone(), input: detail.input() }
    }
}

/// Changes a draft; whoever was overtaken brings both together and saves again. `false` if the person has to choose first.
///
/// # Errors
/// Faults by field; whatever the server answers.
pub async fn change(known: StoredValue<Option<Known>>, draft: Draft, form: SheetForm) -> Result<bool, ApiError> {
    // Nothing more is sent from a form that is closed.
    while let Some(Some(Known { id, input: was, .. })) = known.try_get_value() {
        let becomes = draft.input(Some(&was)).map_err(ApiError)?;
        match change_contract(id, ContractChange { was, becomes }).await {
            Ok(()) => return Ok(true),
            Err(ApiError(AppError::Conflict(found))) => {
                let now = read_contract(id).await?;
                if now.row.status != ContractStatus::Draft {
                    return Err(AppError::field("contract", "contract_status").into());
                }
                let now = Known::of(&now);
                let filled = Filled::with(&now.input);
                known.try_set_value(Some(now));
                if !form.meet(found.changed_by, &filled) {
                    return Ok(false);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(false)
}
