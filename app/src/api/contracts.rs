//! Contracts: who rents what, for how long and for how much each month; and the texts from which they begin.

use domain::{
    ContractId, ContractTemplateId, IdempotencyKey,
    contract::{
        ContractChange, ContractDetail, ContractFilter, ContractInput, ContractOffer, ContractPage, ContractPlace,
        Drafted, Template, TemplateInput, Termination,
    },
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of contracts, the latest first.
#[server(endpoint = "contracts/list", protocol = Json)]
pub async fn list_contracts(
    /// Which ones.
    filter: ContractFilter,
    /// After this one.
    after: Option<ContractPlace>,
) -> Result<ContractPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.contracts().list(&actor, &filter, after).await)
}

/// A contract with its text and its periods.
#[server(endpoint = "contracts/read", protocol = Json)]
pub async fn read_contract(
    /// The contract.
    id: ContractId,
) -> Result<ContractDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.contracts().read(&actor, id).await)
}

/// What the form of a contract has to know.
#[server(endpoint = "contracts/offer", protocol = Json)]
pub async fn offer_contract() -> Result<ContractOffer, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.contracts().offer(&actor).await)
}

/// Drafts a contract.
#[server(endpoint = "contracts/create", protocol = Json)]
pub async fn create_contract(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: ContractInput,
) -> Result<Drafted, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().create(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of a draft.
#[server(endpoint = "contracts/change", protocol = Json)]
pub async fn change_contract(
    /// The contract.
    id: ContractId,
    /// What is typed over what.
    change: ContractChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Brings a draft in force: its space is booked, its rent is expected and its text is fixed.
#[server(endpoint = "contracts/activate", protocol = Json)]
pub async fn activate_contract(
    /// The contract.
    id: ContractId,
    /// The version that was read: what somebody else has changed since is a conflict.
    version: i64,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().activate(&actor, id, version).await };
    answer(Services::to_its_end(act).await)
}

/// Ends an active contract before its last day: what would be billed later is not owed, and the space is free from then on.
#[server(endpoint = "contracts/terminate", protocol = Json)]
pub async fn terminate_contract(
    /// The contract.
    id: ContractId,
    /// When and why.
    termination: Termination,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().terminate(&actor, id, &termination).await };
    answer(Services::to_its_end(act).await)
}

/// Drafts the contract that continues an active or ended one: from the day after, as long, for the same space, rent and text.
#[server(endpoint = "contracts/renew", protocol = Json)]
pub async fn renew_contract(
    /// Made when somebody asked for it.
    key: IdempotencyKey,
    /// The contract that is continued.
    id: ContractId,
) -> Result<Drafted, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().renew(&actor, key, id).await };
    answer(Services::to_its_end(act).await)
}

/// Throws a draft away.
#[server(endpoint = "contracts/discard", protocol = Json)]
pub async fn discard_contract(
    /// The contract.
    id: ContractId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().discard(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// All templates, also those that are not offered, in their order.
#[server(endpoint = "contracts/templates", protocol = Json)]
pub async fn list_templates() -> Result<Vec<Template>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.contracts().templates(&actor).await)
}

/// Adds a template.
#[server(endpoint = "contracts/templates/create", protocol = Json)]
pub async fn create_template(
    /// The filled form.
    input: TemplateInput,
) -> Result<Template, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().create_template(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes a template; contracts that began from it keep their text.
#[server(endpoint = "contracts/templates/change", protocol = Json)]
pub async fn change_template(
    /// The template.
    id: ContractTemplateId,
    /// The version that was read: what somebody else has changed since is a conflict.
    version: i64,
    /// The filled form.
    input: TemplateInput,
) -> Result<Template, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().change_template(&actor, id, version, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a template; contracts that began from it keep their text.
#[server(endpoint = "contracts/templates/remove", protocol = Json)]
pub async fn remove_template(
    /// The template.
    id: ContractTemplateId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.contracts().remove_template(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
