//! Roles.

use domain::{
    RoleId,
    permission::RoleRights,
    role::{RoleDetail, RoleInput, RoleRow},
    user::EffectOn,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// All roles.
#[server(endpoint = "roles/list", protocol = Json)]
pub async fn list_roles() -> Result<Vec<RoleRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.roles().list(&actor).await)
}

/// A role whole.
#[server(endpoint = "roles/detail", protocol = Json)]
pub async fn read_role(
    /// The role.
    id: RoleId,
) -> Result<RoleDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.roles().detail(&actor, id).await)
}

/// Makes a role.
#[server(endpoint = "roles/create", protocol = Json)]
pub async fn create_role(
    /// The filled form.
    input: RoleInput,
) -> Result<RoleId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.roles().create(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes a role.
#[server(endpoint = "roles/change", protocol = Json)]
pub async fn change_role(
    /// The role.
    id: RoleId,
    /// The version that the form showed.
    version: i64,
    /// The filled form.
    input: RoleInput,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.roles().change(&actor, id, version, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a role.
#[server(endpoint = "roles/delete", protocol = Json)]
pub async fn delete_role(
    /// The role.
    id: RoleId,
    /// What those who have it get instead.
    instead: Option<RoleId>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.roles().delete(&actor, id, instead).await };
    answer(Services::to_its_end(act).await)
}

/// What a change will do to those who have the role.
#[server(endpoint = "roles/effect", protocol = Json)]
pub async fn effect_of_role(
    /// The role.
    id: RoleId,
    /// The rights in the form.
    rights: RoleRights,
    /// Whether it asks for a second factor there.
    second_factor: bool,
) -> Result<Vec<EffectOn>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.roles().effect(&actor, id, &rights, second_factor).await)
}

/// What the end of a role will do to those who have it.
#[server(endpoint = "roles/effect_of_delete", protocol = Json)]
pub async fn effect_of_deleting_role(
    /// The role.
    id: RoleId,
    /// What they get instead.
    instead: Option<RoleId>,
) -> Result<Vec<EffectOn>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.roles().effect_of_delete(&actor, id, instead).await)
}
