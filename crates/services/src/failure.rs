//! What a use case answers when it does not succeed.
//!
//! `Refused` is meant for the person and crosses the wire. `Fault` is ours: it is logged once, where the answer is made,
//! and the person learns only the id under which the log has it.

use domain::AppError;
use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// Why a use case did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The person can do something about it, or may not know more.
    #[error("refused: {0:?}")]
    Refused(AppError),
    /// Something broke.
    #[error("fault: {0}")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What a use case answers.
pub type Outcome<T> = Result<T, Failure>;

impl Failure {
    /// A fault with any cause.
    pub fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(cause.into())
    }

    /// Whether a unique constraint refused the change.
    pub fn is_duplicate(&self) -> bool {
        matches!(self, Self::Fault(cause) if cause.downcast_ref().is_some_and(is_duplicate))
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self::Refused(error)
    }
}

impl From<domain::FieldErrors> for Failure {
    fn from(errors: domain::FieldErrors) -> Self {
        Self::Refused(AppError::Invalid(errors))
    }
}

impl From<DbErr> for Failure {
    fn from(error: DbErr) -> Self {
        if is_passing(&error) {
            tracing::warn!(error = %error, "the database cannot be used at the moment");
            return Self::Refused(AppError::Unavailable);
        }
        Self::fault(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::fault(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        if error.kind() == std::io::ErrorKind::StorageFull {
            tracing::error!("the disk is full");
            return Self::Refused(AppError::Unavailable);
        }
        Self::fault(error)
    }
}

/// Trouble that passes: no connection to be had, the disk is full, the writer is busy for longer than its time-out, two
/// transactions wait for one another.
fn is_passing(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            use sea_orm::sqlx::Error;
            match cause.as_ref() {
                Error::Io(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => true,
                // SQLite: 5 busy, 10 I/O, 13 full. PostgreSQL: class 40 rolled back in favour of somebody else, 53 no
                // resources, 57 ended by an operator.
                Error::Database(cause) => cause.code().is_some_and(|code| {
                    matches!(code.as_ref(), "5" | "10" | "13" | "261" | "517")
                        || code.starts_with("40")
                        || code.starts_with("53")
                        || code.starts_with("57P")
                }),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether a unique constraint refused the change.
pub fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
