//! Addresses in their parts.

use domain::address::{Part, Standing, UnitSuggestion};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};

/// Communes or provinces that may be meant by what is typed.
#[server(endpoint = "addresses/suggest", protocol = Json)]
pub async fn suggest_units(
    /// Which part of the address is typed.
    part: Part,
    /// What is typed so far.
    typed: String,
    /// The province that stands beside it.
    province: String,
) -> Result<Vec<UnitSuggestion>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.addresses().suggest(&actor, part, &typed, &province).await)
}

/// What is known of the commune and the province of an address.
#[server(endpoint = "addresses/standing", protocol = Json)]
pub async fn address_standing(
    /// The commune.
    commune: String,
    /// The province.
    province: String,
    /// The whole address; asked without the two others.
    address: String,
) -> Result<Standing, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.addresses().standing(&actor, &commune, &province, &address).await)
}
