//! Members of staff and their rights.

use domain::{
    UserId,
    permission::{Cell, OwnGrant},
    user::{EffectOn, StaffChoices, UserDetail, UserFilter, UserInput, UserRow, Welcome, Welcomed},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// Members of staff within reach.
#[server(endpoint = "users/list", protocol = Json)]
pub async fn list_users(
    /// Which ones.
    filter: UserFilter,
) -> Result<Vec<UserRow>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.users().list(&actor, &filter).await)
}

/// An account whole.
#[server(endpoint = "users/detail", protocol = Json)]
pub async fn read_user(
    /// The account.
    id: UserId,
) -> Result<UserDetail, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.users().detail(&actor, id).await)
}

/// What the forms offer.
#[server(endpoint = "users/choices", protocol = Json)]
pub async fn user_choices() -> Result<StaffChoices, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.users().choices(&actor).await)
}

/// Makes an account.
#[server(endpoint = "users/create", protocol = Json)]
pub async fn create_user(
    /// The filled form.
    input: UserInput,
    /// The first way in.
    welcome: Welcome,
) -> Result<Welcomed, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().create(&actor, &input, &welcome).await };
    answer(Services::to_its_end(act).await)
}

/// Changes an account.
#[server(endpoint = "users/change", protocol = Json)]
pub async fn change_user(
    /// The account.
    id: UserId,
    /// The version that the form showed.
    version: i64,
    /// The filled form.
    input: UserInput,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().change(&actor, id, version, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Replaces what somebody is given and denied over the roles.
#[server(endpoint = "users/set_own_grants", protocol = Json)]
pub async fn set_own_grants(
    /// The account.
    id: UserId,
    /// The version that the matrix showed.
    version: i64,
    /// The own grants.
    own: Vec<(Cell, OwnGrant)>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().set_own_grants(&actor, id, version, &own.into_iter().collect()).await };
    answer(Services::to_its_end(act).await)
}

/// What a change will do to the person and to colleagues, before it is saved.
#[server(endpoint = "users/effect", protocol = Json)]
pub async fn effect_on_user(
    /// The account.
    id: UserId,
    /// The filled form.
    input: UserInput,
    /// The own grants, unless they stay.
    own: Option<Vec<(Cell, OwnGrant)>>,
) -> Result<Vec<EffectOn>, ApiError> {
    let (services, actor) = signed_in()?;
    let own = own.map(|own| own.into_iter().collect());
    answer(services.users().effect(&actor, id, &input, own.as_ref()).await)
}

/// Keeps somebody out.
#[server(endpoint = "users/block", protocol = Json)]
pub async fn block_user(
    /// The account.
    id: UserId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().block(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Lets somebody in again.
#[server(endpoint = "users/unblock", protocol = Json)]
pub async fn unblock_user(
    /// The account.
    id: UserId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().unblock(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Removes an account for good.
#[server(endpoint = "users/delete", protocol = Json)]
pub async fn delete_user(
    /// The account.
    id: UserId,
    /// Who takes over the customers.
    successor: Option<UserId>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().delete(&actor, id, successor).await };
    answer(Services::to_its_end(act).await)
}

/// A new link to choose a password; it is shown once.
#[server(endpoint = "users/invite", protocol = Json)]
pub async fn invite_user(
    /// The account.
    id: UserId,
) -> Result<String, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().invite(&actor, id).await.map(|token| token.expose().to_owned()) };
    answer(Services::to_its_end(act).await)
}

/// Takes somebody's second factor away.
#[server(endpoint = "users/remove_factor", protocol = Json)]
pub async fn remove_factor_of(
    /// The account.
    id: UserId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.users().remove_factor(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Shows the application as this person sees it.
#[server(endpoint = "users/see_as", protocol = Json)]
pub async fn see_as(
    /// The account.
    id: UserId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.users().see_as(&actor, id).await)
}
