//! How the form of a draft is saved, also over what somebody else has saved meanwhile.

use domain::{
    AppError, ContractId,
    contract::{ContractChange, ContractInput, ContractStatus},
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

/// Changes a draft; whoever was overtaken brings both together and saves again. `false` if the person has to choose first. `was` is
/// what stood there when typing began, or when the person heard of it.
///
/// # Errors
/// Faults by field, also if it is no draft any more; whatever the server answers.
pub async fn change(
    id: ContractId,
    was: StoredValue<Option<ContractInput>>,
    draft: Draft,
    form: SheetForm,
) -> Result<bool, ApiError> {
    let typed = |was: &ContractInput| draft.input(Some(was));
    let send = |was, becomes| change_contract(id, ContractChange { was, becomes });
    let read = || async move {
        let now = read_contract(id).await?;
        if now.row.status != ContractStatus::Draft {
            return Err(AppError::field("contract", "contract_status").into());
        }
        let input = now.input();
        let filled = Filled::with(&input);
        Ok((input, filled))
    };
    form.save_over(was, typed, send, read).await
}
