//! Roles as the screens show and change them.

use serde::{Deserialize, Serialize};

use crate::{RoleId, permission::RoleRights};

/// A role in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRow {
    /// Its id.
    pub id: RoleId,
    /// Its name.
    pub name: String,
    /// The branch that it is for, if it is for one alone.
    pub branch: Option<String>,
    /// What it is for, in words.
    pub description: String,
    /// It gives every cell.
    pub full_permission: bool,
    /// How many people have it.
    pub people: u64,
    /// The asker holds everything that it gives: others may be shown it, not change it.
    pub is_held: bool,
}

/// What the form of a role sends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleInput {
    /// Its name, which no other role has.
    pub name: String,
    /// What it is for, in words.
    pub description: String,
    /// What it gives, and for which branch.
    pub rights: RoleRights,
    /// Whoever has it signs in with a second factor.
    #[serde(default)]
    pub second_factor: bool,
}

/// A role whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDetail {
    /// Its id.
    pub id: RoleId,
    /// Goes up with each change.
    pub version: i64,
    /// Name, words and rights.
    pub input: RoleInput,
    /// How many people have it.
    pub people: u64,
    /// The asker holds everything that it gives.
    pub is_held: bool,
    /// The asker has it, and may not change what it gives.
    pub is_own: bool,
}
