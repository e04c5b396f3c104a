//! A new way in for somebody who is invited or has forgotten the password.

use super::{Users, locked, only};
use crate::{
    accounts::{Token, make_invitation},
    authz::Actor,
    failure::Outcome,
};
use domain::{
    AppError, UserId,
    history::{Changes, Event},
    permission::{Resource, noun, verb},
};

impl Users<'_> {
    /// Makes a new link for somebody who was invited or has forgotten the password; an earlier one stops working. Until it is
    /// used the old password stays good: whoever makes a link does not lock the person out.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, or rights that the actor lacks.
    pub async fn invite(&self, actor: &Actor, id: UserId) -> Outcome<Token> {
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(only(id)).await?;
        let account = locked::<verb::Edit>(&unit, id).await?;
        change.check_other(id)?;
        change.check_touches(&[change.before_of(id)?.principal(unit.now())])?;
        if account.status == "blocked" {
            return Err(AppError::field("rights", "is_blocked").into());
        }
        let token = make_invitation(&unit, id).await?;
        unit.record(Event::Invited, Resource::Users, Some(id.0), &Changes::new()).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await?;
        Ok(token)
    }
}
