//! What rights are made of, as it stands in the database.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    DepartmentId, RoleId, UserId,
    permission::{Action, Cell, OwnGrant, OwnGrants, Principal, Resource, RoleRights, Scope, Standing, principal},
};
use entities::{own_grant, role, role_grant, user, user_role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    failure::Outcome,
    standing::{branches_of, departments_of, people_of},
};

/// Everything that a person's rights hang on.
#[derive(Clone, Debug)]
pub(crate) struct Rights {
    pub standing: Standing,
    /// Those whose people are the colleagues.
    pub departments: Vec<DepartmentId>,
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
    let people = user::Entity::find().filter(user::Column::Id.is_in(users.iter().copied()));
    let people = people.order_by_asc(user::Column::Id).all(tx).await?;
    let has: Vec<(Uuid, Uuid)> = user_role::Entity::find()
        .select_only()
        .columns([user_role::Column::UserId, user_role::Column::RoleId])
        .filter(user_role::Column::UserId.is_in(users.iter().copied()))
        .into_tuple()
        .all(tx)
        .await?;
    let roles = roles(tx, has.iter().map(|(_, role)| *role).collect()).await?;
    let mut own = own_grants(tx, users).await?;
    let mut branches = branches_of(tx, users).await?;
    let mut departments = departments_of(tx, users).await?;
    let all: HashSet<DepartmentId> = departments.values().flatten().copied().collect();
    let colleagues = people_of(tx, all).await?;
    let rights = people.into_iter().map(|person| {
        let departments = departments.remove(&person.id).unwrap_or_default();
        Rights {
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
                branches: branches.remove(&person.id).unwrap_or_default(),
                colleagues: colleagues_in(&departments, &colleagues),
            },
            departments,
        }
    });
    Ok(rights.collect())
}

/// Own grants as they are written down: JSON has no pairs as keys.
pub(crate) fn listed(own: &OwnGrants) -> Vec<(Cell, OwnGrant)> {
    own.iter().map(|(cell, grant)| (*cell, *grant)).collect()
}

/// Whether a way into an account is no way to more than its maker holds at a moment: an active person who holds everything
/// that the account holds.
pub(crate) async fn vouches_for(
    tx: &impl ConnectionTrait,
    maker: Option<Uuid>,
    account: Uuid,
    now: DateTime<Utc>,
) -> Outcome<bool> {
    let Some(maker) = maker else { return Ok(false) };
    let both = rights_of(tx, &[maker, account]).await?;
    let of = |id: Uuid| both.iter().find(|rights| rights.standing.user.0 == id);
    let (Some(maker), Some(account)) = (of(maker), of(account)) else { return Ok(false) };
    Ok(maker.active && maker.principal(now).holds_all_of(&account.principal(now)))
}

/// The people of some departments, each once, in one order whichever way the departments stand.
pub(crate) fn colleagues_in(departments: &[DepartmentId], people: &HashMap<DepartmentId, Vec<UserId>>) -> Vec<UserId> {
    let all: BTreeSet<UserId> =
        departments.iter().filter_map(|department| people.get(department)).flatten().copied().collect();
    all.into_iter().collect()
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

/// Everybody of somebody's departments; of somebody without one that person alone.
pub(crate) async fn colleagues_of(tx: &impl ConnectionTrait, person: UserId) -> Outcome<Vec<UserId>> {
    let departments = departments_of(tx, &[person.0]).await?.remove(&person.0).unwrap_or_default();
    let people = people_of(tx, departments.iter().copied()).await?;
    let colleagues = colleagues_in(&departments, &people);
    Ok(if colleagues.is_empty() { vec![person] } else { colleagues })
}

/// A cell that exists; what was written by a later version is nothing here.
fn cell(action: &str, resource: &str) -> Option<Cell> {
    let cell = (Action::from_key(action)?, Resource::from_key(resource)?);
    domain::permission::CELLS.contains(&cell).then_some(cell)
}
