//! What the forms of accounts and roles offer.

use domain::{
    BranchId,
    permission::{Action, Principal, Resource, RoleRights, Standing, noun, principal, verb},
    user::{NamedRole, StaffChoices},
};
use entities::{branch, department, role, user, user_branch, user_department, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::SelectStatement};

use super::{Users, within};
use crate::{
    authz::{Actor, Unit, roles},
    failure::Outcome,
};

impl Users<'_> {
    /// Roles, branches and departments by name: all of them to whoever may give them, or see them for themselves; to others
    /// those of the people whom they see.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn choices(&self, actor: &Actor) -> Outcome<StaffChoices> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Users>()?;
        let gives = unit.may(Action::Create, Resource::Users) || unit.may(Action::Edit, Resource::Users);
        let all = |resource| gives || unit.may(Action::View, resource);
        let people = within(permit.reach()).select_only().column(user::Column::Id).into_query();

        let mut named = role::Entity::find().order_by_asc(role::Column::Name);
        if !all(Resource::Roles) {
            named = named.filter(role::Column::Id.in_subquery(roles_of(people.clone())));
        }
        let named = named.all(unit.tx()).await?;
        let mut rights = roles(unit.tx(), named.iter().map(|role| role.id).collect()).await?;
        let own = unit.branches().await?;
        let roles = named.into_iter().filter_map(|role| {
            let rights = rights.remove(&role.id)?;
            let is_held = unit.principal().holds_all_of(&alone(&unit, &own, &rights));
            Some(NamedRole { id: role.id.into(), name: role.name, rights, is_held })
        });
        let mut branches = branch::Entity::find().order_by_asc(branch::Column::Name);
        if !all(Resource::Branches) {
            branches = branches.filter(branch::Column::Id.in_subquery(branches_of(people.clone())));
        }
        let branches = branches.all(unit.tx()).await?;
        let mut departments = department::Entity::find().order_by_asc(department::Column::Name);
        if !all(Resource::Departments) {
            departments = departments.filter(department::Column::Id.in_subquery(departments_of(people)));
        }
        let departments = departments.all(unit.tx()).await?;
        Ok(StaffChoices {
            roles: roles.collect(),
            branches: branches.into_iter().map(|branch| (branch.id.into(), branch.name)).collect(),
            departments: departments.into_iter().map(|department| (department.id.into(), department.name)).collect(),
        })
    }
}

/// The ids of the roles that these people have.
fn roles_of(people: SelectStatement) -> SelectStatement {
    let had = user_role::Entity::find().select_only().column(user_role::Column::RoleId);
    had.filter(user_role::Column::UserId.in_subquery(people)).into_query()
}

/// The ids of the branches where they work.
fn branches_of(people: SelectStatement) -> SelectStatement {
    let there = user_branch::Entity::find().select_only().column(user_branch::Column::BranchId);
    there.filter(user_branch::Column::UserId.in_subquery(people)).into_query()
}

/// The ids of the departments where they are.
fn departments_of(people: SelectStatement) -> SelectStatement {
    let there = user_department::Entity::find().select_only().column(user_department::Column::DepartmentId);
    there.filter(user_department::Column::UserId.in_subquery(people)).into_query()
}

/// What a role would give the asker, whose branches these are and who stands where the role means it to.
pub(crate) fn alone(unit: &Unit, branches: &[BranchId], rights: &RoleRights) -> Principal {
    let user = unit.actor().user;
    let standing = Standing { user, branches: branches.to_vec(), colleagues: vec![user] };
    principal(&standing, 0, std::slice::from_ref(rights), &Default::default(), unit.now())
}
