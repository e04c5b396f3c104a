//! A member of staff whole.

use domain::{
    AppError, UserId,
    user::{UserDetail, UserInput, UserStatus},
};
use entities::{customer, user};
use sea_orm::ColumnTrait;

use super::{Users, lock_of, visible};
use crate::{
    authz::{Actor, Rights, rights_of},
    failure::Outcome,
    query::scope,
};

impl Users<'_> {
    /// An account with everything that its rights hang on.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn detail(&self, actor: &Actor, id: UserId) -> Outcome<UserDetail> {
        let unit = self.services.read(actor).await?;
        let account = visible(&unit, id).await?;
        let rights = rights_of(unit.tx(), &[id.0]).await?.pop().ok_or(AppError::NotFound)?;
        Ok(UserDetail {
            id,
            version: account.version,
            status: UserStatus::from_key(&account.status).ok_or(AppError::NotFound)?,
            locked: lock_of(unit.principal(), &rights, &unit),
            customers: scope::count_seen(&unit, customer::Column::OwnerId.eq(id.0)).await?,
            second_factor: account.factor_key.is_some(),
            input: input_of(account, &rights),
            standing: rights.standing,
            own: rights.own,
        })
    }
}

/// What the form shows of an account.
pub(crate) fn input_of(account: user::Model, rights: &Rights) -> UserInput {
    UserInput {
        full_name: account.full_name,
        email: account.email,
        phone: account.phone,
        branches: rights.standing.branches.clone(),
        departments: rights.departments.clone(),
        roles: rights.roles.iter().map(|(role, _)| *role).collect(),
    }
}
