//! The time comes from outside, so that tests can set it.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};
use domain::time::BusinessZone;

/// A clock with the business time zone.
#[derive(Clone)]
pub struct Clock {
    now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// The zone in which days begin.
    pub zone: BusinessZone,
}

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self::from_fn(Utc::now)
    }

    /// A clock of one's own.
    pub fn from_fn(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { now: Arc::new(now), zone: BusinessZone::default() }
    }

    /// This moment in whole microseconds: finer time does not survive PostgreSQL, and would compare as changed.
    pub fn now(&self) -> DateTime<Utc> {
        (self.now)().trunc_subsecs(6)
    }

    /// Today in the business time zone.
    pub fn today(&self) -> NaiveDate {
        self.zone.day_of(self.now())
    }
}
