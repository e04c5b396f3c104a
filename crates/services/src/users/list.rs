//! The list of members of staff.

use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;
use domain::{
    fold::fold,
    permission::{noun, verb},
    user::{UserFilter, UserRow, UserStatus},
};
use entities::{branch, department, role, session, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Users, lock_of, within};
use crate::{
    authz::{Actor, Unit, rights_of},
    failure::Outcome,
};

/// Somebody whose browser asked for something this long ago is still there.
const ONLINE: TimeDelta = TimeDelta::minutes(5);

impl Users<'_> {
    /// Members of staff within reach, by name; there are hundreds, not thousands.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor, filter: &UserFilter) -> Outcome<Vec<UserRow>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Users>()?;
        let text = fold(&filter.text);
        let people = within(permit.reach()).order_by_asc(user::Column::FullName).all(unit.tx()).await?;
        let ids: Vec<Uuid> = people.iter().map(|person| person.id).collect();
        let rights: HashMap<Uuid, _> =
            rights_of(unit.tx(), &ids).await?.into_iter().map(|rights| (rights.standing.user.0, rights)).collect();
        let (names, online) = (Names::read(&unit).await?, online(&unit).await?);
        let rows = people.into_iter().filter_map(|person| {
            let rights = rights.get(&person.id)?;
            let status = UserStatus::from_key(&person.status)?;
            let fits = (filter.status.is_none_or(|wanted| wanted == status))
                && filter.role.is_none_or(|wanted| rights.roles.iter().any(|(role, _)| *role == wanted))
                && filter.branch.is_none_or(|wanted| rights.standing.branches.contains(&wanted))
                && [&person.full_name, &person.email, &person.phone].iter().any(|value| fold(value).contains(&text));
            fits.then(|| UserRow {
                id: person.id.into(),
                placement: rights.standing.placement(),
                locked: lock_of(unit.principal(), rights, &unit),
                roles: named(&names.roles, rights.roles.iter().map(|(role, _)| role.0)),
                branches: named(&names.branches, rights.standing.branches.iter().map(|branch| branch.0)),
                departments: named(&names.departments, rights.departments.iter().map(|department| department.0)),
                online: online.contains(&person.id),
                full_name: person.full_name,
                email: person.email,
                phone: person.phone,
                status,
                last_seen_at: person.last_seen_at,
            })
        });
        Ok(rows.collect())
    }
}

/// Names by id.
struct Names {
    roles: HashMap<Uuid, String>,
    branches: HashMap<Uuid, String>,
    departments: HashMap<Uuid, String>,
}

impl Names {
    async fn read(unit: &Unit) -> Outcome<Self> {
        let roles = role::Entity::find().all(unit.tx()).await?;
        let branches = branch::Entity::find().all(unit.tx()).await?;
        let departments = department::Entity::find().all(unit.tx()).await?;
        Ok(Self {
            roles: roles.into_iter().map(|role| (role.id, role.name)).collect(),
            branches: branches.into_iter().map(|branch| (branch.id, branch.name)).collect(),
            departments: departments.into_iter().map(|department| (department.id, department.name)).collect(),
        })
    }
}

fn named(names: &HashMap<Uuid, String>, ids: impl Iterator<Item = Uuid>) -> Vec<String> {
    ids.filter_map(|id| names.get(&id).cloned()).collect()
}

/// Those who are there right now.
pub(crate) async fn online(unit: &Unit) -> Outcome<HashSet<Uuid>> {
    let found: Vec<Uuid> = session::Entity::find()
        .select_only()
        .column(session::Column::UserId)
        .distinct()
        .filter(session::Column::LastSeenAt.gt(unit.now() - ONLINE))
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(found.into_iter().collect())
}
