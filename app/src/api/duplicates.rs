//! The scan of a list for records that may be the same customer.

use domain::{
    CustomerId,
    customer::Directory,
    duplicate::{GroupPage, ScanState},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// Begins a scan.
#[server(endpoint = "duplicates/start", protocol = Json)]
pub async fn start_scan(
    /// Which list.
    directory: Directory,
) -> Result<ScanState, ApiError> {
    let (services, actor) = signed_in()?;
    let start = async move { services.duplicates(directory).start(&actor).await };
    answer(Services::to_its_end(start).await)
}

/// How the own last scan of a list stands.
#[server(endpoint = "duplicates/state", protocol = Json)]
pub async fn read_scan(
    /// Which list.
    directory: Directory,
) -> Result<Option<ScanState>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.duplicates(directory).state(&actor).await)
}

/// Stops the own scan of a list.
#[server(endpoint = "duplicates/cancel", protocol = Json)]
pub async fn cancel_scan(
    /// Which list.
    directory: Directory,
) -> Result<ScanState, ApiError> {
    let (services, actor) = signed_in()?;
    let cancel = async move { services.duplicates(directory).cancel(&actor).await };
    answer(Services::to_its_end(cancel).await)
}

/// What the own last scan of a list found.
#[server(endpoint = "duplicates/groups", protocol = Json)]
pub async fn duplicate_groups(
    /// Which list.
    directory: Directory,
    /// Behind this group.
    after: Option<i64>,
) -> Result<GroupPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.duplicates(directory).groups(&actor, after).await)
}

/// Remembers that records are not the same customer.
#[server(endpoint = "duplicates/keep_apart", protocol = Json)]
pub async fn keep_apart(
    /// Which list.
    directory: Directory,
    /// The records.
    ids: Vec<CustomerId>,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let keep = async move { services.duplicates(directory).keep_apart(&actor, &ids).await };
    answer(Services::to_its_end(keep).await)
}
