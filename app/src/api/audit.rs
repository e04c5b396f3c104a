//! The audit trail.

use domain::{
    UserId,
    audit::{AuditCursor, AuditFilter, AuditPage},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};

/// Entries within reach, the newest first.
#[server(endpoint = "audit/list", protocol = Json)]
pub async fn list_audit(
    /// Which ones.
    filter: AuditFilter,
    /// Behind which one.
    after: Option<AuditCursor>,
) -> Result<AuditPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.audit().list(&actor, &filter, after).await)
}

/// Whether the file of the trail may be taken now.
#[server(endpoint = "audit/may_export", protocol = Json)]
pub async fn may_export_audit() -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.audit().may_export(&actor).await)
}

/// Those whose acts the reader may see.
#[server(endpoint = "audit/people", protocol = Json)]
pub async fn people_in_audit() -> Result<Vec<(UserId, String)>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.audit().people(&actor).await)
}
