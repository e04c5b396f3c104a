//! The services of one test.

use std::{ops::Deref, path::Path};

use services::{Services, database::Database, secrets::Secrets};
use tempfile::TempDir;

use crate::TestClock;

/// Use cases on a database of their own, with a clock that stands still.
pub struct TestServices {
    services: Services,
    /// The time of this test.
    pub clock: TestClock,
    /// Gone with the test.
    folder: TempDir,
}

impl Deref for TestServices {
    type Target = Services;

    fn deref(&self) -> &Services {
        &self.services
    }
}

impl TestServices {
    pub(crate) fn new(database: Database, folder: TempDir) -> Self {
        let clock = TestClock::default();
        let services = Services::new(database, clock.for_services(), Secrets::new([7; 32]), folder.path().to_owned());
        Self { services, clock, folder }
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
