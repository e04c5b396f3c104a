//! Spaces.

use chrono::{DateTime, Utc};
use domain::{
    BookingId, SpaceId,
    space::{SpaceInput, SpaceList},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::context::{answer, signed_in};
use super::{ApiError, wire::Json};
#[cfg(feature = "ssr")]
use services::Services;

/// All spaces, and what their form offers.
#[server(endpoint = "spaces/list", protocol = Json)]
pub async fn list_spaces() -> Result<SpaceList, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.spaces().list(&actor).await)
}

/// Adds a space.
#[server(endpoint = "spaces/create", protocol = Json)]
pub async fn create_space(
    /// The filled form.
    input: SpaceInput,
) -> Result<SpaceId, ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.spaces().create(&actor, &input).await };
    answer(Services::to_its_end(act).await)
}

/// Changes the touched fields of a space.
#[server(endpoint = "spaces/change", protocol = Json)]
pub async fn change_space(
    /// The space.
    id: SpaceId,
    /// What stood there when typing began.
    was: SpaceInput,
    /// What is to stand there.
    becomes: SpaceInput,
) -> Result<(), ApiError> {
    let (services, actor) = signed_in()?;
    let act = async move { services.spaces().change(&actor, id, &was, &becomes).await };
    answer(Services::to_its_end(act).await)
}

/// When a space is taken within a time.
#[server(endpoint = "spaces/occupied", protocol = Json)]
pub async fn occupied_times(
    /// The space.
    id: SpaceId,
    /// From when …
    from: DateTime<Utc>,
    /// … until when.
    to: DateTime<Utc>,
    /// A booking that does not count: it is being changed.
    except: Option<BookingId>,
) -> Result<Vec<(DateTime<Utc>, DateTime<Utc>)>, ApiError> {
    let (services, actor) = signed_in()?;
    answer(services.spaces().occupied(&actor, id, (from, to), except).await)
}
