//! The error of every server function.

use domain::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

use super::wire::TextJson;

/// What crosses the wire when a server function fails.
///
/// A type of its own, because `FromServerFnError` belongs to another crate than the error does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ApiError(pub AppError);

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        #[cfg(feature = "ssr")]
        super::context::answer_with(&error);
        Self(error)
    }
}

impl FromServerFnError for ApiError {
    type Encoder = TextJson;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => AppError::field("form", "invalid").into(),
            // In the browser it is an answer that is none of ours, as of a proxy whose server is away.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => AppError::field("form", "invalid").into(),
            _ => AppError::Unavailable.into(),
        }
    }
}
