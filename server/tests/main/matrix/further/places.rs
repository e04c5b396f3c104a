//! What lists of branches and departments count.

use domain::permission::{Action, Placement, Resource};
use entities::{role, user, user_branch, user_department};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::json;

use super::{Expected, Further};
use crate::matrix::{actors::Asker, world::World};

/// Of `/api/branches/list` and `/api/departments/list`: what somebody does not see does not count.
pub async fn of(world: &World<'_>, path: &str, asker: &Asker) -> Vec<Further> {
    let (who, _) = asker.inside();
    let writer = world.services().database().writer();
    let (name, people, ties) = if path.contains("branches") {
        let there = user_branch::Entity::find().filter(user_branch::Column::BranchId.eq(world.here.0));
        let people: Vec<_> = there.all(writer).await.unwrap().into_iter().map(|there| there.user_id).collect();
        let customers = world.customers_seen(who, |row| row.branch_id == Some(world.here.0)).await;
        let roles = role::Entity::find().filter(role::Column::BranchId.eq(world.here.0)).count(writer).await.unwrap();
        let roles = if who.may(Action::View, Resource::Roles) { roles } else { 0 };
        ("Quận Một", people, customers as u64 + roles)
    } else {
        let there = user_department::Entity::find();
        let there = there.filter(user_department::Column::DepartmentId.eq(world.department));
        ("Kinh doanh", there.all(writer).await.unwrap().into_iter().map(|there| there.user_id).collect(), 0)
    };
    let mut seen = 0;
    for id in people {
        let account = user::Entity::find_by_id(id).one(writer).await.unwrap().unwrap();
        let branches =
            user_branch::Entity::find().filter(user_branch::Column::UserId.eq(id)).all(writer).await.unwrap();
        let branches = branches.into_iter().map(|there| there.branch_id.into()).collect();
        let at = Placement { owner: Some(id.into()), branches };
        seen += u64::from(account.status != "deleted" && who.may_at(Action::View, Resource::Users, &at));
    }
    let row = format!("\"name\":\"{name}\",\"people\":{seen},\"ties\":{ties}");
    vec![Further::call("what is seen there", path, json!({}), Expected::Tells(row))]
}
