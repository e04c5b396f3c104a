//! Two records of one customer become one, and each its own again.

use domain::{
    CustomerId, MergeId,
    customer::{Comparison, Directory, MergeRequest, Merged},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// Two records side by side.
#[server(endpoint = "customers/compare", protocol = Json)]
pub async fn compare_customers(
    /// Which list.
    directory: Directory,
    /// A record.
    id: CustomerId,
    /// The code of the other one.
    with: String,
) -> Result<Comparison, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.customers(directory).compare(&actor, id, &with).await)
}

/// Merges a record into another one.
#[server(endpoint = "customers/merge", protocol = Json)]
pub async fn merge_customers(
    /// Which list.
    directory: Directory,
    /// Which record stays, and what it takes from the other one.
    request: MergeRequest,
) -> Result<Merged, ApiError> {
    let (services, actor) = signed_in()?;
    let merge = async move { services.customers(directory).merge(&actor, &request).await };
    answer(Services::to_its_end(merge).await)
}

/// Undoes a merge.
#[server(endpoint = "customers/unmerge", protocol = Json)]
pub async fn unmerge_customers(
    /// Which list.
    directory: Directory,
    /// The record that stayed.
    id: CustomerId,
    /// The merge.
    merge: MergeId,
) -> Result<Merged, ApiError> {
    let (services, actor) = signed_in()?;
    let unmerge = async move { services.customers(directory).unmerge(&actor, id, merge).await };
    answer(Services::to_its_end(unmerge).await)
}
