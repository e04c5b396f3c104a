//! What somebody shows beside the password.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What one signs in with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credentials {
    /// E-mail.
    pub email: String,
    /// Password.
    pub password: String,
    /// An own password in place of a first one.
    pub new: Option<String>,
    /// Beside the password.
    pub factor: Factor,
}

/// The second factor at the door.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    /// The six digits that the app shows, or a recovery code.
    pub code: Option<String>,
    /// Of an app that is being set up: what [`Enrolment`] came with.
    pub ticket: Option<String>,
}

/// What an app needs to show codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// Sent back with the first code; the server keeps nothing until then.
    pub ticket: String,
    /// The key, for those who type it.
    pub key: String,
    /// The key as a QR code, an SVG document.
    pub picture: String,
}

/// How the second factor of an account stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactorState {
    /// Codes are asked for.
    pub is_set: bool,
    /// A role of the person asks for it.
    pub is_required: bool,
    /// Recovery codes that are left.
    pub recovery_codes: u64,
}

/// A sign-in from a browser that was not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInAlert {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// From where.
    pub address: String,
    /// What the browser says that it is.
    pub agent: String,
}
