//! Individuals: list and detail.

use leptos::{prelude::*, server_fn::codec::Json};
use serde::{Deserialize, Serialize};

use super::ApiError;
#[cfg(feature = "ssr")]
use super::Refusal;

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndividualRow {
    /// Number in the address.
    pub id: u32,
    /// Full name as it is written.
    pub name: String,
}

/// The first `limit` individuals (1 to 100).
#[server(endpoint = "individuals/list", input = Json)]
pub async fn list_individuals(limit: u32) -> Result<Vec<IndividualRow>, ApiError> {
    if !(1..=100).contains(&limit) {
        return Err(Refusal::Invalid.into());
    }
    Ok((1..=limit).map(sample).collect())
}

/// One individual; number 403 is there to be refused.
#[server(endpoint = "individuals/get", input = Json)]
pub async fn get_individual(id: u32) -> Result<IndividualRow, ApiError> {
    match id {
        1..=100 => Ok(sample(id)),
        403 => Err(Refusal::Forbidden.into()),
        _ => Err(Refusal::NotFound.into()),
    }
}

#[cfg(feature = "ssr")]
fn sample(id: u32) -> IndividualRow {
    IndividualRow {
        id,
        name: format!("Nguyễn Thị Đường {id}"),
    }
}
