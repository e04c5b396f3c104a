//! What a change of a role, or its end, will do, before it is saved.

use domain::{
    AppError, RoleId,
    permission::{RoleRights, noun, verb},
    user::EffectOn,
};
use entities::role;
use sea_orm::EntityTrait;

use super::{Roles, holders};
use crate::{
    authz::{Actor, Rights, Unit, rights_of, roles},
    failure::Outcome,
    users::Effects,
};

impl Roles<'_> {
    /// What other rights of a role, and a second factor that it asks for or not, will do to each of those who have it and
    /// for whom anything turns. Whom the asker may not see has no name here: that somebody is affected counts, who it is
    /// does not show.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect(
        &self,
        actor: &Actor,
        id: RoleId,
        rights: &RoleRights,
        second_factor: bool,
    ) -> Outcome<Vec<EffectOn>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Edit, noun::Roles>()?;
        let becomes = |after: &mut Rights| {
            let others = after.roles.iter_mut().filter(|(role, _)| *role == id);
            others.for_each(|(_, given)| given.clone_from(rights));
        };
        on_holders(&unit, id, second_factor, becomes).await
    }

    /// The same for the end of a role, in whose place those who have it get another one.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect_of_delete(&self, actor: &Actor, id: RoleId, instead: Option<RoleId>) -> Outcome<Vec<EffectOn>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Delete, noun::Roles>()?;
        let other = match instead {
            Some(other) => {
                let rights = roles(unit.tx(), vec![other.0]).await?.remove(&other.0).ok_or(AppError::NotFound)?;
                Some((other, rights))
            }
            None => None,
        };
        let becomes = |after: &mut Rights| {
            after.roles.retain(|(role, _)| *role != id);
            let has = |other: RoleId| after.roles.iter().any(|(role, _)| *role == other);
            let other = other.clone().filter(|(other, _)| !has(*other));
            after.roles.extend(other);
        };
        on_holders(&unit, id, false, becomes).await
    }
}

/// What turns for those who have a role when it changes their rights like this.
async fn on_holders(
    unit: &Unit,
    id: RoleId,
    second_factor: bool,
    becomes: impl Fn(&mut Rights),
) -> Outcome<Vec<EffectOn>> {
    role::Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
    let people = holders(unit, id).await?;
    let mut effects = Effects::of(unit, &people).await?;
    effects.asks(id, second_factor);
    let mut told = Vec::new();
    for before in rights_of(unit.tx(), &people).await? {
        let mut after = before.clone();
        becomes(&mut after);
        told.push(effects.on(&before, &after).await?);
    }
    told.retain(|effect| !effect.is_nothing());
    Ok(told)
}
