//! The one error of the application.
//!
//! Which one to choose: the person may not know that the record exists → `NotFound`; may see it, but not do this →
//! `Forbidden`; typed something wrong → `Invalid`; somebody else was faster → `Conflict`; everything that is not the
//! person's doing → `Unavailable` (try again) or `Internal` (look into the log by its id). Causes are logged once, where
//! the answer is made, and never shown.

mod wire;

use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::wire::Wire;
use crate::{
    customer::Field,
    permission::{Action, Resource},
};

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub enum AppError {
    /// No session, or one that has ended.
    Unauthenticated,
    /// A dangerous act, and too long ago that the person showed who they are.
    Unconfirmed,
    /// Somebody looks at the application as another person sees it: nothing is changed that way.
    ReadOnly,
    /// Missing or out of reach: both look alike.
    NotFound,
    /// The record is visible, the act is not granted.
    Forbidden {
        /// The missing action …
        action: Action,
        /// … on this resource.
        resource: Resource,
    },
    /// Something typed is wrong.
    Invalid(FieldErrors),
    /// Somebody else changed the same fields meanwhile.
    Conflict(Box<Conflict>),
    /// Too many attempts.
    TooMany {
        /// Seconds to wait.
        retry_after: u32,
    },
    /// The same idempotency key came with other content.
    KeyReused,
    /// The request is larger than allowed.
    TooLarge,
    /// Passing trouble: the database is busy, the disk is full, the server is stopping.
    Unavailable,
    /// A fault of ours; the log has the cause under this id.
    Internal {
        /// The request's id.
        id: Uuid,
    },
}

impl AppError {
    /// One wrong field.
    pub fn field(field: impl Into<String>, code: &str) -> Self {
        Self::Invalid(FieldErrors(vec![FieldError::new(field, code)]))
    }

    /// The HTTP status of the answer.
    pub const fn status(&self) -> u16 {
        match self {
            Self::Unauthenticated | Self::Unconfirmed => 401,
            Self::Forbidden { .. } | Self::ReadOnly => 403,
            Self::NotFound => 404,
            Self::Conflict(_) => 409,
            Self::TooLarge => 413,
            Self::Invalid(_) | Self::KeyReused => 422,
            Self::TooMany { .. } => 429,
            Self::Internal { .. } => 500,
            Self::Unavailable => 503,
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl std::error::Error for AppError {}

/// A field of a form and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// Key of the field, as in the form.
    pub field: String,
    /// Key of the text in the translation area `errors`.
    pub code: String,
}

impl FieldError {
    /// A fault of a field.
    pub fn new(field: impl Into<String>, code: impl Into<String>) -> Self {
        Self { field: field.into(), code: code.into() }
    }
}

/// All faults of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub Vec<FieldError>);

impl FieldErrors {
    /// The first fault of a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.code.as_str())
    }

    /// `Ok` if there is none.
    ///
    /// # Errors
    /// [`AppError::Invalid`] with these faults.
    pub fn into_result(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self)) }
    }
}

/// Two people changed the same fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The version to save over, once the person has chosen.
    pub version: i64,
    /// Name of the one who saved first.
    pub changed_by: String,
    /// The fields that both changed.
    pub fields: Vec<ConflictField>,
}

/// One field that two people changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictField {
    /// The field.
    pub field: Field,
    /// What stands in the database now; `None` is empty.
    pub theirs: Option<String>,
    /// What this person typed.
    pub yours: Option<String>,
    /// How the first is called, if it is an id: of a customer, a member of staff, a branch.
    #[serde(default)]
    pub theirs_name: Option<String>,
    /// How the second is called, if it is an id.
    #[serde(default)]
    pub yours_name: Option<String>,
}

impl ConflictField {
    /// Two texts that stand for themselves.
    pub const fn new(field: Field, theirs: Option<String>, yours: Option<String>) -> Self {
        Self { field, theirs, yours, theirs_name: None, yours_name: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::Values;

    #[test]
    fn every_error_crosses_the_wire() {
        let conflict = Conflict { version: 2, changed_by: "Lê Thị Mai".to_owned(), fields: Vec::new() };
        let errors = [
            AppError::Unauthenticated,
            AppError::Unconfirmed,
            AppError::ReadOnly,
            AppError::NotFound,
            AppError::Forbidden { action: Action::Edit, resource: Resource::Individuals },
            AppError::field("email", "invalid_email"),
            AppError::Conflict(Box::new(conflict)),
            AppError::TooMany { retry_after: 60 },
            AppError::KeyReused,
            AppError::TooLarge,
            AppError::Unavailable,
            AppError::Internal { id: Uuid::nil() },
        ];
        for error in errors {
            let wire = serde_json::to_string(&error).unwrap();
            assert_eq!(serde_json::from_str::<AppError>(&wire).unwrap(), error, "{wire}");
        }
    }

    #[test]
    fn values_cross_the_wire_by_the_keys_of_their_fields() {
        let values = Values::from([(Field::Name, "Lan".to_owned()), (Field::IdNumber, "•••".to_owned())]);
        let wire = serde_json::to_string(&values).unwrap();
        assert_eq!(wire, r#"{"name":"Lan","id_number":"•••"}"#);
        assert_eq!(serde_json::from_str::<Values>(&wire).unwrap(), values);
    }
}
