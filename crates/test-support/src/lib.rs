//! What the tests of all crates stand on: a fresh database of each kind, a clock that stands still, people with rights,
//! and records.
//!
//! A test takes `&TestServices`; [`each_database!`] makes two of it, named `sqlite::…` and `postgres::…`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test that cannot be set up has to fail"
)]

pub mod bookings;
mod clock;
mod customers;
mod database;
pub mod files;
mod people;
pub mod requests;
mod test_services;

pub use clock::TestClock;
pub use customers::{change_of, fields};
pub use database::{on_postgres, on_sqlite};
pub use domain::permission::Scope;
pub use people::NewUser;
pub use test_services::TestServices;

/// Makes tests of `async fn name(on: &TestServices)`, each on both databases. A function that is not listed is dead
/// code, which the lints refuse.
#[macro_export]
macro_rules! each_database {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    $crate::on_sqlite(async |on| super::$test(on).await).await;
                }
            )+
        }

        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    $crate::on_postgres(async |on| super::$test(on).await).await;
                }
            )+
        }
    };
}
