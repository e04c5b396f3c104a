//! Use cases on roles.

mod delete;
mod effect;
mod list;
mod save;

use domain::{AppError, RoleId, permission::RoleRights};
use entities::{role, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Services,
    authz::{Rights, RightsChange, Unit},
    failure::Outcome,
};

/// The use cases; get them from [`Services::roles`].
pub struct Roles<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on roles.
    pub const fn roles(&self) -> Roles<'_> {
        Roles { services: self }
    }
}

/// A role, locked until the unit ends.
async fn locked(unit: &Unit, id: RoleId) -> Outcome<role::Model> {
    Ok(role::Entity::find_by_id(id.0).lock_exclusive().one(unit.tx()).await?.ok_or(AppError::NotFound)?)
}

/// Those who have a role.
async fn holders(unit: &Unit, id: RoleId) -> Outcome<Vec<Uuid>> {
    Ok(user_role::Entity::find()
        .select_only()
        .column(user_role::Column::UserId)
        .filter(user_role::Column::RoleId.eq(id.0))
        .into_tuple()
        .all(unit.tx())
        .await?)
}

/// Nobody gives a role rights that they lack, wherever those who have it stand; nor to themselves.
async fn check(unit: &Unit, change: &RightsChange, id: RoleId, rights: &RoleRights) -> Outcome<()> {
    change.check_holds(&crate::users::alone(unit, &unit.branches().await?, rights))?;
    for holder in change.before() {
        let role = vec![(id, rights.clone())];
        let alone = Rights { roles: role, own: Default::default(), ..holder.clone() };
        change.check_holds(&alone.principal(unit.now()))?;
    }
    Ok(())
}
