//! Keeping somebody out, and letting them in again.

use domain::{
    UserId,
    history::{Changes, Event},
    permission::{Resource, noun, verb},
};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};

use super::{Users, locked, only};
use crate::{
    accounts::{drop_invitation, end_all},
    authz::Actor,
    failure::Outcome,
};

impl Users<'_> {
    /// Blocks an account: all its sessions, and a link that leads in, end with the same commit. What is blocked already stays so.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, rights that the actor lacks, or the last administrator.
    pub async fn block(&self, actor: &Actor, id: UserId) -> Outcome<()> {
        self.set_blocked(actor, id, true).await
    }

    /// Lets a blocked account in again; its former sessions stay ended.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, or rights that the actor lacks.
    pub async fn unblock(&self, actor: &Actor, id: UserId) -> Outcome<()> {
        self.set_blocked(actor, id, false).await
    }

    async fn set_blocked(&self, actor: &Actor, id: UserId, blocked: bool) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(only(id)).await?;
        let account = locked::<verb::Edit>(&unit, id).await?;
        change.check_other(id)?;
        change.check_touches(&[change.before_of(id)?.principal(unit.now())])?;
        if (account.status == "blocked") == blocked {
            return unit.commit().await;
        }
        let status = match (blocked, account.password_hash.is_empty()) {
            (true, _) => "blocked",
            (false, true) => "invited",
            (false, false) => "active",
        };
        let version = account.version + 1;
        let mut row = account.into_active_model();
        row.status = Set(status.to_owned());
        row.version = Set(version);
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await?;
        end_all(unit.tx(), id.0, None).await?;
        drop_invitation(unit.tx(), id.0).await?;
        let event = if blocked { Event::Blocked } else { Event::Unblocked };
        unit.record(event, Resource::Users, Some(id.0), &Changes::new()).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}
