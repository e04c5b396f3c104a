//! Signing in.

use chrono::{DateTime, Utc};
use domain::{
    AppError, UserId,
    history::{Changes, Event},
    permission::Resource,
};
use entities::{device, session, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Accounts,
    attempts::{Subjects, is_known_device},
    check_password, sessions,
    token::Token,
};
use crate::{audit, authz::Actor, failure::Outcome};

/// The browser that asks, before anybody is signed in.
#[derive(Clone, Debug, Default)]
pub struct Client {
    /// Where it is.
    pub address: String,
    /// What it says that it is.
    pub agent: String,
    /// The token of its last sign-in, which outlives the session.
    pub device: Option<Token>,
    /// The token of the session that it had until now.
    pub session: Option<Token>,
}

/// A browser that has just signed in.
#[derive(Debug)]
pub struct SignedIn {
    /// For the session cookie.
    pub session: Token,
    /// For the device cookie.
    pub device: Token,
    /// Who it is.
    pub user: UserId,
}

impl Accounts<'_> {
    /// Signs in with e-mail and password.
    ///
    /// # Errors
    /// Too many attempts; or a fault of the field `password`, the same for an unknown e-mail, a wrong password and an
    /// account that may not sign in. With a first password, which somebody else has chosen, nobody gets in: a fault of
    /// the field `new` asks for an own one.
    pub async fn sign_in(&self, email: &str, password: &str, client: &Client) -> Outcome<SignedIn> {
        self.enter(email, password, None, client).await
    }

    /// Signs in with a first password, in place of which the person chooses an own one.
    ///
    /// # Errors
    /// Those of [`sign_in`](Self::sign_in), or a fault of `new`.
    pub async fn sign_in_first(&self, email: &str, password: &str, new: &str, client: &Client) -> Outcome<SignedIn> {
        self.enter(email, password, Some(new), client).await
    }

    async fn enter(&self, email: &str, password: &str, new: Option<&str>, client: &Client) -> Outcome<SignedIn> {
        let (email, now) = (email.trim().to_lowercase(), self.services.clock().now());
        let tx = self.services.database().begin_read().await?;
        let account = user::Entity::find().filter(user::Column::Email.eq(&email)).one(&tx).await?;
        let device = self.known_device(&tx, account.as_ref(), client).await?;
        let subjects = Subjects::new(&email, &client.address, device.as_ref());
        subjects.check(&tx, now).await?;
        tx.commit().await?;

        let hash = account.as_ref().map(|account| account.password_hash.clone()).filter(|hash| !hash.is_empty());
        let verified = self.services.inner.hasher.verify(password, hash).await?;
        let tx = self.services.database().begin_write().await?;
        // Others may have failed, and the account may have been blocked, while the password was hashed.
        subjects.check(&tx, now).await?;
        let account = self.still_active(&tx, account).await?.filter(|_| verified);
        let Some(account) = account else {
            subjects.count(&tx, now).await?;
            audit::write(&tx, None, now, Event::SignInFailed, Resource::Users, None, &Changes::new()).await?;
            tx.commit().await?;
            return Err(AppError::field("password", "sign_in_failed").into());
        };
        let id = account.id;
        if account.must_change_password {
            tx.rollback().await?;
            let hash = self.own_password(&account, password, new).await?;
            return self.enter_with(account, hash, client, device).await;
        }
        let signed_in = admit(&tx, id, client, device, now).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// The hash of the password that somebody with a first one has chosen.
    async fn own_password(&self, account: &user::Model, first: &str, new: Option<&str>) -> Outcome<String> {
        let new = new.ok_or(AppError::field("new", "choose_own_password"))?;
        let checked = if new == first {
            Err("password_unchanged")
        } else {
            check_password(new, &account.full_name, &account.email)
        };
        checked.map_err(|code| AppError::field("new", code))?;
        self.services.inner.hasher.hash(new).await
    }

    /// Puts the chosen password in the place of the first one, if that is still the one, and lets the person in.
    async fn enter_with(
        &self,
        account: user::Model,
        hash: String,
        client: &Client,
        device: Option<Token>,
    ) -> Outcome<SignedIn> {
        let (id, now) = (account.id, self.services.clock().now());
        let tx = self.services.database().begin_write().await?;
        let account = self.still_active(&tx, Some(account)).await?;
        let mut row = account.ok_or(AppError::field("password", "sign_in_failed"))?.into_active_model();
        row.password_hash = Set(hash);
        row.must_change_password = Set(false);
        row.updated_at = Set(now);
        row.update(&tx).await?;
        let actor = Actor { user: UserId(id), session: None, address: client.address.clone() };
        audit::write(&tx, Some(&actor), now, Event::PasswordChanged, Resource::Users, Some(id), &Changes::new())
            .await?;
        let signed_in = admit(&tx, id, client, device, now).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    async fn known_device(
        &self,
        tx: &DatabaseTransaction,
        account: Option<&user::Model>,
        client: &Client,
    ) -> Outcome<Option<Token>> {
        match (account, &client.device) {
            (Some(account), Some(device)) if is_known_device(tx, device, account.id).await? => Ok(Some(device.clone())),
            _ => Ok(None),
        }
    }

    async fn still_active(
        &self,
        tx: &DatabaseTransaction,
        account: Option<user::Model>,
    ) -> Outcome<Option<user::Model>> {
        let Some(account) = account else { return Ok(None) };
        let now = user::Entity::find_by_id(account.id).one(tx).await?;
        Ok(now.filter(|now| now.status == "active" && now.password_hash == account.password_hash))
    }
}

/// Begins a session in place of the browser's former one, and remembers the browser.
pub(super) async fn admit(
    tx: &impl ConnectionTrait,
    user: Uuid,
    client: &Client,
    device: Option<Token>,
    now: DateTime<Utc>,
) -> Outcome<SignedIn> {
    if let Some(former) = &client.session {
        session::Entity::delete_many().filter(session::Column::TokenHash.eq(former.hash())).exec(tx).await?;
    }
    let (session, id) = sessions::begin(tx, user, client, now).await?;
    let device = device.unwrap_or_else(Token::new);
    let row = device::ActiveModel { token_hash: Set(device.hash()), user_id: Set(user), last_used_at: Set(now) };
    device::Entity::insert(row)
        .on_conflict(OnConflict::column(device::Column::TokenHash).update_column(device::Column::LastUsedAt).to_owned())
        .exec_without_returning(tx)
        .await?;
    let actor = Actor { user: UserId(user), session: Some(id), address: client.address.clone() };
    audit::write(tx, Some(&actor), now, Event::SignedIn, Resource::Users, Some(user), &Changes::new()).await?;
    Ok(SignedIn { session, device, user: UserId(user) })
}
