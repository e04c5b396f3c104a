//! What rights are made of, as it stands in the database.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    RoleId, UserId,
    permission::{Action, Cell, OwnGrant, OwnGrants, Principal, Resource, RoleRights, Scope, Standing, principal},
};
use entities::{own_grant, role, role_grant, user, user_role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::failure::Outcome;

/// Everything that a person's rights hang on.
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    pub standing: Standing,
    pub epoch: i64,
    /// The account may sign in.
    pub active: bool,
    pub roles: Vec<(RoleId, RoleRights)>,
    pub own: OwnGrants,
}

impl Rights {
    /// What they come to at a moment.
    pub fn principal(&self, now: DateTime<Utc>) -> Principal {
        let roles: Vec<RoleRights> = self.roles.iter().map(|(_, rights)| rights.clone()).collect();
        principal(&self.standing, self.epoch, &roles, &self.own, now)
    }
}

/// The rights of these people, in no order.
pub(crate) async fn rights_of(tx: &impl ConnectionTrait, users: &[Uuid]) -> Outcome<Vec<Rights>> {
    let people = user::Entity::find().filter(user::Column::Id.is_in(users.iter().copied())).all(tx).await?;
    let has: Vec<(Uuid, Uuid)> = user_role::Entity::find()
        .select_only()
        .columns([user_role::Column::UserId, user_role::Column::RoleId])
        .filter(user_role::Column::UserId.is_in(users.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let roles = roles(tx, has.iter().map(|(_, role)| *role).collect()).await?;
    let mut own = own_grants(tx, users).await?;
    let departments: Vec<Uuid> = people.iter().filter_map(|person| person.department_id).collect();
    let colleagues = colleagues(tx, departments).await?;
    let rights = people.into_iter().map(|person| Rights {
        epoch: person.perm_epoch,
        active: person.status == "active",
        roles: has
            .iter()
            .filter(|(user, _)| *user == person.id)
            .filter_map(|(_, role)| Some((RoleId(*role), roles.get(role)?.clone())))
            .collect(),
        own: own.remove(&person.id).unwrap_or_default(),
        standing: Standing {
            user: UserId(person.id),
            branch: person.branch_id.map(Into::into),
            colleagues: person.department_id.and_then(|id| colleagues.get(&id).cloned()).unwrap_or_default(),
        },
    });
    Ok(rights.collect())
}

/// The rights that these roles give.
pub(crate) async fn roles(tx: &impl ConnectionTrait, ids: Vec<Uuid>) -> Outcome<HashMap<Uuid, RoleRights>> {
    let found = role::Entity::find().filter(role::Column::Id.is_in(ids.clone())).all(tx).await?;
    let grants = role_grant::Entity::find().filter(role_grant::Column::RoleId.is_in(ids)).all(tx).await?;
    let rights = |role: &role::Model| RoleRights {
        branch: role.branch_id.map(Into::into),
        full_permission: role.full_permission,
        cells: grants
            .iter()
            .filter(|grant| grant.role_id == role.id)
            .filter_map(|grant| Some((cell(&grant.action, &grant.resource)?, Scope::from_key(&grant.scope)?)))
            .collect(),
    };
    Ok(found.iter().map(|role| (role.id, rights(role))).collect())
}

async fn own_grants(tx: &impl ConnectionTrait, users: &[Uuid]) -> Outcome<HashMap<Uuid, OwnGrants>> {
    let found =
        own_grant::Entity::find().filter(own_grant::Column::UserId.is_in(users.iter().copied())).all(tx).await?;
    let mut own = HashMap::<Uuid, OwnGrants>::new();
    for grant in found {
        let Some(cell) = cell(&grant.action, &grant.resource) else { continue };
        let scope = grant.scope.as_deref().and_then(Scope::from_key);
        own.entry(grant.user_id).or_default().insert(cell, OwnGrant { scope, until: grant.until });
    }
    Ok(own)
}

/// The people of each of these departments.
async fn colleagues(tx: &impl ConnectionTrait, departments: Vec<Uuid>) -> Outcome<HashMap<Uuid, Vec<UserId>>> {
    let mut people = HashMap::<Uuid, Vec<UserId>>::new();
    if departments.is_empty() {
        return Ok(people);
    }
    let found: Vec<(Uuid, Uuid)> = user::Entity::find()
        .select_only()
        .columns([user::Column::DepartmentId, user::Column::Id])
        .filter(user::Column::DepartmentId.is_in(departments))
        .order_by_asc(user::Column::Id)
        .into_tuple()
        .all(tx)
        .await?;
    for (department, user) in found {
        people.entry(department).or_default().push(UserId(user));
    }
    Ok(people)
}

/// A cell that exists; what was written by a later version is nothing here.
fn cell(action: &str, resource: &str) -> Option<Cell> {
    let cell = (Action::from_key(action)?, Resource::from_key(resource)?);
    domain::permission::CELLS.contains(&cell).then_some(cell)
}
