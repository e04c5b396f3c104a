//! Branches and departments as the screens show them.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A branch or a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRow {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// How many members of staff work there, of those that the asker may see.
    pub people: u64,
    /// How many other things are tied to it, of those that the asker may see: customers and roles of a branch.
    pub ties: u64,
}
