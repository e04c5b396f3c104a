//! Use cases on roles.

mod delete;
mod effect;
mod list;
mod save;

use domain::{
    AppError, RoleId,
    permission::{Principal, RoleRights},
};
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

/// What a role with these rights gives by itself: to the one who changes it, and to each of those who have it, wherever
/// they stand.
async fn given(unit: &Unit, change: &RightsChange, id: RoleId, rights: &RoleRights) -> Outcome<Vec<Principal>> {
    let holders = change.before().iter().map(|holder| {
        let role = vec![(id, rights.clone())];
        Rights { roles: role, own: Default::default(), ..holder.clone() }.principal(unit.now())
    });
    let own = crate::users::alone(unit, &unit.branches().await?, rights);
    Ok(std::iter::once(own).chain(holders).collect())
}
