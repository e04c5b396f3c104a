//! The error as it crosses the wire: one flat object. The browser reads it with a fraction of the code that an enum with
//! contents would take.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{AppError, Conflict, FieldErrors};
use crate::permission::{Action, Resource};

/// What happened, without the particulars.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Unauthenticated,
    Unconfirmed,
    ReadOnly,
    NotFound,
    Forbidden,
    Invalid,
    Conflict,
    TooMany,
    KeyReused,
    TooLarge,
    Unavailable,
    Internal,
}

/// `{"error": "too_many", "retry_after": 60}`
#[derive(Serialize, Deserialize)]
pub(super) struct Wire {
    error: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<(Action, Resource)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fields: Option<FieldErrors>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conflict: Option<Box<Conflict>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
}

impl Wire {
    const fn of(error: Kind) -> Self {
        Self { error, cell: None, fields: None, conflict: None, retry_after: None, id: None }
    }
}

impl From<AppError> for Wire {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Unauthenticated => Self::of(Kind::Unauthenticated),
            AppError::Unconfirmed => Self::of(Kind::Unconfirmed),
            AppError::ReadOnly => Self::of(Kind::ReadOnly),
            AppError::NotFound => Self::of(Kind::NotFound),
            AppError::Forbidden { action, resource } => {
                Self { cell: Some((action, resource)), ..Self::of(Kind::Forbidden) }
            }
            AppError::Invalid(fields) => Self { fields: Some(fields), ..Self::of(Kind::Invalid) },
            AppError::Conflict(conflict) => Self { conflict: Some(conflict), ..Self::of(Kind::Conflict) },
            AppError::TooMany { retry_after } => Self { retry_after: Some(retry_after), ..Self::of(Kind::TooMany) },
            AppError::KeyReused => Self::of(Kind::KeyReused),
            AppError::TooLarge => Self::of(Kind::TooLarge),
            AppError::Unavailable => Self::of(Kind::Unavailable),
            AppError::Internal { id } => Self { id: Some(id), ..Self::of(Kind::Internal) },
        }
    }
}

impl TryFrom<Wire> for AppError {
    type Error = &'static str;

    fn try_from(wire: Wire) -> Result<Self, Self::Error> {
        let error = match wire.error {
            Kind::Unauthenticated => Some(Self::Unauthenticated),
            Kind::Unconfirmed => Some(Self::Unconfirmed),
            Kind::ReadOnly => Some(Self::ReadOnly),
            Kind::NotFound => Some(Self::NotFound),
            Kind::Forbidden => wire.cell.map(|(action, resource)| Self::Forbidden { action, resource }),
            Kind::Invalid => wire.fields.map(Self::Invalid),
            Kind::Conflict => wire.conflict.map(Self::Conflict),
            Kind::TooMany => wire.retry_after.map(|retry_after| Self::TooMany { retry_after }),
            Kind::KeyReused => Some(Self::KeyReused),
            Kind::TooLarge => Some(Self::TooLarge),
            Kind::Unavailable => Some(Self::Unavailable),
            Kind::Internal => wire.id.map(|id| Self::Internal { id }),
        };
        error.ok_or("an error without its particulars")
    }
}
