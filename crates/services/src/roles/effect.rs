//! What a change of a role will do, before it is saved.

use std::collections::HashMap;

use domain::{
    AppError, RoleId,
    permission::{RoleRights, noun, verb},
    user::EffectOn,
};
use entities::{role, user};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Roles, holders};
use crate::{
    authz::{Actor, Unit, rights_of},
    failure::Outcome,
    users::{effect_on, online, within},
};

impl Roles<'_> {
    /// What other rights of a role will do to each of those who have it and whose rights change. Whom the asker may not
    /// see has no name here: that somebody is affected counts, who it is does not show.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect(&self, actor: &Actor, id: RoleId, rights: &RoleRights) -> Outcome<Vec<EffectOn>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Edit, noun::Roles>()?;
        role::Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        let (people, online) = (holders(&unit, id).await?, online(&unit).await?);
        let mut names = names(&unit, &people).await?;
        let mut effects = Vec::new();
        for before in rights_of(unit.tx(), &people).await? {
            let mut after = before.clone();
            let others = after.roles.iter_mut().filter(|(role, _)| *role == id);
            others.for_each(|(_, given)| given.clone_from(rights));
            let (was, will_be) = (before.principal(unit.now()), after.principal(unit.now()));
            let effect = effect_on(&unit, &online, names.remove(&was.user.0), &was, &will_be).await?;
            if !effect.turns.is_empty() {
                effects.push(effect);
            }
        }
        Ok(effects)
    }
}

/// The names of those among some people whom the asker may see.
async fn names(unit: &Unit, people: &[Uuid]) -> Outcome<HashMap<Uuid, String>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Users>() else { return Ok(HashMap::new()) };
    let seen = within(permit.reach()).filter(user::Column::Id.is_in(people.iter().copied()));
    Ok(seen.all(unit.tx()).await?.into_iter().map(|user| (user.id, user.full_name)).collect())
}
