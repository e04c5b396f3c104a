//! What people have for themselves: nobody else comes to it, not even by looking as they see.

use domain::AppError;
use sea_orm::{ColumnTrait, sea_query::SimpleExpr};

use super::{Site, Unit};
use crate::failure::Outcome;

impl Unit {
    /// What is a person's own affair is nobody else's, whoever looks as that person.
    ///
    /// # Errors
    /// Read-only.
    #[track_caller]
    pub(crate) fn check_own(&self) -> Outcome<()> {
        match Site::here().acts(!self.is_seen()) {
            true => Ok(()),
            false => Err(AppError::ReadOnly.into()),
        }
    }

    /// What belongs to the actor, of what people have for themselves.
    #[track_caller]
    pub(crate) fn own(&self, owner: impl ColumnTrait) -> SimpleExpr {
        Site::here().own(owner.eq(self.actor.user.0))
    }

    /// Whether somebody else looks at what the actor sees.
    pub(crate) fn is_seen(&self) -> bool {
        self.actor.seen_by.is_some()
    }
}
