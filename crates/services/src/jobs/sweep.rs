//! Clears away what nobody needs any more.

use crate::{Services, exports, imports};

/// Removes expired exports, and the files of imports that are over for long or never came to be.
pub(super) async fn sweep(services: &Services) {
    if let Err(failure) = exports::remove_expired(services).await {
        tracing::warn!(%failure, "expired exports could not be removed");
    }
    if let Err(failure) = imports::remove_old(services).await {
        tracing::warn!(%failure, "old imports could not be removed");
    }
}
