//! Work in the background.
use tokio_util::sync::CancellationToken;

use crate::Services;

impl Services {
    /// Runs jobs until the shutdown begins.
    pub async fn run_jobs(&self, shutdown: CancellationToken) {
        shutdown.cancelled().await;
    }
}

/// Tells the loop that there is something to do.
#[derive(Default)]
pub(crate) struct Bell(tokio::sync::Notify);
