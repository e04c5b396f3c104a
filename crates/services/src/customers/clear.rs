//! What stands behind a mask.

use std::fmt;

use domain::{customer::Field, permission::Placement};

use super::record::{check_sensitive_at, kept};
use crate::{authz::Unit, failure::Outcome};

/// A field of a record as it is kept, its mask off; `None` if it is empty. It can be compared, and the history keeps its mask; the
/// text itself is told to those alone who may know it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Clear {
    field: Field,
    text: Option<String>,
}

impl Clear {
    pub(super) const fn new(field: Field, text: Option<String>) -> Self {
        Self { field, text }
    }

    /// The text, for a reader who may know this field of a record that stands there.
    ///
    /// # Errors
    /// Forbidden without the field's own cell for this record.
    pub fn tell(self, unit: &Unit, at: &Placement) -> Outcome<Option<String>> {
        check_sensitive_at(unit, [&self.field], at)?;
        Ok(self.text)
    }

    /// The text as history keeps it: of a sensitive value the mask.
    pub fn kept(&self) -> Option<String> {
        kept(self.field, self.text.as_deref())
    }

    /// Whether nothing stands there.
    pub const fn is_empty(&self) -> bool {
        self.text.is_none()
    }

    /// Whether this canonical text stands there; who typed it knows it.
    pub fn is(&self, typed: Option<&str>) -> bool {
        self.text.as_deref() == typed
    }

    /// The text, to be written back into a record and kept sealed meanwhile.
    pub(super) fn held(self) -> Option<String> {
        self.text
    }
}

/// A clear value gets into no log.
impl fmt::Debug for Clear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clear").field("field", &self.field).finish_non_exhaustive()
    }
}
