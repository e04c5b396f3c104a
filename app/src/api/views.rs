//! Saved views of lists.

use domain::{
    ViewId,
    customer::Directory,
    view::{ViewChange, ViewInput, Views},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// The views of a list that the person may use, and the roles with which the person may share one.
#[server(endpoint = "views/list", protocol = Json)]
pub async fn list_views(
    /// Which list.
    directory: Directory,
) -> Result<Views, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.views(directory).list(&actor).await)
}

/// Keeps a list under a name.
#[server(endpoint = "views/create", protocol = Json)]
pub async fn create_view(
    /// Which list.
    directory: Directory,
    /// Name, list, and for whom it is.
    input: ViewInput,
) -> Result<ViewId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.views(directory).create(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Gives a view another name, keeps another list in it, or shares it otherwise.
#[server(endpoint = "views/change", protocol = Json)]
pub async fn change_view(
    /// Which list.
    directory: Directory,
    /// The view.
    id: ViewId,
    /// What is to be otherwise.
    change: ViewChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.views(directory).change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a view.
#[server(endpoint = "views/delete", protocol = Json)]
pub async fn delete_view(
    /// Which list.
    directory: Directory,
    /// The view.
    id: ViewId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.views(directory).delete(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Has the list open with a view for the person, or with none.
#[server(endpoint = "views/set_default", protocol = Json)]
pub async fn set_default_view(
    /// Which list.
    directory: Directory,
    /// The view.
    id: Option<ViewId>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.views(directory).set_default(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
