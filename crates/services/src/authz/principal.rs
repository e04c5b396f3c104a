//! Rights that were computed once and are still good.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use domain::{
    AppError, UserId,
    permission::{Principal, next_end},
};
use sea_orm::ConnectionTrait;

use super::{Account, rights::rights_of};
use crate::failure::Outcome;

/// Rights by user. A copy is good for the epoch it was read at; every change of rights moves the epoch in its own
/// transaction, so that a copy is never older than the rights. And it is good no longer than any own grant in it.
#[derive(Default)]
pub(crate) struct Principals {
    known: Mutex<HashMap<UserId, Known>>,
}

struct Known {
    principal: Arc<Principal>,
    read_at: DateTime<Utc>,
    good_until: Option<DateTime<Utc>>,
}

impl Known {
    /// A clock that was set back makes own grants live again that had ended.
    fn is_good(&self, epoch: i64, now: DateTime<Utc>) -> bool {
        self.principal.epoch == epoch && self.read_at <= now && self.good_until.is_none_or(|until| now < until)
    }
}

impl Principals {
    pub(super) async fn of(
        &self,
        tx: &impl ConnectionTrait,
        user: UserId,
        account: &Account,
        now: DateTime<Utc>,
    ) -> Outcome<Arc<Principal>> {
        if let Some(known) = self.locked().get(&user).filter(|known| known.is_good(account.perm_epoch, now)) {
            return Ok(Arc::clone(&known.principal));
        }
        let rights = rights_of(tx, &[user.0]).await?.pop().ok_or(AppError::Unauthenticated)?;
        let principal = Arc::new(rights.principal(now));
        let known = Known { principal: Arc::clone(&principal), read_at: now, good_until: next_end(&rights.own, now) };
        self.locked().insert(user, known);
        Ok(principal)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
