//! Meters of spaces, what a unit costs, and what is read of them.

use domain::{
    IdempotencyKey, MeterId, ReadingId, TariffId,
    meter::{
        MeterChange, MeterInput, MeterSetup, MeterSheet, ReadingChange, ReadingFilter, ReadingInput, ReadingPage,
        ReadingPlace, SheetQuery, TariffInput,
    },
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// The sheet of a branch for a month.
#[server(endpoint = "meters/sheet", protocol = Json)]
pub async fn read_sheet(
    /// Which one.
    query: SheetQuery,
) -> Result<MeterSheet, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.meters().sheet(&actor, &query).await)
}

/// What was read for a customer, the latest first.
#[server(endpoint = "meters/readings/list", protocol = Json)]
pub async fn list_readings(
    /// Whose.
    filter: ReadingFilter,
    /// After this one.
    after: Option<ReadingPlace>,
) -> Result<ReadingPage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.meters().list(&actor, &filter, after).await)
}

/// Reads a meter.
#[server(endpoint = "meters/readings/create", protocol = Json)]
pub async fn read_meter(
    /// Made when the row was filled.
    key: IdempotencyKey,
    /// The filled row.
    input: ReadingInput,
) -> Result<ReadingId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().read(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Corrects the touched fields of a reading.
#[server(endpoint = "meters/readings/change", protocol = Json)]
pub async fn correct_reading(
    /// The reading.
    id: ReadingId,
    /// What is typed over what.
    change: ReadingChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().correct(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Takes a reading back.
#[server(endpoint = "meters/readings/cancel", protocol = Json)]
pub async fn cancel_reading(
    /// The reading.
    id: ReadingId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().cancel(&actor, id).await };
    answer(Services::to_its_end(act).await)
}

/// The meters and tariffs, and what their forms offer.
#[server(endpoint = "meters/list", protocol = Json)]
pub async fn list_meters() -> Result<MeterSetup, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.meters().setup(&actor).await)
}

/// Hangs a meter in a space.
#[server(endpoint = "meters/create", protocol = Json)]
pub async fn create_meter(
    /// The filled form.
    input: MeterInput,
) -> Result<MeterId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().create(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of a meter.
#[server(endpoint = "meters/change", protocol = Json)]
pub async fn change_meter(
    /// The meter.
    id: MeterId,
    /// What is typed over what.
    change: MeterChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Adds a tariff.
#[server(endpoint = "meters/tariffs/create", protocol = Json)]
pub async fn create_tariff(
    /// The filled form.
    input: TariffInput,
) -> Result<TariffId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().add_tariff(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Takes a tariff away by which nothing was read.
#[server(endpoint = "meters/tariffs/remove", protocol = Json)]
pub async fn remove_tariff(
    /// The tariff.
    id: TariffId,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.meters().remove_tariff(&actor, id).await };
    answer(Services::to_its_end(act).await)
}
