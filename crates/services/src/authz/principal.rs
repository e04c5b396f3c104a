//! From roles in the database to the reach of every cell.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    BranchId, UserId,
    permission::{Action, CELLS, Principal, Reach, Resource},
};
use entities::{role, role_grant, user, user_role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::Account;
use crate::failure::Outcome;

/// What a full permission with a branch does not give.
const BRANCHLESS: &[Resource] = &[Resource::Users, Resource::Roles, Resource::Settings, Resource::Audit];

/// Rights by user. A copy is good for the epoch it was read at; every change of rights moves the epoch in its own
/// transaction, so that a copy is never older than the rights.
#[derive(Default)]
pub(crate) struct Principals {
    known: Mutex<HashMap<UserId, Arc<Principal>>>,
}

impl Principals {
    pub(super) async fn of(
        &self,
        tx: &impl ConnectionTrait,
        user: UserId,
        account: &Account,
    ) -> Outcome<Arc<Principal>> {
        if let Some(known) = self.locked().get(&user).filter(|known| known.epoch == account.perm_epoch) {
            return Ok(Arc::clone(known));
        }
        let read = Arc::new(Principal { user, epoch: account.perm_epoch, grants: grants(tx, user, account).await? });
        self.locked().insert(user, Arc::clone(&read));
        Ok(read)
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<UserId, Arc<Principal>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn grants(
    tx: &impl ConnectionTrait,
    user: UserId,
    account: &Account,
) -> Outcome<BTreeMap<(Action, Resource), Reach>> {
    let ids: Vec<Uuid> = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::RoleId)
        .filter(user_role::Column::UserId.eq(user.0))
        .into_tuple()
        .all(tx)
        .await?;
    let roles = role::Entity::find().filter(role::Column::Id.is_in(ids.clone())).all(tx).await?;
    let cells = role_grant::Entity::find().filter(role_grant::Column::RoleId.is_in(ids)).all(tx).await?;
    let colleagues = colleagues(tx, account, &cells).await?;

    let mut grants = BTreeMap::<_, Reach>::new();
    for role in &roles {
        let branch = role.branch_id.map(BranchId);
        if role.full_permission {
            for cell in CELLS.iter().filter(|(_, resource)| branch.is_none() || !BRANCHLESS.contains(resource)) {
                grants.entry(*cell).or_default().join(branch.map_or_else(Reach::all, of_branch));
            }
        }
        for grant in cells.iter().filter(|grant| grant.role_id == role.id) {
            let (Some(action), Some(resource)) = (Action::from_key(&grant.action), Resource::from_key(&grant.resource))
            else {
                continue;
            };
            let reach = match (grant.scope.as_str(), branch) {
                ("all", None) => Reach::all(),
                ("all" | "branch", Some(branch)) => of_branch(branch),
                ("branch", None) => account.branch_id.map_or_else(Reach::default, |id| of_branch(BranchId(id))),
                ("own", _) => Reach { owners: vec![user], ..Reach::default() },
                ("department", _) => Reach { owners: colleagues.clone(), ..Reach::default() },
                _ => Reach::default(),
            };
            grants.entry((action, resource)).or_default().join(reach);
        }
    }
    Ok(grants)
}

fn of_branch(branch: BranchId) -> Reach {
    Reach { branches: vec![branch], ..Reach::default() }
}

/// The people of the user's department, if some cell goes by it.
async fn colleagues(tx: &impl ConnectionTrait, account: &Account, cells: &[role_grant::Model]) -> Outcome<Vec<UserId>> {
    let Some(department) = account.department_id.filter(|_| cells.iter().any(|cell| cell.scope == "department")) else {
        return Ok(Vec::new());
    };
    let ids: Vec<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::DepartmentId.eq(department))
        .into_tuple()
        .all(tx)
        .await?;
    Ok(ids.into_iter().map(UserId).collect())
}
