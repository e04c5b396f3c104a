//! Chance that repeats itself: the same seed throws the same numbers, on every machine and with every release of `rand`.

use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};
use rand::{RngExt, SeedableRng, rngs::Xoshiro256PlusPlus, seq::IndexedRandom};
use uuid::Uuid;

/// A generator of the small decisions that make up a person.
pub(super) struct Dice(Xoshiro256PlusPlus);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A whole number; both ends may come up.
    pub fn number(&mut self, range: RangeInclusive<i64>) -> i64 {
        self.0.random_range(range)
    }

    /// True in this many of a hundred throws.
    pub fn percent(&mut self, of_hundred: u32) -> bool {
        self.0.random_ratio(of_hundred.min(100), 100)
    }

    /// An id that sorts by this moment.
    pub fn id(&mut self, at: DateTime<Utc>) -> Uuid {
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(millis, &self.0.random()).into_uuid()
    }

    /// Digits, as many as asked for.
    pub fn digits(&mut self, count: usize) -> String {
        (0..count).filter_map(|_| char::from_digit(self.0.random_range(0..10), 10)).collect()
    }

    /// One of these, each as often as the others.
    pub fn any<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.choose(&mut self.0)
    }

    /// One of these words, each as often as the others.
    pub fn word(&mut self, of: &[&'static str]) -> &'static str {
        self.any(of).copied().unwrap_or_default()
    }

    /// One of these words, the first ones far more often than the last ones: so names spread among people.
    pub fn skewed(&mut self, of: &[&'static str]) -> &'static str {
        let most = of.len().saturating_sub(1);
        let place = self.0.random_range(0..=most).min(self.0.random_range(0..=most));
        of.get(place).copied().unwrap_or_default()
    }

    /// One of these, as often as its weight says.
    pub fn weighted<'a, T>(&mut self, of: &'a [T], weight: impl Fn(&T) -> u32) -> Option<&'a T> {
        of.choose_weighted(&mut self.0, weight).ok()
    }
}
