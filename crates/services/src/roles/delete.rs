//! Removing a role.

use domain::{
    AppError, RoleId,
    history::Event,
    permission::{Resource, noun, verb},
};
use entities::{role, user_role};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Roles, given, holders, locked};
use crate::{
    accounts::give_roles,
    authz::{Actor, rights_of, roles},
    failure::Outcome,
};

impl Roles<'_> {
    /// Deletes a role. Those who have it get another one in its place.
    ///
    /// # Errors
    /// Forbidden, not found, the own role, rights that the actor lacks, the last administrator, or no other role where one
    /// is needed.
    pub async fn delete(&self, actor: &Actor, id: RoleId, instead: Option<RoleId>) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Roles>(actor).await?;
        let change = unit.begin_rights_change::<verb::Delete, noun::Roles>(holders(&unit, id)).await?;
        let people: Vec<Uuid> = change.people().map(|user| user.0).collect();
        let role = locked(&unit, id).await?;
        let rights = roles(unit.tx(), vec![id.0]).await?.remove(&id.0).unwrap_or_default();
        change.check_touches(&given(&unit, &change, id, &rights).await?)?;
        for user in &people {
            change.check_other((*user).into())?;
        }
        if !people.is_empty() {
            let other = instead.filter(|other| *other != id).ok_or(AppError::field("instead", "required"))?;
            locked(&unit, other).await?;
            let have: Vec<Uuid> = holders(&unit, other).await?;
            user_role::Entity::delete_many().filter(user_role::Column::RoleId.eq(id.0)).exec(unit.tx()).await?;
            for user in people.iter().filter(|user| !have.contains(user)) {
                give_roles(unit.tx(), *user, &[other.0]).await?;
            }
        }
        role::Entity::delete_by_id(id.0).exec(unit.tx()).await?;
        // Nobody holds more than before by way of two roles that add up.
        for rights in rights_of(unit.tx(), &people).await? {
            change.check_gives(&[rights.principal(unit.now())])?;
        }
        unit.record_details(Event::Deleted, Resource::Roles, Some(id.0), &(role.name, instead)).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}
