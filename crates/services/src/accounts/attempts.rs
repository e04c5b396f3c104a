//! Limits on wrong passwords that do not lock the real person out.
//!
//! Failures count against the account and against the address they come from. A browser from which the person has
//! signed in before has a count of its own: whoever attacks the account elsewhere does not touch it. So have each session, in
//! which a person shows anew who they are, and each link: nobody else has them.

use chrono::{DateTime, TimeDelta, Utc};
use domain::AppError;
use entities::{device, sign_in_failure};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::token::Token;
use crate::{authz::Actor, database::Database, failure::Outcome};

const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures of one account, one known browser, one session or one link within the window.
const PER_ACCOUNT: u64 = 10;
/// Failures from one address within the window.
const PER_ADDRESS: u64 = 30;

/// What an attempt is counted against.
pub(super) struct Subjects(Vec<(String, u64)>);

impl Subjects {
    /// `account` is the typed e-mail; it is counted whether or not it exists, and kept as a hash.
    pub fn new(account: &str, address: &str, device: Option<&Token>) -> Self {
        match device {
            Some(device) => Self(vec![(subject("device", device.expose()), PER_ACCOUNT)]),
            None => Self(vec![(subject("account", account), PER_ACCOUNT), (subject("address", address), PER_ADDRESS)]),
        }
    }

    /// Within a session.
    pub fn of_session(actor: &Actor) -> Self {
        let session = actor.session.map(|session| session.to_string()).unwrap_or_default();
        Self(vec![(subject("session", &session), PER_ACCOUNT)])
    }

    /// Of a link.
    pub fn of_link(token: &Token) -> Self {
        Self(vec![(subject("link", token.expose()), PER_ACCOUNT)])
    }

    /// Refuses before any password is looked at.
    ///
    /// # Errors
    /// Too many attempts, with the seconds to wait.
    pub async fn check(&self, tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Outcome<()> {
        for (subject, limit) in &self.0 {
            let recent = sign_in_failure::Entity::find()
                .filter(sign_in_failure::Column::Subject.eq(subject))
                .filter(sign_in_failure::Column::At.gt(now - WINDOW));
            if recent.clone().count(tx).await? < *limit {
                continue;
            }
            let oldest = recent.order_by_asc(sign_in_failure::Column::At).one(tx).await?;
            let wait = oldest.map_or(WINDOW, |failure| failure.at + WINDOW - now).num_seconds().max(1);
            return Err(AppError::TooMany { retry_after: u32::try_from(wait).unwrap_or(u32::MAX) }.into());
        }
        Ok(())
    }

    /// The same in the transaction that will count: attempts on one subject come one after another, and so many at once are no
    /// more than are allowed.
    ///
    /// # Errors
    /// Too many attempts, with the seconds to wait.
    pub async fn check_in_turn(
        &self,
        database: &Database,
        tx: &DatabaseTransaction,
        now: DateTime<Utc>,
    ) -> Outcome<()> {
        for (subject, _) in &self.0 {
            database.lock(tx, number_of(subject)).await?;
        }
        self.check(tx, now).await
    }

    /// Counts a failure, and forgets those that no longer matter.
    pub async fn count(&self, tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Outcome<()> {
        let rows = self.0.iter().map(|(subject, _)| sign_in_failure::ActiveModel {
            subject: Set(subject.clone()),
            at: Set(now),
            ..Default::default()
        });
        sign_in_failure::Entity::insert_many(rows).exec_without_returning(tx).await?;
        sign_in_failure::Entity::delete_many().filter(sign_in_failure::Column::At.lte(now - WINDOW)).exec(tx).await?;
        Ok(())
    }
}

/// Whether somebody has signed in to this account from this browser before.
pub(super) async fn is_known_device(tx: &impl ConnectionTrait, device: &Token, user: Uuid) -> Outcome<bool> {
    let known = device::Entity::find_by_id(device.hash()).one(tx).await?;
    Ok(known.is_some_and(|device| device.user_id == user))
}

/// A lock is named by a number.
fn number_of(subject: &str) -> i64 {
    let digest: [u8; 32] = Sha256::digest(subject.as_bytes()).into();
    digest.iter().take(size_of::<i64>()).fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

fn subject(kind: &str, text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    digest.iter().fold(format!("{kind}:"), |subject, byte| format!("{subject}{byte:02x}"))
}
