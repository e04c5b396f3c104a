//! What the handlers share.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use services::{Outcome, Services};

use crate::{config::Config, site::Site};

/// A hint may be missed, and a session ends by itself.
const SWEEP: Duration = Duration::from_secs(15);

/// What the handlers share; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The use cases.
    pub services: Services,
    /// The client's files.
    pub site: Site,
    /// What leptos writes into each page.
    pub options: LeptosOptions,
    /// People reach the server by HTTPS.
    pub is_https: bool,
    /// The origin that a proxy serves; then the proxy says who asks.
    pub proxy: Option<String>,
    /// How often the rights of an open tab are read anew although nobody hinted.
    pub sweep: Duration,
    has_accounts: Arc<AtomicBool>,
}

impl AppState {
    /// Brings the pieces together.
    ///
    /// # Errors
    /// The proxy's origin is none.
    pub fn new(services: Services, site: &Site, config: &Config) -> anyhow::Result<Self> {
        if let Some(origin) = &config.proxy {
            let _checked = tower_http::csrf::CsrfLayer::new()
                .add_trusted_origin(origin)
                .map_err(|error| anyhow::anyhow!("--behind-proxy {origin}: {error}"))?;
        }
        Ok(Self {
            services,
            site: site.clone(),
            options: site.leptos_options(),
            is_https: config.tls.is_some()
                || config.proxy.as_deref().is_some_and(|origin| origin.starts_with("https://")),
            proxy: config.proxy.clone(),
            sweep: SWEEP,
            has_accounts: Arc::default(),
        })
    }

    /// Whether nobody has an account yet. Once somebody has, the database is not asked again.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn is_new(&self) -> Outcome<bool> {
        if self.has_accounts.load(Ordering::Relaxed) {
            return Ok(false);
        }
        let is_new = self.services.accounts().is_new().await?;
        self.has_accounts.store(!is_new, Ordering::Relaxed);
        Ok(is_new)
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
