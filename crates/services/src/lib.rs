//! Use cases of the customer book: rights, transactions, queries, jobs. Server only.
//!
//! Every use case begins with a [`Unit`](authz::Unit) (one transaction and the rights read inside it) and goes on with a
//! [`Permit`](authz::Permit), which the authorization module alone can make.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

pub mod accounts;
pub mod addresses;
pub mod attachments;
pub mod audit;
pub mod authz;
pub mod avatars;
pub mod bookings;
pub mod bulk;
pub mod catalogs;
pub mod clock;
pub mod contracts;
pub mod customers;
pub mod database;
pub mod drafts;
pub mod duplicates;
pub mod exports;
pub mod extra_services;
pub mod failure;
mod files;
mod idempotency;
pub mod imports;
pub mod invoices;
pub mod jobs;
mod ledger;
mod legend;
pub mod live;
pub mod meters;
mod outbox;
pub mod places;
pub mod presence;
mod query;
pub mod receipts;
pub mod roles;
pub mod secrets;
pub mod seed;
mod settings;
pub mod spaces;
mod staff;
mod standing;
pub mod storage;
pub mod users;
pub mod views;
mod words;

use std::{path::PathBuf, sync::Arc};

pub use failure::{Failure, Outcome};

use authz::Principals;
use clock::Clock;
use database::Database;
use legend::Legends;
use secrets::Secrets;
use sheets::Parser;
use storage::Storage;

/// Where files of customers lie in the data folder.
const FILES: &str = "files";

/// The handle to all use cases; cheap to clone.
#[derive(Clone)]
pub struct Services {
    inner: Arc<Inner>,
    parser: Option<Arc<Parser>>,
    storage: Storage,
}

struct Inner {
    database: Database,
    clock: Clock,
    secrets: Secrets,
    principals: Principals,
    legends: Legends,
    hasher: accounts::Hasher,
    folder: PathBuf,
    bells: jobs::Bells,
    readers: imports::Readers,
    live: live::Live,
    presence: presence::Present,
}

impl Services {
    /// Brings the pieces together; `folder` is the data folder, outside of which nothing is written. Files of customers lie in there
    /// too, unless they have a store of their own.
    pub fn new(database: Database, clock: Clock, secrets: Secrets, folder: PathBuf) -> Self {
        let storage = Storage::folder(folder.join(FILES));
        let inner = Inner {
            database,
            clock,
            secrets,
            principals: Principals::default(),
            legends: Legends::default(),
            hasher: accounts::Hasher::default(),
            folder,
            bells: jobs::Bells::default(),
            readers: imports::Readers::default(),
            live: live::Live::default(),
            presence: presence::Present::default(),
        };
        Self { inner: Arc::new(inner), parser: None, storage }
    }

    /// The same with the program that reads uploaded files; without one every import is a fault.
    #[must_use]
    pub fn with_parser(self, parser: Parser) -> Self {
        Self { parser: Some(Arc::new(parser)), ..self }
    }

    /// The same with another store of objects.
    #[must_use]
    pub fn with_storage(self, storage: Storage) -> Self {
        Self { storage, ..self }
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.inner.database
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        &self.inner.folder
    }

    fn secrets(&self) -> &Secrets {
        &self.inner.secrets
    }

    fn legends(&self) -> &Legends {
        &self.inner.legends
    }

    /// Runs a writing use case to its end, also when the client goes away and its request is dropped.
    ///
    /// # Errors
    /// What the use case answers; a panic in it is a fault.
    pub async fn to_its_end<T: Send + 'static>(
        use_case: impl Future<Output = Outcome<T>> + Send + 'static,
    ) -> Outcome<T> {
        tokio::spawn(use_case).await.map_err(Failure::fault)?
    }
}
