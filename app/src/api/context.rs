//! What a server function takes from its surroundings, and how failures become answers.

use axum::http::{HeaderValue, StatusCode, header};
use domain::AppError;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use services::{
    Failure, Outcome, Services,
    accounts::{Client, SignedIn, Token},
    authz::Actor,
};
use uuid::Uuid;

use super::ApiError;

/// Who asks, put into the context of every page and server function by the server.
#[derive(Clone)]
pub struct Visitor {
    /// The use cases.
    pub services: Services,
    /// The signed-in person.
    pub actor: Option<Actor>,
    /// The browser.
    pub client: Client,
    /// The request's id, under which the log has it.
    pub request: Uuid,
}

/// The cookie of the session; the prefix binds it to this host and to HTTPS (or loopback).
pub const SESSION_COOKIE: &str = "__Host-sid";
/// The cookie by which a browser is known again after its session.
pub const DEVICE_COOKIE: &str = "__Host-device";
const DEVICE_SECONDS: u32 = 365 * 24 * 3600;

/// The visitor of this request.
pub(super) fn visitor() -> Result<Visitor, ApiError> {
    use_context::<Visitor>().ok_or_else(|| AppError::Unavailable.into())
}

/// The use cases and the signed-in person: the two things that a server function begins with.
pub(super) fn signed_in() -> Result<(Services, Actor), ApiError> {
    let Visitor { services, actor, .. } = visitor()?;
    Ok((services, actor.ok_or(AppError::Unauthenticated)?))
}

/// Turns a failure into what the person may know; a fault is logged here, once.
pub(super) fn answer<T>(outcome: Outcome<T>) -> Result<T, ApiError> {
    outcome.map_err(|failure| match failure {
        Failure::Refused(error) => error.into(),
        Failure::Fault(cause) => {
            let id = use_context::<Visitor>().map_or_else(Uuid::nil, |visitor| visitor.request);
            tracing::error!(request = %id, cause = %cause, "a request failed");
            AppError::Internal { id }.into()
        }
    })
}

/// The one place that gives an answer its HTTP status: of server functions and of rendered pages.
pub(super) fn answer_with(error: &AppError) {
    let Some(response) = use_context::<ResponseOptions>() else {
        return;
    };
    if let Ok(status) = StatusCode::from_u16(error.status()) {
        response.set_status(status);
    }
    if let AppError::TooMany { retry_after } = error {
        response.insert_header(header::RETRY_AFTER, HeaderValue::from(*retry_after));
    }
}

/// Hands the browser its new tokens.
pub(super) fn keep(signed_in: &SignedIn) {
    set_cookie(SESSION_COOKIE, &signed_in.session, "");
    set_cookie(DEVICE_COOKIE, &signed_in.device, &format!("; Max-Age={DEVICE_SECONDS}"));
}

/// Takes the session from the browser.
pub(super) fn forget_session() {
    append_cookie(&format!("{SESSION_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0"));
}

fn set_cookie(name: &str, token: &Token, age: &str) {
    append_cookie(&format!("{name}={}; Path=/; Secure; HttpOnly; SameSite=Lax{age}", token.expose()));
}

fn append_cookie(cookie: &str) {
    if let (Some(response), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie)) {
        response.append_header(header::SET_COOKIE, value);
    }
}
