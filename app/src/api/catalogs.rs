//! The admin's lists of values.

use std::collections::BTreeMap;

use domain::{
    CatalogValueId,
    catalog::{CatalogValue, Use, ValueChange, ValueText},
    value::Catalog,
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// The values of a catalog, in order.
#[server(endpoint = "catalogs/list", protocol = Json)]
pub async fn list_catalog(
    /// Which one.
    catalog: Catalog,
) -> Result<Vec<CatalogValue>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.catalogs().list(&actor, catalog).await)
}

/// Which values of a catalog are in use; asked for after the values.
#[server(endpoint = "catalogs/uses", protocol = Json)]
pub async fn catalog_uses(
    /// Which one.
    catalog: Catalog,
) -> Result<BTreeMap<CatalogValueId, Use>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.catalogs().uses(&actor, catalog).await)
}

/// Adds a value.
#[server(endpoint = "catalogs/create", protocol = Json)]
pub async fn create_value(
    /// To which catalog.
    catalog: Catalog,
    /// What is typed.
    text: ValueText,
    /// The value before which it comes to stand; at the end without one.
    before: Option<CatalogValueId>,
) -> Result<CatalogValue, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().create(&actor, catalog, &text, before).await };
    answer(Services::to_its_end(act).await)
}

/// Gives a value another label or span.
#[server(endpoint = "catalogs/change", protocol = Json)]
pub async fn change_value(
    /// The value.
    id: CatalogValueId,
    /// What is typed, and over what.
    change: ValueChange,
) -> Result<CatalogValue, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Moves a value.
#[server(endpoint = "catalogs/place", protocol = Json)]
pub async fn place_value(
    /// The value.
    id: CatalogValueId,
    /// The value before which it comes to stand; at the end without one.
    before: Option<CatalogValueId>,
) -> Result<CatalogValue, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().place(&actor, id, before).await };
    answer(Services::to_its_end(act).await)
}

/// Lets a value be chosen, or no longer.
#[server(endpoint = "catalogs/set_active", protocol = Json)]
pub async fn set_value_active(
    /// The value.
    id: CatalogValueId,
    /// Whether it may be chosen.
    active: bool,
) -> Result<CatalogValue, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().set_active(&actor, id, active).await };
    answer(Services::to_its_end(act).await)
}

/// Removes a value that no record has.
#[server(endpoint = "catalogs/remove", protocol = Json)]
pub async fn remove_value(
    /// The value.
    id: CatalogValueId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().remove(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// Takes a removed value back.
#[server(endpoint = "catalogs/restore", protocol = Json)]
pub async fn restore_value(
    /// The value.
    id: CatalogValueId,
) -> Result<CatalogValue, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.catalogs().restore(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
