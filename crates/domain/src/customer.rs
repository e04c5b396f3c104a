//! What all kinds of customers have in common.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a customer is; fixed once created.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A person.
    Individual,
    /// A company with a tax code and contact persons.
    Organization,
    /// A group of people who rent or buy together.
    Team,
}

impl CustomerKind {
    /// The word in the database.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Organization => "organization",
            Self::Team => "team",
        }
    }
}

/// The code of the n-th customer: `KH000001`.
pub struct GivenCode(pub i64);

impl fmt::Display for GivenCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KH{:06}", self.0)
    }
}
