//! Set-up, sign-in and the own account.

use domain::{
    account::{OwnSession, PasswordChange, Profile, SetUp},
    user::OwnRights,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, forget_session, keep, signed_in, visitor};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::accounts::Token;

/// Creates the first administrator and signs in.
#[server(endpoint = "accounts/set_up", input = Json)]
pub async fn set_up_installation(
    /// The filled form.
    form: SetUp,
) -> Result<(), ApiError> {
    let visitor = visitor()?;
    let accounts = visitor.services.accounts();
    keep(&answer(accounts.set_up(&form, &visitor.client).await)?);
    Ok(())
}

/// Signs in.
#[server(endpoint = "accounts/sign_in", input = Json)]
pub async fn sign_in(
    /// What one signs in with.
    email: String,
    /// The password.
    password: String,
    /// An own password in place of a first one.
    new: Option<String>,
) -> Result<(), ApiError> {
    let visitor = visitor()?;
    let accounts = visitor.services.accounts();
    keep(&answer(match new {
        Some(new) => accounts.sign_in_first(&email, &password, &new, &visitor.client).await,
        None => accounts.sign_in(&email, &password, &visitor.client).await,
    })?);
    Ok(())
}

/// Chooses a password by an invitation, and signs in.
#[server(endpoint = "accounts/accept_invitation", input = Json)]
pub async fn accept_invitation(
    /// What the link carries.
    token: String,
    /// The chosen password.
    password: String,
) -> Result<(), ApiError> {
    let visitor = visitor()?;
    let token = Token::parse(&token).ok_or(domain::AppError::NotFound)?;
    keep(&answer(visitor.services.accounts().accept_invitation(&token, &password, &visitor.client).await)?);
    Ok(())
}

/// Signs out.
#[server(endpoint = "accounts/sign_out", input = Json)]
pub async fn sign_out() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().sign_out(&actor).await)?;
    forget_session();
    Ok(())
}

/// Saves name, language and theme.
#[server(endpoint = "accounts/save_profile", input = Json)]
pub async fn save_profile(
    /// The filled form.
    profile: Profile,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().save_profile(&actor, &profile).await)
}

/// Changes the password; all other sessions end.
#[server(endpoint = "accounts/change_password", input = Json)]
pub async fn change_password(
    /// The filled form.
    change: PasswordChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().change_password(&actor, &change).await)
}

/// What the own rights are made of.
#[server(endpoint = "accounts/rights", input = Json)]
pub async fn read_own_rights() -> Result<OwnRights, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().own_rights(&actor).await)
}

/// The own signed-in browsers.
#[server(endpoint = "accounts/sessions", input = Json)]
pub async fn own_sessions() -> Result<Vec<OwnSession>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().own_sessions(&actor).await)
}

/// Ends all own sessions but this one.
#[server(endpoint = "accounts/end_other_sessions", input = Json)]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().end_other_sessions(&actor).await)
}
