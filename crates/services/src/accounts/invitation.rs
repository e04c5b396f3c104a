//! The way in for somebody without a password: a link that is good once, and no way to more than its maker holds.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    AppError, UserId,
    account::{Enrolment, Factor},
    history::{Changes, Event},
    permission::Resource,
};
use entities::{invitation, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    TransactionTrait,
};

use uuid::Uuid;

use super::{
    Accounts, Client, SignedIn, Token,
    alerts::forget_browsers,
    attempts::Subjects,
    check_password,
    factor::{enrolment, is_required, pass},
    sessions::end_all,
    sign_in::admit,
};
use crate::{
    audit,
    authz::{Actor, Unit, vouches_for},
    failure::Outcome,
};

/// For how long an invitation is good.
const GOOD_FOR: TimeDelta = TimeDelta::hours(48);

/// Writes an invitation in place of an earlier one.
pub(crate) async fn make_invitation(unit: &Unit, user: UserId) -> Outcome<Token> {
    drop_invitation(unit.tx(), user.0).await?;
    let token = Token::new();
    let row = invitation::ActiveModel {
        token_hash: Set(token.hash()),
        user_id: Set(user.0),
        expires_at: Set(unit.now() + GOOD_FOR),
        made_by: Set(Some(unit.actor().user.0)),
    };
    invitation::Entity::insert(row).exec_without_returning(unit.tx()).await?;
    Ok(token)
}

/// The link that leads into an account is good no more; tells whether there was one.
pub(crate) async fn drop_invitation(tx: &impl ConnectionTrait, user: Uuid) -> Outcome<bool> {
    let dropped = invitation::Entity::delete_many().filter(invitation::Column::UserId.eq(user)).exec(tx).await?;
    Ok(dropped.rows_affected > 0)
}

impl Accounts<'_> {
    /// What an app needs to show codes, for somebody invited whose role asks for a second factor.
    ///
    /// # Errors
    /// Not found if the link is used, old or wrong, or if nothing is asked for.
    pub async fn enrol_invited(&self, token: &Token) -> Outcome<Enrolment> {
        let (services, now) = (self.services, self.services.clock().now());
        let tx = services.database().begin_read().await?;
        let account = invited(&tx, token, now).await?;
        if account.factor_key.is_some() || !is_required(&tx, account.id).await? {
            return Err(AppError::NotFound.into());
        }
        tx.commit().await?;
        enrolment(services, &account, now)
    }

    /// Takes an invitation: the person chooses a password and is signed in. All other sessions of the account end.
    ///
    /// # Errors
    /// Not found if the link is used, old or wrong, or if the account holds by now what the maker of the link lacks; a fault of
    /// `password`, or of `code` if a second factor is asked for.
    pub async fn accept_invitation(
        &self,
        token: &Token,
        password: &str,
        factor: &Factor,
        client: &Client,
    ) -> Outcome<SignedIn> {
        let (services, now) = (self.services, self.services.clock().now());
        let tx = services.database().begin_read().await?;
        let account = invited(&tx, token, now).await?;
        tx.commit().await?;
        check_password(password, &account.full_name, &account.email, account.factor_key.is_some())
            .map_err(|code| AppError::field("password", code))?;
        let hash = services.inner.hasher.hash(password).await?;

        let tx = services.database().begin_write().await?;
        let subjects = Subjects::of_link(token);
        subjects.check_in_turn(services.database(), &tx, now).await?;
        // Somebody may have used the link, or blocked the account, while the password was hashed.
        let account = invited(&tx, token, now).await?;
        let id = account.id;
        // A new password is no way around the second factor.
        let way = tx.begin().await?;
        // Of two who use the link at once one comes too late.
        if !drop_invitation(&way, id).await? {
            return Err(AppError::NotFound.into());
        }
        let codes = match pass(services, &way, &account, factor, now).await? {
            Ok(codes) => {
                way.commit().await?;
                codes
            }
            Err(missing) => {
                way.rollback().await?;
                if !matches!(missing, "code_required" | "factor_required") {
                    subjects.count(&tx, now).await?;
                    audit::write_attempt(&tx, &client.address, now, Some(id)).await?;
                    tx.commit().await?;
                }
                return Err(AppError::field("code", missing).into());
            }
        };
        let mut row = account.into_active_model();
        row.password_hash = Set(hash);
        row.must_change_password = Set(false);
        row.password_from = Set(None);
        row.status = Set("active".to_owned());
        row.updated_at = Set(now);
        row.update(&tx).await?;
        end_all(&tx, id, None).await?;
        forget_browsers(&tx, id, None).await?;
        let actor = Actor::at(id.into(), &client.address);
        audit::write(&tx, Some(&actor), now, Event::PasswordChanged, Resource::Users, Some(id), &Changes::new())
            .await?;
        let signed_in = admit(&tx, id, client, None, codes, now).await?;
        // The tabs of the sessions that have ended are told.
        services.commit_telling(tx, [signed_in.user]).await?;
        Ok(signed_in)
    }
}

/// The account that a link is for. Whoever made it may not get further by it than by the own rights.
async fn invited(tx: &impl ConnectionTrait, token: &Token, now: DateTime<Utc>) -> Outcome<user::Model> {
    let found = invitation::Entity::find_by_id(token.hash()).one(tx).await?;
    let found = found.filter(|found| now < found.expires_at).ok_or(AppError::NotFound)?;
    let account = user::Entity::find_by_id(found.user_id)
        .filter(user::Column::Status.is_in(["invited", "active"]))
        .one(tx)
        .await?;
    let account = account.ok_or(AppError::NotFound)?;
    if !vouches_for(tx, found.made_by, account.id, now).await? {
        return Err(AppError::NotFound.into());
    }
    Ok(account)
}
