//! `sokhach serve`.

use std::{io, net::SocketAddr, path::PathBuf, time::Duration};

use anyhow::Context;
use axum_server::{Handle, tls_rustls::RustlsConfig};
use clap::Args;
use domain::import::wizard::MAX_UPLOAD_BYTES;
use services::Services;
use sheets::{Limits, Parser};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

use crate::{
    config::{Config, DataOptions, ListenOptions},
    folder::DataFolder,
    http::{AppState, build_router},
    site::Site,
};

/// After this long an answer that is still under way is cut; the process ends within ten seconds.
const GRACE: Duration = Duration::from_secs(8);

#[derive(Args)]
pub(super) struct Options {
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    listen: ListenOptions,
    /// Folder of the client [default: site beside the program's folder]
    #[arg(long, env = "SOKHACH_SITE")]
    site: Option<PathBuf>,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    // At TRACE this layer tells the address of each page, and with it a customer: no log names one.
    let filter = filter.add_directive("tower_http::csrf=debug".parse()?);
    // To tell that nobody reads the log, on the same closed pipe, is a panic: of a request, or of the task that stops us.
    let log = tracing_subscriber::fmt().json().log_internal_errors(false);
    log.with_env_filter(filter).with_writer(io::stderr).init();

    let config = Config::read(options.data, options.listen)?;
    let site = Site::open(&options.site.map_or_else(Site::default_root, Ok)?)?;
    let folder = DataFolder::take(&config.folder)?;
    let services = folder.open(&config).await?.with_parser(parser()?);
    let code = services.accounts().new_set_up_code().await?;
    let state = AppState::new(services.clone(), &site, &config)?;
    let router = build_router(state).into_make_service_with_connect_info::<SocketAddr>();

    let (handle, shutdown) = (Handle::new(), CancellationToken::new());
    // Whoever reads the address may stop us from then on.
    let signals = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::spawn(stop_on(signals, handle.clone(), shutdown.clone()));
    let jobs = tokio::spawn(run_jobs(services.clone(), shutdown.clone()));
    tokio::spawn(announce(handle.clone(), config.clone(), code));
    let others = tokio::spawn({
        let services = services.clone();
        async move { services.hear_others().await }
    });
    let served = match &config.tls {
        None => axum_server::bind(config.addr).handle(handle).serve(router).await,
        Some((certificate, key)) => {
            // One provider is compiled in; it can only be installed already.
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls =
                RustlsConfig::from_pem_file(certificate, key).await.context("certificate or key cannot be used")?;
            axum_server::bind_rustls(config.addr, tls).handle(handle).serve(router).await
        }
    };
    // A batch that is being written ends before the database closes.
    shutdown.cancel();
    others.abort();
    let jobs = jobs.await;
    served.with_context(|| format!("cannot listen on {}", config.addr))?;
    jobs.context("the background jobs ended in a panic")?;
    services.database().clone().close().await?;
    tracing::info!("stopped");
    Ok(())
}

/// Spreadsheets are read by a process of their own: this program, started anew with limited means.
fn parser() -> anyhow::Result<Parser> {
    let program = std::env::current_exe().context("the program does not know where it lies")?;
    Ok(Parser::new(program, ["parse-sheet"], Limits::with_upload_bytes(MAX_UPLOAD_BYTES)))
}

/// Work in the background.
async fn run_jobs(services: Services, shutdown: CancellationToken) {
    let ends = services.end_grants(shutdown.clone());
    tokio::join!(services.run_jobs(shutdown.clone()), services.seal_audit(shutdown), ends);
}

/// Says where the server is once it listens, and how to begin when nobody has an account yet.
async fn announce(handle: Handle<SocketAddr>, config: Config, code: Option<String>) {
    let Some(addr) = handle.listening().await else { return };
    let origin =
        config.proxy.unwrap_or_else(|| format!("{}://{addr}", if config.tls.is_some() { "https" } else { "http" }));
    println!("{origin}");
    if let Some(code) = code {
        println!("Set-up code / Mã thiết lập: {code}");
        println!("Open {origin}/setup and create the first administrator with it; it works once.");
    }
    tracing::info!(%addr, "listening");
}

async fn stop_on(signals: (Signal, Signal), handle: Handle<SocketAddr>, shutdown: CancellationToken) {
    let (mut terminate, mut interrupt) = signals;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    shutdown.cancel();
    handle.graceful_shutdown(Some(GRACE));
}
