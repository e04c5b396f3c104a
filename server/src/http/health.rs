//! Whether the process lives, and whether it can work.

use axum::{extract::State, http::StatusCode};

use super::AppState;

/// `/healthz`: the process answers.
pub(super) async fn lives() -> StatusCode {
    StatusCode::OK
}

/// `/readyz`: the database answers too.
pub(super) async fn is_ready(State(state): State<AppState>) -> StatusCode {
    if state.services.database().is_ready().await { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE }
}
