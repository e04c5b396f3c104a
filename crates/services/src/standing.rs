//! Where people stand: in which branches, the main one first, and in which departments.

use std::collections::HashMap;

use domain::{BranchId, DepartmentId, UserId};
use entities::{user_branch, user_department};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::failure::Outcome;

/// The branches of these people, of each the main one first.
pub(crate) async fn branches_of(tx: &impl ConnectionTrait, people: &[Uuid]) -> Outcome<HashMap<Uuid, Vec<BranchId>>> {
    let found: Vec<(Uuid, Uuid)> = user_branch::Entity::find()
        .select_only()
        .columns([user_branch::Column::UserId, user_branch::Column::BranchId])
        .filter(user_branch::Column::UserId.is_in(people.iter().copied()))
        .order_by_asc(user_branch::Column::Place)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(gathered(found))
}

/// The departments of these people.
pub(crate) async fn departments_of(
    tx: &impl ConnectionTrait,
    people: &[Uuid],
) -> Outcome<HashMap<Uuid, Vec<DepartmentId>>> {
    let found: Vec<(Uuid, Uuid)> = user_department::Entity::find()
        .select_only()
        .columns([user_department::Column::UserId, user_department::Column::DepartmentId])
        .filter(user_department::Column::UserId.is_in(people.iter().copied()))
        .order_by_asc(user_department::Column::DepartmentId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(gathered(found))
}

/// The people of each of these departments.
pub(crate) async fn people_of(
    tx: &impl ConnectionTrait,
    departments: impl IntoIterator<Item = DepartmentId>,
) -> Outcome<HashMap<DepartmentId, Vec<UserId>>> {
    let found: Vec<(Uuid, Uuid)> = user_department::Entity::find()
        .select_only()
        .columns([user_department::Column::DepartmentId, user_department::Column::UserId])
        .filter(user_department::Column::DepartmentId.is_in(departments.into_iter().map(|department| department.0)))
        .order_by_asc(user_department::Column::UserId)
        .into_tuple()
        .all(tx)
        .await?;
    Ok(gathered(found))
}

/// The ids of those who work in one of these branches.
pub(crate) fn of_branches(branches: impl IntoIterator<Item = BranchId>) -> SelectStatement {
    user_branch::Entity::find()
        .select_only()
        .column(user_branch::Column::UserId)
        .filter(user_branch::Column::BranchId.is_in(branches.into_iter().map(|branch| branch.0)))
        .into_query()
}

/// The ids of those who are in one of these departments.
pub(crate) fn of_departments(departments: impl IntoIterator<Item = DepartmentId>) -> SelectStatement {
    user_department::Entity::find()
        .select_only()
        .column(user_department::Column::UserId)
        .filter(user_department::Column::DepartmentId.is_in(departments.into_iter().map(|department| department.0)))
        .into_query()
}

/// Puts somebody into these branches, the first of which is the main one, and departments, and out of all others.
pub(crate) async fn stand(
    tx: &impl ConnectionTrait,
    user: Uuid,
    branches: &[BranchId],
    departments: &[DepartmentId],
) -> Outcome<()> {
    user_branch::Entity::delete_many().filter(user_branch::Column::UserId.eq(user)).exec(tx).await?;
    user_department::Entity::delete_many().filter(user_department::Column::UserId.eq(user)).exec(tx).await?;
    let rows = (0..).zip(branches).map(|(place, branch)| user_branch::ActiveModel {
        user_id: Set(user),
        branch_id: Set(branch.0),
        place: Set(place),
    });
    user_branch::Entity::insert_many(rows).exec_without_returning(tx).await?;
    let rows = departments
        .iter()
        .map(|department| user_department::ActiveModel { user_id: Set(user), department_id: Set(department.0) });
    user_department::Entity::insert_many(rows).exec_without_returning(tx).await?;
    Ok(())
}

/// Pairs by their first half, in order.
fn gathered<K: From<Uuid> + Eq + std::hash::Hash, V: From<Uuid>>(pairs: Vec<(Uuid, Uuid)>) -> HashMap<K, Vec<V>> {
    let mut gathered = HashMap::<K, Vec<V>>::new();
    for (key, value) in pairs {
        gathered.entry(key.into()).or_default().push(value.into());
    }
    gathered
}
