//! Where the contents of files lie: in the data folder, or in a store that speaks S3. What lies there is an object under a random
//! id; what people call a file is never a part of where it lies.

use std::{error::Error as _, fmt, io, path::PathBuf, sync::Arc};

use domain::AppError;
use futures::{StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    Error, GetResultPayload, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, buffered::BufWriter,
    local::LocalFileSystem, path::Path,
};
use tokio::{
    fs::File,
    io::{AsyncRead, AsyncWriteExt, copy},
    sync::OnceCell,
};
use tokio_util::{bytes::Bytes, io::ReaderStream};
use uuid::Uuid;

use crate::{
    Services,
    failure::{Failure, Outcome},
    files::make_folder,
};

/// Bytes of a file that are read at once.
const CHUNK: usize = 64 * 1024;
/// What is larger goes to the store in parts of so many bytes: less than that S3 does not take.
const PART: usize = 5 * 1024 * 1024;

/// The parts of an object, as they are read.
pub type Parts = BoxStream<'static, io::Result<Bytes>>;

/// A bucket of a store that speaks S3.
#[derive(Clone)]
pub struct Bucket {
    /// The store's address; without one it is Amazon's.
    pub endpoint: Option<String>,
    /// The bucket's name.
    pub name: String,
    /// Where it is.
    pub region: String,
    /// Who asks …
    pub access_key: String,
    /// … and what proves it.
    pub secret: String,
}

impl fmt::Debug for Bucket {
    /// Without what proves who asks: no log has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bucket").field("endpoint", &self.endpoint).field("name", &self.name).finish_non_exhaustive()
    }
}

/// The store; cheap to clone.
#[derive(Clone)]
pub struct Storage {
    /// Of the data folder; it is made when the first file comes.
    folder: Option<PathBuf>,
    store: Arc<OnceCell<Arc<dyn ObjectStore>>>,
}

impl Storage {
    /// A folder.
    pub fn folder(folder: PathBuf) -> Self {
        Self { folder: Some(folder), store: Arc::default() }
    }

    /// A bucket. Whether it can be reached is seen when it is used.
    ///
    /// # Errors
    /// Something about it is no address or no name.
    pub fn bucket(bucket: &Bucket) -> Outcome<Self> {
        // One provider is compiled in; it can only be installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&bucket.name)
            .with_region(&bucket.region)
            .with_access_key_id(&bucket.access_key)
            .with_secret_access_key(&bucket.secret);
        if let Some(endpoint) = &bucket.endpoint {
            // A store on the same machine or behind the same wall may go without TLS: its address says so.
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        let store: Arc<dyn ObjectStore> = Arc::new(builder.build().map_err(Failure::fault)?);
        Ok(Self { folder: None, store: Arc::new(OnceCell::new_with(Some(store))) })
    }

    async fn store(&self) -> Outcome<&Arc<dyn ObjectStore>> {
        let open = async || {
            let folder = self.folder.as_ref().ok_or_else(|| Failure::fault("there is no store"))?;
            make_folder(folder).await?;
            let store = LocalFileSystem::new_with_prefix(folder).map_err(Failure::fault)?;
            Ok(Arc::new(store.with_fsync(true)) as Arc<dyn ObjectStore>)
        };
        self.store.get_or_try_init(open).await
    }

    /// Puts an object there: whole and durable, or not at all.
    ///
    /// # Errors
    /// The store cannot be used, or is full.
    pub(crate) async fn put(&self, object: Uuid, content: &mut (impl AsyncRead + Unpin)) -> Outcome<()> {
        let store = Arc::clone(self.store().await?);
        let mut writer = BufWriter::with_capacity(store, place(object), PART);
        let put = async {
            copy(content, &mut writer).await?;
            writer.shutdown().await
        };
        if let Err(error) = put.await {
            // What arrived of it goes by itself in the end, if this fails too.
            let _ = writer.abort().await;
            return Err(trouble_of_io(error));
        }
        Ok(())
    }

    /// The parts of an object.
    ///
    /// # Errors
    /// It is not there; the store cannot be used.
    pub(crate) async fn read(&self, object: Uuid) -> Outcome<Parts> {
        let found = self.store().await?.get(&place(object)).await.map_err(trouble)?;
        Ok(match found.payload {
            GetResultPayload::File(file, _) => ReaderStream::with_capacity(File::from_std(file), CHUNK).boxed(),
            GetResultPayload::Stream(parts) => parts.map_err(io::Error::other).boxed(),
        })
    }

    /// Removes an object; that it is gone already is no fault.
    ///
    /// # Errors
    /// The store cannot be used.
    pub(crate) async fn remove(&self, object: Uuid) -> Outcome<()> {
        match self.store().await?.delete(&place(object)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(trouble(error)),
        }
    }
}

impl Services {
    /// The parts of a stored file, for somebody who may have it.
    ///
    /// # Errors
    /// It is not there; the store cannot be used.
    pub async fn read_object(&self, file: &StoredFile) -> Outcome<Parts> {
        self.storage.read(file.object).await
    }
}

/// A file for somebody who may have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredFile {
    /// The name that people see.
    pub name: String,
    /// What a browser is told that it is.
    pub mime: &'static str,
    /// A page may show it as it is.
    pub is_shown: bool,
    /// Bytes, if it is known how many.
    pub size: Option<u64>,
    /// Under which it lies: another content has another one.
    pub object: Uuid,
}

fn place(object: Uuid) -> Path {
    Path::from(object.to_string())
}

fn trouble(error: Error) -> Failure {
    if matches!(error, Error::NotFound { .. }) {
        tracing::error!(%error, "an object is not in the store");
        return AppError::NotFound.into();
    }
    let mut cause = error.source();
    while let Some(inner) = cause {
        if let Some(inner) = inner.downcast_ref::<io::Error>() {
            if inner.kind() == io::ErrorKind::StorageFull {
                return io::Error::from(io::ErrorKind::StorageFull).into();
            }
            break;
        }
        cause = inner.source();
    }
    // A store elsewhere comes and goes; one in the data folder does not.
    tracing::error!(%error, "the store of objects cannot be used");
    AppError::Unavailable.into()
}

fn trouble_of_io(error: io::Error) -> Failure {
    match error.downcast::<Error>() {
        Ok(error) => trouble(error),
        Err(error) => error.into(),
    }
}
