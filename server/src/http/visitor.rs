//! Who asks: recognised once per request, before anything else looks at it.

use std::net::SocketAddr;

use app::{
    api::context::{DEVICE_COOKIE, SESSION_COOKIE, Visitor},
    state::Session,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::account::{LANGUAGES, Preferences};
use leptos::prelude::{provide_context, use_context};
use services::{
    Failure, Outcome,
    accounts::{Client, Token},
};
use tower_http::request_id::RequestId;
use uuid::Uuid;

use super::{AppState, headers};

/// On every answer to somebody who is signed in: the epoch of the rights that it was decided by. A tab whose channel is
/// lost notices at its next act that its rights are others now.
const EPOCH: HeaderName = HeaderName::from_static("x-perm-epoch");

/// On what a page asks by itself.
const BY_ITSELF: HeaderName = HeaderName::from_static("x-by-itself");

/// Puts visitor and session beside the request.
pub(super) async fn recognise(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match known(&state, &parts).await {
        Ok((visitor, session, epoch)) => {
            if let Some(elsewhere) = set_up_redirect(&state, &parts).await {
                return elsewhere;
            }
            parts.extensions.insert(visitor);
            parts.extensions.insert(session);
            let mut response = next.run(Request::from_parts(parts, body)).await;
            if let Some(epoch) = epoch {
                response.headers_mut().insert(EPOCH, HeaderValue::from(epoch));
            }
            response
        }
        Err(failure) => {
            tracing::error!(cause = %failure, "a visitor could not be recognised");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// For leptos: hands visitor and session to the page or server function that answers, and allows the page's scripts.
pub(super) fn provide() {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(visitor) = parts.extensions.get::<Visitor>() {
        provide_context(visitor.clone());
    }
    if let Some(session) = parts.extensions.get::<Session>() {
        provide_context(session.clone());
    }
    headers::allow_page_scripts();
}

async fn known(state: &AppState, request: &Parts) -> Outcome<(Visitor, Session, Option<i64>)> {
    let client = client(state, request);
    let accounts = state.services.accounts();
    let session = match &client.session {
        Some(token) if is_by_itself(request) => accounts.unattended_session(token).await?,
        Some(token) => accounts.session(token).await?,
        None => None,
    };
    let actor = session.as_ref().map(|session| session.actor(&client.address));
    let epoch = session.map(|session| session.epoch);
    // A page needs to know the person; a server function asks for itself.
    let viewer = match &actor {
        Some(actor) if request.method.is_safe() => match accounts.viewer(actor).await {
            Ok(viewer) => Some(viewer),
            Err(Failure::Refused(_)) => None,
            Err(fault) => return Err(fault),
        },
        _ => None,
    };
    let actor = actor.filter(|_| viewer.is_some() || !request.method.is_safe());
    let preferences = viewer.as_ref().map_or_else(|| asked_preferences(request), |viewer| viewer.preferences.clone());
    let session = Session {
        viewer,
        preferences,
        today: state.services.clock().today(),
        package: format!("/{}", state.options.site_pkg_dir),
    };
    let request_id = request.extensions.get::<RequestId>().and_then(|id| id.header_value().to_str().ok()?.parse().ok());
    let visitor =
        Visitor { services: state.services.clone(), actor, client, request: request_id.unwrap_or_else(Uuid::now_v7) };
    Ok((visitor, session, epoch))
}

/// Whether a page asks this while nobody is at it (`live.js`). A page that says so falsely ends its own session.
fn is_by_itself(request: &Parts) -> bool {
    request.headers.contains_key(BY_ITSELF) || request.uri.path() == "/live"
}

fn client(state: &AppState, request: &Parts) -> Client {
    let headers = &request.headers;
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_string());
    // Only a proxy that we were told of may say who asks; it adds the address that it saw at the end.
    let forwarded = state.proxy.as_ref().and_then(|_| {
        let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        list.rsplit(',').next().map(|address| address.trim().to_owned())
    });
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Client {
        address: forwarded.or(peer).unwrap_or_default(),
        agent: agent.to_owned(),
        device: cookie(headers, DEVICE_COOKIE),
        session: cookie(headers, SESSION_COOKIE),
    }
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<Token> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .and_then(|(_, value)| Token::parse(value))
}

/// `?lang=en` on the pages before signing in.
fn asked_preferences(request: &Parts) -> Preferences {
    let mut preferences = Preferences::default();
    let asked = request.uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    if let Some(language) = asked.filter(|language| LANGUAGES.contains(language)) {
        language.clone_into(&mut preferences.language);
    }
    preferences
}

/// While nobody has an account every page leads to the set-up, and afterwards none does.
async fn set_up_redirect(state: &AppState, request: &Parts) -> Option<Response> {
    if !request.method.is_safe() || matches!(request.uri.path(), "/healthz" | "/readyz") {
        return None;
    }
    let at_set_up = request.uri.path() == "/setup";
    match (state.is_new().await, at_set_up) {
        (Ok(true), false) => Some(Redirect::to("/setup").into_response()),
        (Ok(false), true) => Some(Redirect::to("/login").into_response()),
        _ => None,
    }
}
