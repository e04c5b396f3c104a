//! The list of roles, and one of them whole.

use std::collections::HashMap;

use domain::{
    AppError, RoleId,
    permission::{noun, verb},
    role::{RoleDetail, RoleInput, RoleRow},
};
use entities::{branch, role, user_role};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use super::{Roles, holders};
use crate::{
    authz::{Actor, roles},
    failure::Outcome,
    users::alone,
};

impl Roles<'_> {
    /// All roles by name.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Vec<RoleRow>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Roles>()?;
        let found = role::Entity::find().order_by_asc(role::Column::Name).all(unit.tx()).await?;
        let rights = roles(unit.tx(), found.iter().map(|role| role.id).collect()).await?;
        let branches: HashMap<Uuid, String> =
            branch::Entity::find().all(unit.tx()).await?.into_iter().map(|branch| (branch.id, branch.name)).collect();
        let own = unit.branches().await?;
        let has = user_role::Entity::find().all(unit.tx()).await?;
        let rows = found.into_iter().map(|role| RoleRow {
            id: role.id.into(),
            people: has.iter().filter(|has| has.role_id == role.id).count() as u64,
            is_held: rights
                .get(&role.id)
                .is_some_and(|rights| unit.principal().holds_all_of(&alone(&unit, &own, rights))),
            branch: role.branch_id.and_then(|id| branches.get(&id).cloned()),
            name: role.name,
            description: role.description,
            full_permission: role.full_permission,
        });
        Ok(rows.collect())
    }

    /// A role with everything that it gives.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn detail(&self, actor: &Actor, id: RoleId) -> Outcome<RoleDetail> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Roles>()?;
        let role = role::Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let rights = roles(unit.tx(), vec![id.0]).await?.remove(&id.0).unwrap_or_default();
        let holders = holders(&unit, id).await?;
        Ok(RoleDetail {
            id,
            version: role.version,
            people: holders.len() as u64,
            is_held: unit.principal().holds_all_of(&alone(&unit, &unit.branches().await?, &rights)),
            is_own: holders.contains(&actor.user.0),
            input: RoleInput {
                name: role.name,
                description: role.description,
                rights,
                second_factor: role.second_factor,
            },
        })
    }
}
