//! What somebody has typed into a form and not saved yet: it survives a reload, a lost connection, an ended session and
//! rights that are taken away in the middle of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Most characters of the name of a form.
pub const LONGEST_FORM: usize = 80;
/// Most bytes of what is typed.
pub const MOST_BYTES: usize = 64 * 1024;

/// What was typed, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// When it was last kept.
    pub at: DateTime<Utc>,
    /// What stands in the fields that were touched, by key.
    pub typed: Typed,
}

/// What stands in the touched fields of a form, by key.
pub type Typed = BTreeMap<String, String>;
