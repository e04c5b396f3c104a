//! A member of staff whole.

use domain::{
    AppError, UserId,
    permission::{noun, verb},
    user::{UserDetail, UserInput, UserStatus},
};
use entities::{customer, user};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{Users, lock_of, within};
use crate::{
    authz::{Actor, Rights, Unit, rights_of},
    failure::Outcome,
};

impl Users<'_> {
    /// An account with everything that its rights hang on.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn detail(&self, actor: &Actor, id: UserId) -> Outcome<UserDetail> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Users>()?;
        let found = within(permit.reach()).filter(user::Column::Id.eq(id.0)).one(unit.tx()).await?;
        let account = found.ok_or(AppError::NotFound)?;
        let rights = rights_of(unit.tx(), &[id.0]).await?.pop().ok_or(AppError::NotFound)?;
        Ok(UserDetail {
            id,
            version: account.version,
            status: UserStatus::from_key(&account.status).ok_or(AppError::NotFound)?,
            locked: lock_of(unit.principal(), &rights, &unit),
            customers: customers_of(&unit, id.0).await?,
            second_factor: account.factor_key.is_some(),
            input: input_of(account, &rights),
            standing: rights.standing,
            own: rights.own,
        })
    }
}

/// What the form shows of an account.
pub(super) fn input_of(account: user::Model, rights: &Rights) -> UserInput {
    UserInput {
        full_name: account.full_name,
        email: account.email,
        phone: account.phone,
        branches: rights.standing.branches.clone(),
        departments: rights.departments.clone(),
        roles: rights.roles.iter().map(|(role, _)| *role).collect(),
    }
}

/// How many customers somebody is in charge of, wherever they are.
pub(super) async fn customers_of(unit: &Unit, owner: Uuid) -> Outcome<u64> {
    Ok(customer::Entity::find().filter(customer::Column::OwnerId.eq(owner)).count(unit.tx()).await?)
}
