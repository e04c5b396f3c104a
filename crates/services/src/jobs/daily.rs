//! What a new day brings, in the zone of the business. It is looked for again and again, so that a day is never missed: neither after
//! midnight nor after a time without a server.

use crate::Services;

/// Has rent owed whose day has come, and ends contracts whose last day is over. What was not done is tried again the next time.
pub(super) async fn keep_up(services: &Services) {
    if let Err(failure) = services.contracts().keep_up().await {
        tracing::warn!(%failure, "contracts could not be kept up with the day");
    }
}
