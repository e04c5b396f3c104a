//! The row of a new account.

use chrono::{DateTime, Utc};
use domain::{
    AppError, BranchId, DepartmentId, RoleId, UserId,
    account::{LANGUAGES, Preferences},
    user::UserInput,
};
use entities::{user, user_role};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QuerySelect};
use uuid::Uuid;

use crate::{
    failure::{Failure, Outcome, is_duplicate},
    standing::stand,
};

/// An account that is to be made; names and e-mail in canonical form.
#[derive(Default)]
pub(crate) struct NewUser<'a> {
    pub full_name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
    /// Empty for somebody who is invited and chooses one.
    pub password_hash: String,
    /// Who has chosen the password, if it was somebody else: then it has to be changed.
    pub password_from: Option<UserId>,
    pub language: &'a str,
    /// The main one first.
    pub branches: &'a [BranchId],
    pub departments: &'a [DepartmentId],
    pub roles: &'a [Uuid],
}

impl NewUser<'_> {
    /// What the audit trail keeps of it.
    pub fn input(&self) -> UserInput {
        UserInput {
            full_name: self.full_name.to_owned(),
            email: self.email.to_owned(),
            phone: self.phone.to_owned(),
            branches: self.branches.to_vec(),
            departments: self.departments.to_vec(),
            roles: self.roles.iter().map(|role| RoleId(*role)).collect(),
        }
    }

    /// Writes account, places and roles.
    ///
    /// # Errors
    /// A fault of `email` if somebody has it.
    pub async fn insert(self, tx: &impl ConnectionTrait, now: DateTime<Utc>) -> Outcome<UserId> {
        let id = Uuid::now_v7();
        let preferences = Preferences::default();
        let known = LANGUAGES.iter().find(|known| **known == self.language);
        let status = if self.password_hash.is_empty() { "invited" } else { "active" };
        let row = user::ActiveModel {
            id: Set(id),
            version: Set(1),
            email: Set(self.email.to_owned()),
            full_name: Set(self.full_name.to_owned()),
            phone: Set(self.phone.to_owned()),
            staff_number: Set(next_number(tx).await?),
            status: Set(status.to_owned()),
            password_hash: Set(self.password_hash),
            must_change_password: Set(self.password_from.is_some()),
            password_from: Set(self.password_from.map(|maker| maker.0)),
            factor_key: Set(None),
            factor_step: Set(0),
            language: Set(known.map_or(preferences.language, |known| (*known).to_owned())),
            theme: Set(preferences.theme),
            density: Set(preferences.density),
            single_keys: Set(preferences.single_keys),
            perm_epoch: Set(1),
            last_seen_at: Set(None),
            created_at: Set(now),
            updated_at: Set(now),
        };
        user::Entity::insert(row).exec_without_returning(tx).await.map_err(taken)?;
        stand(tx, id, self.branches, self.departments).await?;
        give_roles(tx, id, self.roles).await?;
        Ok(UserId(id))
    }
}

/// What it means that an e-mail is there already.
pub(crate) fn taken(error: sea_orm::DbErr) -> Failure {
    if is_duplicate(&error) { AppError::field("email", "email_in_use").into() } else { error.into() }
}

/// Writes who has these roles.
pub(crate) async fn give_roles(tx: &impl ConnectionTrait, user: Uuid, roles: &[Uuid]) -> Outcome<()> {
    let rows = roles.iter().map(|role| user_role::ActiveModel { user_id: Set(user), role_id: Set(*role) });
    user_role::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Members of staff are numbered in the order in which they came; a number is never used again.
pub(crate) async fn next_number(tx: &impl ConnectionTrait) -> Outcome<i64> {
    let last: Option<i64> = user::Entity::find()
        .select_only()
        .column_as(user::Column::StaffNumber.max(), "last")
        .into_tuple()
        .one(tx)
        .await?
        .flatten();
    Ok(last.unwrap_or_default() + 1)
}
