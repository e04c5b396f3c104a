//! Where the server listens and keeps its data: from the command line, the environment, or `sokhach.toml`, in this order.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use clap::Args;
use serde::Deserialize;
use services::storage::Bucket;

const DEFAULT_ADDRESS: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 3000);
const DEFAULT_FOLDER: &str = "data";
const DEFAULT_FILE: &str = "sokhach.toml";
const DEFAULT_REGION: &str = "us-east-1";
/// In the environment the secret of the store of objects.
const STORAGE_SECRET: &str = "SOKHACH_STORAGE_SECRET";

/// Where the data is.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct DataOptions {
    /// Folder of the data; nothing is written outside it [default: data]
    #[arg(long, env = "SOKHACH_DATA_DIR")]
    pub data_dir: Option<PathBuf>,
    /// A PostgreSQL database instead of the SQLite file in the data folder
    #[arg(long, env = "SOKHACH_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<String>,
    /// File with the key of the sensitive fields [default: secret.key in the data folder]
    #[arg(long, env = "SOKHACH_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// A store of objects instead of the files in the data folder.
    #[command(flatten)]
    pub storage: StorageOptions,
}

/// A store that speaks S3, for the files of customers.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct StorageOptions {
    /// Bucket of an S3-compatible store for the files of customers, instead of the data folder
    #[arg(long = "storage-bucket", env = "SOKHACH_STORAGE_BUCKET")]
    pub bucket: Option<String>,
    /// Address of the store, if it is not Amazon's
    #[arg(long = "storage-endpoint", env = "SOKHACH_STORAGE_ENDPOINT")]
    pub endpoint: Option<String>,
    /// Region of the bucket [default: us-east-1]
    #[arg(long = "storage-region", env = "SOKHACH_STORAGE_REGION")]
    pub region: Option<String>,
    /// Id of the access key
    #[arg(long = "storage-access-key", env = "SOKHACH_STORAGE_ACCESS_KEY")]
    pub access_key: Option<String>,
    /// File with the secret of the access key; SOKHACH_STORAGE_SECRET in the environment holds the secret itself
    #[arg(long = "storage-secret-file", env = "SOKHACH_STORAGE_SECRET_FILE")]
    pub secret_file: Option<PathBuf>,
}

impl StorageOptions {
    /// What is said here, and what is not by the others.
    fn or(self, others: Self) -> Self {
        Self {
            bucket: self.bucket.or(others.bucket),
            endpoint: self.endpoint.or(others.endpoint),
            region: self.region.or(others.region),
            access_key: self.access_key.or(others.access_key),
            secret_file: self.secret_file.or(others.secret_file),
        }
    }

    /// The bucket, if one is named. Its secret stands neither on the command line, where everybody on the machine reads it, nor in
    /// the file of settings.
    fn bucket(self) -> anyhow::Result<Option<Bucket>> {
        let Some(name) = self.bucket else { return Ok(None) };
        let access_key = self.access_key.context("a store of objects needs --storage-access-key")?;
        let secret = match (std::env::var(STORAGE_SECRET), self.secret_file) {
            (Ok(secret), _) => secret,
            (Err(_), Some(path)) => std::fs::read_to_string(&path)
                .with_context(|| format!("{} cannot be read", path.display()))?
                .trim()
                .to_owned(),
            (Err(_), None) => bail!("a store of objects needs {STORAGE_SECRET} or --storage-secret-file"),
        };
        let region = self.region.unwrap_or_else(|| DEFAULT_REGION.to_owned());
        Ok(Some(Bucket { endpoint: self.endpoint, name, region, access_key, secret }))
    }
}

/// Where and how the server listens.
#[derive(Args, Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct ListenOptions {
    /// Address to listen on [default: 127.0.0.1:3000]
    #[arg(long, env = "SOKHACH_ADDR")]
    pub addr: Option<SocketAddr>,
    /// Certificate chain in PEM, for TLS
    #[arg(long, env = "SOKHACH_TLS_CERT", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Private key in PEM, for TLS
    #[arg(long, env = "SOKHACH_TLS_KEY", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// The address that people see, such as https://khach.example.vn, when a proxy in front of the server does TLS
    #[arg(long, env = "SOKHACH_BEHIND_PROXY", value_name = "ORIGIN")]
    pub behind_proxy: Option<String>,
}

/// What `sokhach.toml` may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct File {
    #[serde(flatten)]
    data: DataOptions,
    #[serde(flatten)]
    listen: ListenOptions,
}

/// What the server is told.
#[derive(Clone, Debug)]
pub struct Config {
    /// Folder of the data.
    pub folder: PathBuf,
    /// PostgreSQL, if it is not the SQLite file.
    pub database_url: Option<String>,
    /// File with the key of the sensitive fields.
    pub key_file: PathBuf,
    /// Address to listen on.
    pub addr: SocketAddr,
    /// Certificate and key.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// The origin that a proxy serves.
    pub proxy: Option<String>,
    /// The store of objects, if files of customers do not lie in the data folder.
    pub bucket: Option<Bucket>,
}

impl Config {
    /// Puts command line, environment and file together.
    ///
    /// # Errors
    /// The file cannot be read or says something that is not understood; the address is open to others without TLS.
    pub fn read(data: DataOptions, listen: ListenOptions) -> anyhow::Result<Self> {
        let file = read_file(Path::new(DEFAULT_FILE))?;
        let folder = data.data_dir.or(file.data.data_dir).unwrap_or_else(|| DEFAULT_FOLDER.into());
        let tls = listen.tls_cert.or(file.listen.tls_cert).zip(listen.tls_key.or(file.listen.tls_key));
        let config = Self {
            key_file: data.key_file.or(file.data.key_file).unwrap_or_else(|| folder.join("secret.key")),
            database_url: data.database_url.or(file.data.database_url),
            addr: listen.addr.or(file.listen.addr).unwrap_or(DEFAULT_ADDRESS),
            proxy: listen.behind_proxy.or(file.listen.behind_proxy),
            bucket: data.storage.or(file.data.storage).bucket()?,
            folder,
            tls,
        };
        if !config.addr.ip().is_loopback() && config.tls.is_none() && config.proxy.is_none() {
            bail!(
                "{} can be reached from other machines: give --tls-cert and --tls-key, or --behind-proxy with the address \
                 that people see, so that passwords and sessions do not travel in the clear",
                config.addr
            );
        }
        Ok(config)
    }
}

fn read_file(path: &Path) -> anyhow::Result<File> {
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).with_context(|| format!("{} is not understood", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(error).with_context(|| format!("{} cannot be read", path.display())),
    }
}
