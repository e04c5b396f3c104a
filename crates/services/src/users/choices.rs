//! What the forms of accounts and roles offer.

use domain::{
    BranchId,
    permission::{Principal, RoleRights, Standing, noun, principal, verb},
    user::{NamedRole, StaffChoices},
};
use entities::{branch, department, role};
use sea_orm::{EntityTrait, QueryOrder};

use super::Users;
use crate::{
    authz::{Actor, Unit, roles},
    failure::Outcome,
};

impl Users<'_> {
    /// Roles, branches and departments by name.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn choices(&self, actor: &Actor) -> Outcome<StaffChoices> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Users>()?;
        let named = role::Entity::find().order_by_asc(role::Column::Name).all(unit.tx()).await?;
        let mut rights = roles(unit.tx(), named.iter().map(|role| role.id).collect()).await?;
        let own = unit.branches().await?;
        let roles = named.into_iter().filter_map(|role| {
            let rights = rights.remove(&role.id)?;
            let is_held = unit.principal().holds_all_of(&alone(&unit, &own, &rights));
            Some(NamedRole { id: role.id.into(), name: role.name, rights, is_held })
        });
        let branches = branch::Entity::find().order_by_asc(branch::Column::Name).all(unit.tx()).await?;
        let departments = department::Entity::find().order_by_asc(department::Column::Name).all(unit.tx()).await?;
        Ok(StaffChoices {
            roles: roles.collect(),
            branches: branches.into_iter().map(|branch| (branch.id.into(), branch.name)).collect(),
            departments: departments.into_iter().map(|department| (department.id.into(), department.name)).collect(),
        })
    }
}

/// What a role would give the asker, whose branches these are and who stands where the role means it to.
pub(crate) fn alone(unit: &Unit, branches: &[BranchId], rights: &RoleRights) -> Principal {
    let user = unit.actor().user;
    let standing = Standing { user, branches: branches.to_vec(), colleagues: vec![user] };
    principal(&standing, 0, std::slice::from_ref(rights), &Default::default(), unit.now())
}
