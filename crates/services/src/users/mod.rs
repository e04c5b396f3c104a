//! Use cases on members of staff: who there is, what they may do, whom to let in and keep out.

mod block;
mod choices;
mod delete;
mod detail;
mod effect;
mod factor;
mod invitation;
mod list;
mod rights;
mod save;
mod see_as;

use domain::permission::{Placement, Principal, Reach};
use domain::user::Locked;
use entities::user;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    Services,
    authz::{Rights, Unit},
    failure::Outcome,
};

pub(crate) use choices::alone;
pub(crate) use effect::effect_on;
pub(crate) use list::online;
pub(crate) use see_as::seen;

/// The use cases; get them from [`Services::users`].
pub struct Users<'s> {
    services: &'s Services,
}

impl Services {
    /// Use cases on members of staff.
    pub const fn users(&self) -> Users<'_> {
        Users { services: self }
    }
}

/// Accounts within reach: everybody stands in their branch, and is their own owner.
pub(crate) fn within(reach: &Reach) -> Select<user::Entity> {
    let living = user::Entity::find().filter(user::Column::Status.ne("deleted"));
    if reach.all {
        return living;
    }
    let mut covered = Condition::any()
        .add(user::Column::Id.is_in(reach.owners.iter().map(|owner| owner.0)))
        .add(user::Column::BranchId.is_in(reach.branches.iter().map(|branch| branch.0)));
    for (branch, owners) in &reach.owners_in {
        let owners = user::Column::Id.is_in(owners.iter().map(|owner| owner.0));
        covered = covered.add(Condition::all().add(owners).add(user::Column::BranchId.eq(branch.0)));
    }
    living.filter(covered)
}

/// An account within reach, locked until the unit ends.
async fn locked(unit: &Unit, reach: &Reach, id: Uuid) -> Outcome<user::Model> {
    let select = within(reach).filter(user::Column::Id.eq(id)).lock_exclusive();
    Ok(select.one(unit.tx()).await?.ok_or(domain::AppError::NotFound)?)
}

/// Where an account stands.
fn placement(id: Uuid, branch: Option<Uuid>) -> Placement {
    Placement { owner: Some(id.into()), branches: branch.map(Into::into).into_iter().collect() }
}

/// Why the asker may not change an account.
fn lock_of(asker: &Principal, rights: &Rights, unit: &Unit) -> Option<Locked> {
    if rights.standing.user == asker.user {
        Some(Locked::Own)
    } else {
        (!asker.holds_all_of(&rights.principal(unit.now()))).then_some(Locked::HoldsMore)
    }
}
