//! The services of one test.

use std::{ops::Deref, path::Path};

use services::{Services, database::Database, secrets::Secrets};
use tempfile::TempDir;

use crate::TestClock;

/// The same for all instances of a test.
const KEY: [u8; 32] = [7; 32];

/// Use cases on a database of their own, with a clock that stands still.
pub struct TestServices {
    services: Services,
    /// The time of this test.
    pub clock: TestClock,
    /// Gone with the test.
    folder: TempDir,
    /// Of a database that more than one instance can use.
    url: Option<String>,
}

impl Deref for TestServices {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}

impl TestServices {
    pub(crate) fn new(database: Database, folder: TempDir, url: Option<String>) -> Self {
        let clock = TestClock::default();
        let services = Services::new(database, clock.for_services(), Secrets::new(KEY), folder.path().to_owned());
        Self { services, clock, folder, url }
    }

    /// Another instance on the same PostgreSQL database, with connections and caches of its own.
    pub async fn beside(&self) -> Services {
        let url = self.url.as_deref().expect("a file is for one instance alone");
        let database = Database::open_url(url).await.unwrap();
        Services::new(database, self.clock.for_services(), Secrets::new(KEY), self.folder.path().to_owned())
    }

    /// The handle itself, for tasks and routers.
    pub fn services(&self) -> Services {
        self.services.clone()
    }

    /// The data folder.
    pub fn data_folder(&self) -> &Path {
        self.folder.path()
    }
}
