//! Extra services: what customers have beside spaces.

use domain::{
    CatalogValueId, CustomerId, ExtraServiceId, IdempotencyKey,
    customer::Named,
    extra_service::{NewService, ServiceAct, ServiceChange, ServiceFilter, ServiceOffer, ServicePage, ServicePlace},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// A page of extra services, the latest first.
#[server(endpoint = "services/list", protocol = Json)]
pub async fn list_services(
    /// Which ones.
    filter: ServiceFilter,
    /// After this one.
    after: Option<ServicePlace>,
) -> Result<ServicePage, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.extra_services().list(&actor, &filter, after).await)
}

/// The services by which the list can be narrowed.
#[server(endpoint = "services/occurring", protocol = Json)]
pub async fn occurring_services() -> Result<Vec<Named<CatalogValueId>>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.extra_services().occurring(&actor).await)
}

/// What the form of an extra service has to know of a customer.
#[server(endpoint = "services/offer", protocol = Json)]
pub async fn read_offer(
    /// Whose.
    customer: CustomerId,
) -> Result<ServiceOffer, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.extra_services().offer(&actor, customer).await)
}

/// Orders an extra service, or writes down that a customer had it.
#[server(endpoint = "services/create", protocol = Json)]
pub async fn create_service(
    /// Made when the form opened.
    key: IdempotencyKey,
    /// The filled form.
    input: NewService,
) -> Result<ExtraServiceId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.extra_services().create(&actor, key, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of an extra service.
#[server(endpoint = "services/change", protocol = Json)]
pub async fn change_service(
    /// The extra service.
    id: ExtraServiceId,
    /// What is typed over what.
    change: ServiceChange,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.extra_services().change(&actor, id, &change).await };
    answer(Services::to_its_end(act).await)
}

/// Delivers an extra service, calls it off, or takes its delivery back.
#[server(endpoint = "services/act", protocol = Json)]
pub async fn act_on_service(
    /// The extra service.
    id: ExtraServiceId,
    /// What happens.
    act: ServiceAct,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.extra_services().act(&actor, id, act).await };
    answer(Services::to_its_end(act).await)
}
