//! What the person has typed and not saved.

use domain::draft::{Draft, Typed};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};

/// Keeps what is typed into a form; nothing typed is nothing kept.
#[server(endpoint = "drafts/keep", protocol = Json)]
pub async fn keep_draft(
    /// The form.
    form: String,
    /// What stands in the touched fields.
    typed: Typed,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.drafts().keep(&actor, &form, &typed).await)
}

/// What was typed into a form and not saved.
#[server(endpoint = "drafts/find", protocol = Json)]
pub async fn find_draft(
    /// The form.
    form: String,
) -> Result<Option<Draft>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.drafts().find(&actor, &form).await)
}
