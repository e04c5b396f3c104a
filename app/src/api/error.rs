//! The error of every server function.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};

/// Why the server refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no such thing, or it is out of reach.
    NotFound,
    /// The thing is visible, the act is not allowed.
    Forbidden,
    /// The input breaks a rule.
    Invalid,
    /// The server or the way to it failed.
    Unavailable,
}

/// What crosses the wire when a server function fails.
///
/// A type of its own, because `FromServerFnError` belongs to another crate than the error does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError(pub Refusal);

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        #[cfg(feature = "ssr")]
        status::answer_with(status::of(refusal));
        Self(refusal)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::Deserialization(_)
            | ServerFnErrorErr::MissingArg(_) => Refusal::Invalid.into(),
            _ => Refusal::Unavailable.into(),
        }
    }
}

/// The one place that gives the answer its HTTP status: for server functions and for rendered pages.
#[cfg(feature = "ssr")]
mod status {
    use super::Refusal;
    use axum::http::StatusCode;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    pub(super) fn of(refusal: Refusal) -> StatusCode {
        match refusal {
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::Forbidden => StatusCode::FORBIDDEN,
            Refusal::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    pub(super) fn answer_with(status: StatusCode) {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.set_status(status);
        }
    }
}
