//! Set-up, sign-in and the own account.

use domain::{
    SessionId,
    account::{Enrolment, FactorState, OwnSession, PasswordChange, Profile, SetUp, SignInAlert, Viewer},
    user::OwnRights,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, forget_session, keep, signed_in, visitor};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use domain::account::{Credentials, Factor};
#[cfg(feature = "ssr")]
use services::accounts::Token;

/// Creates the first administrator and signs in.
#[server(endpoint = "accounts/set_up", protocol = Json)]
pub async fn set_up_installation(
    /// The filled form.
    form: SetUp,
) -> Result<(), ApiError> {
    let visitor = visitor()?;
    let accounts = visitor.services.accounts();
    keep(&answer(accounts.set_up(&form, &visitor.client).await)?);
    Ok(())
}

/// Signs in; gives the recovery codes of a second factor that was set up on the way.
#[server(endpoint = "accounts/sign_in", protocol = Json)]
pub async fn sign_in(
    /// What one signs in with.
    email: String,
    /// The password.
    password: String,
    /// An own password in place of a first one.
    new: Option<String>,
    /// Of the second factor.
    code: Option<String>,
    /// Of a second factor that is being set up.
    ticket: Option<String>,
) -> Result<Vec<String>, ApiError> {
    let visitor = visitor()?;
    let form = Credentials { email, password, new, factor: Factor { code, ticket } };
    let signed_in = answer(visitor.services.accounts().sign_in(&form, &visitor.client).await)?;
    keep(&signed_in);
    Ok(signed_in.recovery_codes)
}

/// What an app needs to show codes, for somebody who may not sign in without.
#[server(endpoint = "accounts/enrol_at_door", protocol = Json)]
pub async fn enrol_at_door(
    /// What one signs in with.
    email: String,
    /// The password.
    password: String,
) -> Result<Enrolment, ApiError> {
    let visitor = visitor()?;
    let form = Credentials { email, password, ..Credentials::default() };
    answer(visitor.services.accounts().enrol_at_door(&form, &visitor.client).await)
}

/// What an app needs to show codes, for somebody invited who may not sign in without.
#[server(endpoint = "accounts/enrol_invited", protocol = Json)]
pub async fn enrol_invited(
    /// What the link carries.
    token: String,
) -> Result<Enrolment, ApiError> {
    let visitor = visitor()?;
    let token = Token::parse(&token).ok_or(domain::AppError::NotFound)?;
    answer(visitor.services.accounts().enrol_invited(&token).await)
}

/// Chooses a password by an invitation, and signs in; gives recovery codes as [`sign_in`] does.
#[server(endpoint = "accounts/accept_invitation", protocol = Json)]
pub async fn accept_invitation(
    /// What the link carries.
    token: String,
    /// The chosen password.
    password: String,
    /// Of the second factor.
    code: Option<String>,
    /// Of a second factor that is being set up.
    ticket: Option<String>,
) -> Result<Vec<String>, ApiError> {
    let visitor = visitor()?;
    let token = Token::parse(&token).ok_or(domain::AppError::NotFound)?;
    let (accounts, factor) = (visitor.services.accounts(), Factor { code, ticket });
    let signed_in = answer(accounts.accept_invitation(&token, &password, &factor, &visitor.client).await)?;
    keep(&signed_in);
    Ok(signed_in.recovery_codes)
}

/// Shows anew who one is, before a dangerous act.
#[server(endpoint = "accounts/confirm", protocol = Json)]
pub async fn confirm_identity(
    /// The password.
    password: String,
    /// Of the second factor.
    code: Option<String>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().confirm(&actor, &password, code).await)
}

/// How the own second factor stands.
#[server(endpoint = "accounts/factor", protocol = Json)]
pub async fn own_factor() -> Result<FactorState, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().factor(&actor).await)
}

/// What an app needs to show codes.
#[server(endpoint = "accounts/enrol", protocol = Json)]
pub async fn enrol() -> Result<Enrolment, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().enrol(&actor).await)
}

/// Begins to ask for codes; gives the recovery codes.
#[server(endpoint = "accounts/set_factor", protocol = Json)]
pub async fn set_factor(
    /// The first code.
    code: String,
    /// What the enrolment came with.
    ticket: String,
) -> Result<Vec<String>, ApiError> {
    let (services, actor) = signed_in()?;
    let factor = Factor { code: Some(code), ticket: Some(ticket) };
    answer(services.accounts().set_factor(&actor, &factor).await)
}

/// Asks for codes no more.
#[server(endpoint = "accounts/remove_factor", protocol = Json)]
pub async fn remove_factor() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().remove_factor(&actor).await)
}

/// New recovery codes in place of the old ones.
#[server(endpoint = "accounts/new_recovery_codes", protocol = Json)]
pub async fn new_recovery_codes() -> Result<Vec<String>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().new_recovery_codes(&actor).await)
}

/// Sign-ins from unknown browsers that the person has not looked at yet.
#[server(endpoint = "accounts/alerts", protocol = Json)]
pub async fn sign_in_alerts() -> Result<Vec<SignInAlert>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().alerts(&actor).await)
}

/// The person has seen them.
#[server(endpoint = "accounts/dismiss_alerts", protocol = Json)]
pub async fn dismiss_alerts() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().dismiss_alerts(&actor).await)
}

/// Shows the application as the person sees it again, no longer as another one.
#[server(endpoint = "accounts/stop_seeing", protocol = Json)]
pub async fn stop_seeing() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.users().stop_seeing(&actor).await)
}

/// Signs out.
#[server(endpoint = "accounts/sign_out", protocol = Json)]
pub async fn sign_out() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().sign_out(&actor).await)?;
    forget_session();
    Ok(())
}

/// Saves name, language and theme.
#[server(endpoint = "accounts/save_profile", protocol = Json)]
pub async fn save_profile(
    /// The filled form.
    profile: Profile,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().save_profile(&actor, &profile).await)
}

/// Changes the password; all other sessions end.
#[server(endpoint = "accounts/change_password", protocol = Json)]
pub async fn change_password(
    /// The filled form.
    change: PasswordChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().change_password(&actor, &change).await)
}

/// Who is signed in, with the rights of this moment; `live.js` asks when they have changed.
#[server(endpoint = "accounts/viewer", protocol = Json)]
pub async fn read_viewer() -> Result<Viewer, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().viewer(&actor).await)
}

/// What the own rights are made of.
#[server(endpoint = "accounts/rights", protocol = Json)]
pub async fn read_own_rights() -> Result<OwnRights, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().own_rights(&actor).await)
}

/// The own signed-in browsers.
#[server(endpoint = "accounts/sessions", protocol = Json)]
pub async fn own_sessions() -> Result<Vec<OwnSession>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().own_sessions(&actor).await)
}

/// Ends one own session.
#[server(endpoint = "accounts/end_session", protocol = Json)]
pub async fn end_session(
    /// Which one.
    id: SessionId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().end_session(&actor, id).await)
}

/// Ends all own sessions but this one.
#[server(endpoint = "accounts/end_other_sessions", protocol = Json)]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.accounts().end_other_sessions(&actor).await)
}
