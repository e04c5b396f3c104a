//! The first start: a one-time code, the first administrator, the starting values.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::{AppError, BranchId, UserId, account::SetUp, history::Event, permission::Resource};
use entities::{branch, role, setting, user};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, PaginatorTrait, sea_query::OnConflict};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{
    Accounts, Client, SignedIn, attempts::Subjects, check_account, new_user::NewUser, sign_in::admit, starter_roles,
};
use crate::{audit, authz::Actor, catalogs, failure::Outcome, users::AccountChange};

const CODE_SETTING: &str = "set_up_code";
/// Letters and digits that cannot be taken for one another.
const CODE_LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const CODE_LENGTH: usize = 16;

/// The first administrator as the command line gives it.
pub struct FirstAdministrator<'a> {
    /// E-mail.
    pub email: &'a str,
    /// Full name.
    pub full_name: &'a str,
    /// Password.
    pub password: &'a str,
    /// Language of the interface.
    pub language: &'a str,
}

impl Accounts<'_> {
    /// Whether nobody has an account yet.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn is_new(&self) -> Outcome<bool> {
        Ok(user::Entity::find().count(self.services.database().writer()).await? == 0)
    }

    /// A new one-time code if nobody has an account yet; an earlier one stops working.
    ///
    /// # Errors
    /// The database cannot be used.
    pub async fn new_set_up_code(&self) -> Outcome<Option<String>> {
        if !self.is_new().await? {
            return Ok(None);
        }
        let letters: [u8; CODE_LENGTH] = rand::random();
        let code: String = letters
            .iter()
            .filter_map(|letter| CODE_LETTERS.get(usize::from(*letter) % CODE_LETTERS.len()))
            .map(|letter| char::from(*letter))
            .collect();
        let tx = self.services.database().begin_write().await?;
        let row = setting::ActiveModel { key: Set(CODE_SETTING.to_owned()), value: Set(digest(&code)) };
        setting::Entity::insert(row)
            .on_conflict(OnConflict::column(setting::Column::Key).update_column(setting::Column::Value).to_owned())
            .exec_without_returning(&tx)
            .await?;
        tx.commit().await?;
        let groups: Vec<&str> = code.as_bytes().chunks(4).filter_map(|group| std::str::from_utf8(group).ok()).collect();
        Ok(Some(groups.join("-")))
    }

    /// Creates the first administrator with the one-time code, and signs in.
    ///
    /// # Errors
    /// A wrong code, faults by field, too many attempts; not found once somebody has an account.
    pub async fn set_up(&self, form: &SetUp, client: &Client) -> Outcome<SignedIn> {
        let now = self.services.clock().now();
        let subjects = Subjects::new(CODE_SETTING, &client.address, None);
        let tx = self.services.database().begin_read().await?;
        subjects.check(&tx, now).await?;
        let known = setting::Entity::find_by_id(CODE_SETTING.to_owned()).one(&tx).await?;
        tx.commit().await?;
        let known = known.ok_or(AppError::NotFound)?;
        if !bool::from(known.value.as_bytes().ct_eq(digest(&form.code).as_bytes())) {
            let tx = self.services.database().begin_write().await?;
            subjects.count(&tx, now).await?;
            tx.commit().await?;
            return Err(AppError::field("code", "wrong_setup_code").into());
        }
        let first = FirstAdministrator {
            email: &form.email,
            full_name: &form.full_name,
            password: &form.password,
            language: &form.language,
        };
        let user = self.create_first(&first, Some(&client.address)).await?;
        let tx = self.services.database().begin_write().await?;
        let signed_in = admit(&tx, user.0, client, None, Vec::new(), now).await?;
        tx.commit().await?;
        Ok(signed_in)
    }

    /// Creates an administrator: the first one with everything that a new installation starts with, a further one with
    /// the role that is there.
    ///
    /// # Errors
    /// Faults by field.
    pub async fn create_administrator(&self, first: &FirstAdministrator<'_>) -> Outcome<UserId> {
        if self.is_new().await? {
            return self.create_first(first, None).await;
        }
        let (full_name, email) = check_account(first.full_name, first.email, first.password)?;
        let hash = self.services.inner.hasher.hash(first.password).await?;
        let tx = self.services.database().begin_write().await?;
        let role = role::Entity::find()
            .all(&tx)
            .await?
            .into_iter()
            .find(|role| role.full_permission && role.branch_id.is_none());
        let role = role.ok_or(AppError::NotFound)?;
        let new = NewUser {
            full_name: &full_name,
            email: &email,
            password_hash: hash,
            language: first.language,
            roles: &[role.id],
            ..NewUser::default()
        };
        let user = make(&tx, new, self.services.clock().now(), None).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// `address` is where the person is; on the command line it is nobody whom the application knows.
    async fn create_first(&self, first: &FirstAdministrator<'_>, address: Option<&str>) -> Outcome<UserId> {
        let (full_name, email) = check_account(first.full_name, first.email, first.password)?;
        let hash = self.services.inner.hasher.hash(first.password).await?;
        let now = self.services.clock().now();
        let tx = self.services.database().begin_write().await?;
        // Two people with the code: the second finds an account.
        if user::Entity::find().count(&tx).await? > 0 {
            return Err(AppError::NotFound.into());
        }
        let branch = write_branch(&tx, first.language, now).await?;
        let administrator = starter_roles::write(&tx, locale(first.language), now).await?;
        catalogs::write_starters(&tx).await?;
        let new = NewUser {
            full_name: &full_name,
            email: &email,
            password_hash: hash,
            language: first.language,
            branches: &[branch],
            roles: &[administrator],
            ..NewUser::default()
        };
        let user = make(&tx, new, now, address).await?;
        setting::Entity::delete_by_id(CODE_SETTING.to_owned()).exec(&tx).await?;
        tx.commit().await?;
        Ok(user)
    }
}

/// Makes an account that nobody with an account has made, and writes it down.
async fn make(
    tx: &impl ConnectionTrait,
    new: NewUser<'_>,
    now: DateTime<Utc>,
    address: Option<&str>,
) -> Outcome<UserId> {
    let input = new.input();
    let user = new.insert(tx, now).await?;
    let actor = address.map(|address| Actor::at(user, address));
    let made = AccountChange { old: None, new: &input };
    audit::write_act(tx, actor.as_ref(), now, Event::AccountCreated, Resource::Users, user.0, &made).await?;
    Ok(user)
}

async fn write_branch(tx: &impl ConnectionTrait, language: &str, now: DateTime<Utc>) -> Outcome<BranchId> {
    let id = Uuid::now_v7();
    let name = i18n::starters::main_branch(locale(language)).to_owned();
    branch::Entity::insert(branch::ActiveModel { id: Set(id), name: Set(name), created_at: Set(now) })
        .exec_without_returning(tx)
        .await?;
    Ok(BranchId(id))
}

fn locale(language: &str) -> i18n::Locale {
    i18n::Locale::from_code(language).unwrap_or_default()
}

/// The code is typed in any case, with or without dashes and spaces.
fn digest(code: &str) -> String {
    let code: String =
        code.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect();
    Sha256::digest(code.as_bytes()).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
