//! Clears away what nobody needs any more.

use crate::{Services, attachments, bulk, customers, exports, failure::Outcome, imports};

/// Removes expired exports, the files of imports that are over for long or never came to be, acts that can no longer be taken
/// back, what lay in the trash for too long, files that nobody needs, and tags that nobody has.
pub(super) async fn sweep(services: &Services) {
    told("expired exports", exports::remove_expired(services).await);
    told("old imports", imports::remove_old(services).await);
    told("old bulk acts", bulk::remove_old(services).await);
    told("what lay in the trash for too long", customers::purge_old(services).await);
    told("files that never came to be", attachments::remove_left_behind(services).await);
    // After the customers: their files go with them.
    told("files that nobody needs", attachments::remove_deleted(services).await);
    told("unused tags", customers::remove_unused_tags(services).await);
}

/// What did not go stays for the next time.
fn told(what: &str, outcome: Outcome<()>) {
    if let Err(failure) = outcome {
        tracing::warn!(%failure, "{what} could not be removed");
    }
}
