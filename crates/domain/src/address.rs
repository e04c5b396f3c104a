//! Provinces and communes of Viet Nam: two levels since 1 July 2025, and the old names that people go on saying.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A commune or a province, as it is called today.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Unit {
    /// Phường, xã or đặc khu; a province alone has none.
    pub commune: Option<String>,
    /// Province or centrally run city.
    pub province: String,
}

impl fmt::Display for Unit {
    /// As it stands in an address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.commune {
            Some(commune) => write!(f, "{commune}, {}", self.province),
            None => f.write_str(&self.province),
        }
    }
}

/// Which part of an address is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The commune.
    Commune,
    /// The province.
    Province,
}

/// What may be meant by what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitSuggestion {
    /// The unit.
    pub unit: Unit,
    /// The old unit that was typed, which is in this one now.
    pub was: Option<String>,
}

/// What is known of the commune and the province of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It is called so today.
    Today,
    /// It was called so; it is in one of these now, the usual choice first.
    Before(Vec<Unit>),
    /// Nothing is called so, and nothing was.
    Unknown,
}
