//! Signing in.

use chrono::{DateTime, Utc};
use domain::{
    AppError, UserId,
    account::{Credentials, Enrolment},
    history::{Changes, Event},
    permission::Resource,
};
use entities::{device, session, user};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QuerySelect, TransactionTrait, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{
    Accounts,
    attempts::{Subjects, is_known_device},
    check_password, drop_invitation,
    factor::{enrolment, is_required, pass},
    sessions,
    token::Token,
};
use crate::{
    audit,
    authz::{Actor, vouches_for},
    failure::{Failure, Outcome},
};

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
    /// The recovery codes of a second factor that was set up on the way in.
    pub recovery_codes: Vec<String>,
}

/// Who stands at the door, as far as e-mail and password say.
struct Door {
    subjects: Subjects,
    device: Option<Token>,
    account: Option<user::Model>,
    /// The account of the typed e-mail, whatever the password.
    meant: Option<Uuid>,
    address: String,
}

impl Accounts<'_> {
    /// Signs in with e-mail and password, and what else is asked for.
    ///
    /// # Errors
    /// Too many attempts; or a fault of the field `password`, the same for an unknown e-mail, a wrong password and an
    /// account that may not sign in, also if it holds by now what the one lacks who chose a first password. With a first password, which somebody else has chosen, nobody gets in: a fault of
    /// the field `new` asks for an own one. A fault of `code` asks for the second factor, or to set one up.
    pub async fn sign_in(&self, form: &Credentials, client: &Client) -> Outcome<SignedIn> {
        let now = self.services.clock().now();
        let door = self.door(form, client).await?;
        let own = match &door.account {
            Some(account) if account.must_change_password => Some(self.own_password(account, form).await?),
            _ => None,
        };
        let tx = self.services.database().begin_write().await?;
        // Others may have failed, and the account may have been blocked, while the password was hashed.
        door.subjects.check_in_turn(self.services.database(), &tx, now).await?;
        let Some(account) = self.still_active(&tx, door.account.as_ref()).await? else {
            return Err(self.refuse(tx, &door, "password", "sign_in_failed").await?);
        };
        // What is done on the way, such as a code that is taken, has not happened if it leads nowhere.
        let way = tx.begin().await?;
        let passed = pass(self.services, &way, &account, &form.factor, now).await?;
        match &passed {
            Ok(_) => way.commit().await?,
            Err(_) => way.rollback().await?,
        }
        let passed = match passed {
            Ok(codes) => codes,
            // Nobody has typed anything wrong yet.
            Err(missing @ ("code_required" | "factor_required")) => return Err(AppError::field("code", missing).into()),
            Err(wrong) => return Err(self.refuse(tx, &door, "code", wrong).await?),
        };
        let id = account.id;
        if let Some(hash) = own {
            let mut row = account.into_active_model();
            row.password_hash = Set(hash);
            row.must_change_password = Set(false);
            row.password_from = Set(None);
            row.updated_at = Set(now);
            row.update(&tx).await?;
            drop_invitation(&tx, id).await?;
            let actor = Actor::at(UserId(id), &client.address);
            audit::write(&tx, Some(&actor), now, Event::PasswordChanged, Resource::Users, Some(id), &Changes::new())
                .await?;
        }
        let signed_in = admit(&tx, id, client, door.device, passed, now).await?;
        self.services.commit_telling(tx, [signed_in.user]).await?;
        Ok(signed_in)
    }

    /// What an app needs to show codes, for somebody whose role asks for a second factor and who has none yet.
    ///
    /// # Errors
    /// Those of [`sign_in`](Self::sign_in); not found if nothing is asked for.
    pub async fn enrol_at_door(&self, form: &Credentials, client: &Client) -> Outcome<Enrolment> {
        let now = self.services.clock().now();
        let door = self.door(form, client).await?;
        let tx = self.services.database().begin_write().await?;
        door.subjects.check_in_turn(self.services.database(), &tx, now).await?;
        let Some(account) = self.still_active(&tx, door.account.as_ref()).await? else {
            return Err(self.refuse(tx, &door, "password", "sign_in_failed").await?);
        };
        if account.factor_key.is_some() || !is_required(&tx, account.id).await? {
            return Err(AppError::NotFound.into());
        }
        enrolment(self.services, &account, now)
    }

    /// Looks at e-mail and password.
    async fn door(&self, form: &Credentials, client: &Client) -> Outcome<Door> {
        let (email, now) = (form.email.trim().to_lowercase(), self.services.clock().now());
        let tx = self.services.database().begin_read().await?;
        let account = user::Entity::find().filter(user::Column::Email.eq(&email)).one(&tx).await?;
        let is_good = self.is_good(&tx, account.as_ref()).await?;
        let device = self.known_device(&tx, account.as_ref(), client).await?;
        let subjects = Subjects::new(&email, &client.address, device.as_ref());
        subjects.check(&tx, now).await?;
        tx.commit().await?;
        let hash = account.as_ref().map(|account| account.password_hash.clone()).filter(|hash| !hash.is_empty());
        let verified = self.services.inner.hasher.verify(&form.password, hash).await?;
        Ok(Door {
            subjects,
            device,
            meant: account.as_ref().map(|account| account.id),
            address: client.address.clone(),
            account: account.filter(|_| verified && is_good),
        })
    }

    /// Counts and writes down a failure; gives the fault.
    async fn refuse(&self, tx: DatabaseTransaction, door: &Door, field: &str, code: &str) -> Outcome<Failure> {
        let now = self.services.clock().now();
        door.subjects.count(&tx, now).await?;
        audit::write_attempt(&tx, &door.address, now, door.meant).await?;
        tx.commit().await?;
        Ok(AppError::field(field, code).into())
    }

    /// The hash of the password that somebody with a first one has chosen.
    async fn own_password(&self, account: &user::Model, form: &Credentials) -> Outcome<String> {
        let new = form.new.as_ref().ok_or(AppError::field("new", "choose_own_password"))?;
        let checked = if *new == form.password {
            Err("password_unchanged")
        } else {
            check_password(new, &account.full_name, &account.email, account.factor_key.is_some())
        };
        checked.map_err(|code| AppError::field("new", code))?;
        self.services.inner.hasher.hash(new).await
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
        account: Option<&user::Model>,
    ) -> Outcome<Option<user::Model>> {
        let Some(account) = account else { return Ok(None) };
        // Whoever changes the password meanwhile waits, and ends this session too.
        let now = user::Entity::find_by_id(account.id).lock_exclusive().one(tx).await?;
        let is_good = self.is_good(tx, now.as_ref()).await?;
        Ok(now.filter(|now| is_good && now.status == "active" && now.password_hash == account.password_hash))
    }

    /// Whether the password is no way to more than those hold who know it: a first one is known to somebody else too.
    async fn is_good(&self, tx: &DatabaseTransaction, account: Option<&user::Model>) -> Outcome<bool> {
        match account.filter(|account| account.must_change_password) {
            Some(account) => vouches_for(tx, account.password_from, account.id, self.services.clock().now()).await,
            None => Ok(true),
        }
    }
}

/// Begins a session in place of the browser's former one, and remembers the browser.
pub(super) async fn admit(
    tx: &impl ConnectionTrait,
    user: Uuid,
    client: &Client,
    device: Option<Token>,
    recovery_codes: Vec<String>,
    now: DateTime<Utc>,
) -> Outcome<SignedIn> {
    if let Some(former) = &client.session {
        session::Entity::delete_many().filter(session::Column::TokenHash.eq(former.hash())).exec(tx).await?;
    }
    let is_known = device.is_some();
    let device = device.unwrap_or_else(Token::new);
    let (session, id) = sessions::begin(tx, user, client, &device, is_known, now).await?;
    let row = device::ActiveModel {
        token_hash: Set(device.hash()),
        user_id: Set(user),
        last_used_at: Set(now),
        known_since: Set(Some(now)),
    };
    device::Entity::insert(row)
        .on_conflict(OnConflict::column(device::Column::TokenHash).update_column(device::Column::LastUsedAt).to_owned())
        .exec_without_returning(tx)
        .await?;
    let actor = Actor { session: Some(id), ..Actor::at(UserId(user), &client.address) };
    if !recovery_codes.is_empty() {
        audit::write(tx, Some(&actor), now, Event::SecondFactorSet, Resource::Users, Some(user), &Changes::new())
            .await?;
    }
    audit::write(tx, Some(&actor), now, Event::SignedIn, Resource::Users, Some(user), &Changes::new()).await?;
    Ok(SignedIn { session, device, user: UserId(user), recovery_codes })
}
