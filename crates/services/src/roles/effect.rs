//! What a change of a role will do, before it is saved.

use domain::{
    RoleId,
    permission::{RoleRights, noun, verb},
    user::EffectOn,
};
use entities::user;
use sea_orm::EntityTrait;

use super::{Roles, holders};
use crate::{
    authz::{Actor, rights_of},
    failure::Outcome,
    users::{effect_on, online},
};

impl Roles<'_> {
    /// What other rights of a role will do to each of those who have it and whose rights change.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn effect(&self, actor: &Actor, id: RoleId, rights: &RoleRights) -> Outcome<Vec<EffectOn>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Edit, noun::Roles>()?;
        let (people, online) = (holders(&unit, id).await?, online(&unit).await?);
        let mut effects = Vec::new();
        for before in rights_of(unit.tx(), &people).await? {
            let mut after = before.clone();
            let others = after.roles.iter_mut().filter(|(role, _)| *role == id);
            others.for_each(|(_, given)| given.clone_from(rights));
            let (was, will_be) = (before.principal(unit.now()), after.principal(unit.now()));
            let name = user::Entity::find_by_id(was.user.0).one(unit.tx()).await?.map(|user| user.full_name);
            let effect = effect_on(&unit, &online, name.unwrap_or_default(), &was, &will_be).await?;
            if !effect.turns.is_empty() {
                effects.push(effect);
            }
        }
        Ok(effects)
    }
}
