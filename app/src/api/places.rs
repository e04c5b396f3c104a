//! Branches and departments.

use domain::place::PlaceRow;
use leptos::prelude::*;
use uuid::Uuid;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// All branches.
#[server(endpoint = "branches/list", protocol = Json)]
pub async fn list_branches() -> Result<Vec<PlaceRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.branches().list(&actor).await)
}

/// Adds a branch.
#[server(endpoint = "branches/create", protocol = Json)]
pub async fn create_branch(
    /// Its name.
    name: String,
) -> Result<Uuid, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.branches().create(&actor, &name).await };
    answer(Services::to_its_end(act).await)
}

/// Gives a branch another name.
#[server(endpoint = "branches/rename", protocol = Json)]
pub async fn rename_branch(
    /// The branch.
    id: Uuid,
    /// What the form began with.
    was: String,
    /// Its name.
    name: String,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.branches().rename(&actor, id, &was, &name).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a branch to which nothing is tied.
#[server(endpoint = "branches/delete", protocol = Json)]
pub async fn delete_branch(
    /// The branch.
    id: Uuid,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.branches().delete(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// All departments.
#[server(endpoint = "departments/list", protocol = Json)]
pub async fn list_departments() -> Result<Vec<PlaceRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.departments().list(&actor).await)
}

/// Adds a department.
#[server(endpoint = "departments/create", protocol = Json)]
pub async fn create_department(
    /// Its name.
    name: String,
) -> Result<Uuid, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.departments().create(&actor, &name).await };
    answer(Services::to_its_end(act).await)
}

/// Gives a department another name.
#[server(endpoint = "departments/rename", protocol = Json)]
pub async fn rename_department(
    /// The department.
    id: Uuid,
    /// What the form began with.
    was: String,
    /// Its name.
    name: String,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.departments().rename(&actor, id, &was, &name).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a department to which nothing is tied.
#[server(endpoint = "departments/delete", protocol = Json)]
pub async fn delete_department(
    /// The department.
    id: Uuid,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.departments().delete(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
