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

use std::collections::BTreeSet;

use domain::{
    AppError, BranchId, DepartmentId, UserId,
    permission::{CellType, Placement, Principal, Reach, Standing, noun, verb},
    user::Locked,
};
use entities::user;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use crate::{
    Services,
    authz::{Rights, Unit},
    failure::Outcome,
    standing::{branches_of, departments_of, of_branches, people_of},
};

pub(crate) use choices::alone;
pub(crate) use detail::input_of;
pub(crate) use effect::Effects;
pub(crate) use save::AccountChange;
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

/// Accounts within reach: everybody stands in their branches, and is their own owner.
pub(crate) fn within(reach: &Reach) -> Select<user::Entity> {
    let living = user::Entity::find().filter(user::Column::Status.ne("deleted"));
    if reach.all {
        return living;
    }
    let mut covered = Condition::any()
        .add(user::Column::Id.is_in(reach.owners.iter().map(|owner| owner.0)))
        .add(user::Column::Id.in_subquery(of_branches(reach.branches.iter().copied())));
    for (branch, owners) in &reach.owners_in {
        let owners = user::Column::Id.is_in(owners.iter().map(|owner| owner.0));
        let there = user::Column::Id.in_subquery(of_branches([*branch]));
        covered = covered.add(Condition::all().add(owners).add(there));
    }
    living.filter(covered)
}

/// The query for an account that the actor sees.
fn seen_account(unit: &Unit, id: UserId) -> Outcome<Select<user::Entity>> {
    let permit = unit.permit::<verb::View, noun::Users>()?;
    Ok(within(permit.reach()).filter(user::Column::Id.eq(id.0)))
}

/// An account that the actor sees; out of reach it is missing.
async fn visible(unit: &Unit, id: UserId) -> Outcome<user::Model> {
    Ok(seen_account(unit, id)?.one(unit.tx()).await?.ok_or(AppError::NotFound)?)
}

/// The same for an act `V` on it, locked until the unit ends.
async fn locked<V>(unit: &Unit, id: UserId) -> Outcome<user::Model>
where
    (V, noun::Users): CellType,
{
    let account = seen_account(unit, id)?.lock_exclusive().one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    check_act::<V>(unit, id).await?;
    Ok(account)
}

/// An account that is seen, but out of reach for an act, is forbidden rather than missing.
async fn check_act<V>(unit: &Unit, id: UserId) -> Outcome<()>
where
    (V, noun::Users): CellType,
{
    let permit = unit.permit::<V, noun::Users>()?;
    let branches = branches_of(unit.tx(), &[id.0]).await?.remove(&id.0).unwrap_or_default();
    if permit.reach().covers(&placement(id, &branches)) {
        return Ok(());
    }
    let (action, resource) = <(V, noun::Users)>::CELL;
    Err(AppError::Forbidden { action, resource }.into())
}

/// Where an account stands.
fn placement(id: UserId, branches: &[BranchId]) -> Placement {
    Standing { user: id, branches: branches.to_vec(), colleagues: Vec::new() }.placement()
}

/// Whose rights change with an account when nobody stands elsewhere afterwards.
async fn only(id: UserId) -> Outcome<Vec<Uuid>> {
    Ok(vec![id.0])
}

/// Whose rights change when an account leaves some departments and enters others: its own, as those in them reach what
/// their colleagues are in charge of, and everybody's in these departments.
async fn moved(unit: &Unit, id: Option<UserId>, departments: &[DepartmentId]) -> Outcome<Vec<Uuid>> {
    let before = match id {
        Some(id) => departments_of(unit.tx(), &[id.0]).await?.remove(&id.0).unwrap_or_default(),
        None => Vec::new(),
    };
    let left = before.iter().filter(|department| !departments.contains(department));
    let entered = departments.iter().filter(|department| !before.contains(department));
    let people = people_of(unit.tx(), left.chain(entered).copied()).await?;
    let people: BTreeSet<UserId> = people.into_values().flatten().chain(id).collect();
    Ok(people.into_iter().map(|person| person.0).collect())
}

/// Why the asker may not change an account.
fn lock_of(asker: &Principal, rights: &Rights, unit: &Unit) -> Option<Locked> {
    if rights.standing.user == asker.user {
        Some(Locked::Own)
    } else {
        (!asker.holds_all_of(&rights.principal(unit.now()))).then_some(Locked::HoldsMore)
    }
}
