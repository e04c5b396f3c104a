//! Taking away a second factor that somebody has lost.

use domain::{
    UserId,
    permission::{noun, verb},
};

use super::{Users, locked, only};
use crate::{
    accounts::{end_all, forget_factor},
    authz::Actor,
    failure::Outcome,
};

impl Users<'_> {
    /// Signs somebody in with the password alone again; whose role asks for a second factor sets up a new one. All
    /// sessions of the account end.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, or rights that the actor lacks.
    pub async fn remove_factor(&self, actor: &Actor, id: UserId) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(only(id)).await?;
        locked::<verb::Edit>(&unit, id).await?;
        change.check_other(id)?;
        change.check_touches(&[change.before_of(id)?.principal(unit.now())])?;
        forget_factor(&unit, id).await?;
        end_all(unit.tx(), id.0, None).await?;
        unit.affects(id).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}
