//! Attachments of customers. Files themselves come and go by addresses of their own.

use domain::{
    AttachmentId,
    attachment::{AttachmentPage, FilesOf},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of the attachments of a customer or of a contract, the newest first.
#[server(endpoint = "attachments/list", protocol = Json)]
pub async fn list_attachments(
    /// Whose.
    of: FilesOf,
    /// Those that were deleted and can be restored.
    deleted: bool,
    /// After this one.
    after: Option<i64>,
) -> Result<AttachmentPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.attachments().list(&actor, of, deleted, after).await)
}

/// Gives an attachment another name.
#[server(endpoint = "attachments/rename", protocol = Json)]
pub async fn rename_attachment(
    /// Which.
    id: AttachmentId,
    /// The name over which it was typed.
    was: String,
    /// The new name.
    name: String,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.attachments().rename(&actor, id, &was, &name).await };
    answer(Services::to_its_end(act).await)
}

/// Deletes an attachment, which can be restored for a while.
#[server(endpoint = "attachments/delete", protocol = Json)]
pub async fn delete_attachment(
    /// Which.
    id: AttachmentId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.attachments().delete(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Takes back that an attachment was deleted.
#[server(endpoint = "attachments/restore", protocol = Json)]
pub async fn restore_attachment(
    /// Which.
    id: AttachmentId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.attachments().restore(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
