//! A clock that moves when a test says so.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use services::clock::Clock;

/// 22 November 2026, 9 in the morning in Viet Nam.
const START: &str = "2026-11-22T02:00:00Z";

/// The time of a test; a clone shows the same time.
#[derive(Clone)]
pub struct TestClock {
    /// Since 1970.
    microseconds: Arc<AtomicI64>,
}

impl Default for TestClock {
    fn default() -> Self {
        let start: DateTime<Utc> = START.parse().unwrap();
        Self { microseconds: Arc::new(AtomicI64::new(start.timestamp_micros())) }
    }
}

impl TestClock {
    /// The moment that the clock shows.
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.microseconds.load(Ordering::SeqCst)).unwrap()
    }

    /// Lets time pass.
    pub fn advance(&self, by: TimeDelta) {
        let by = by.num_microseconds().unwrap();
        self.microseconds.fetch_add(by, Ordering::SeqCst);
    }

    /// The clock as the services read it.
    pub fn for_services(&self) -> Clock {
        let clock = self.clone();
        Clock::from_fn(move || clock.now())
    }
}
