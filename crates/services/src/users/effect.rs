//! What a change of rights will do, before it is saved.

use std::collections::HashSet;

use domain::{
    AppError, UserId,
    customer::Directory,
    permission::{Action, OwnGrants, Principal, noun, verb},
    user::{EffectOn, UserInput, turns},
};
use uuid::Uuid;

use super::{Users, check_act, list::online, visible};
use crate::{
    authz::{Actor, Unit, colleagues_in, rights_of, roles},
    failure::Outcome,
    query::scope,
    standing::people_of,
};

impl Users<'_> {
    /// What other places, other roles or other own grants will do to somebody.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect(&self, actor: &Actor, id: UserId, input: &UserInput, own: &OwnGrants) -> Outcome<EffectOn> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::Edit, noun::Users>()?;
        let account = visible(&unit, id).await?;
        check_act::<verb::Edit>(&unit, id).await?;
        let before = rights_of(unit.tx(), &[id.0]).await?.pop().ok_or(AppError::NotFound)?;
        let mut after = before.clone();
        after.own.clone_from(own);
        after.standing.branches.clone_from(&input.branches);
        let mut people = people_of(unit.tx(), input.departments.iter().copied()).await?;
        input.departments.iter().for_each(|entered| people.entry(*entered).or_default().push(id));
        after.standing.colleagues = colleagues_in(&input.departments, &people);
        let rights = roles(unit.tx(), input.roles.iter().map(|role| role.0).collect()).await?;
        after.roles = rights.into_iter().map(|(role, rights)| (role.into(), rights)).collect();
        let (before, after) = (before.principal(unit.now()), after.principal(unit.now()));
        effect_on(&unit, &online(&unit).await?, Some(account.full_name), &before, &after).await
    }
}

/// What turns for one person between two states of rights. Of the records that enter or leave the person's list those
/// are counted that the asker sees.
pub(crate) async fn effect_on(
    unit: &Unit,
    online: &HashSet<Uuid>,
    name: Option<String>,
    before: &Principal,
    after: &Principal,
) -> Outcome<EffectOn> {
    let (mut entering, mut leaving) = (0, 0);
    for directory in Directory::ALL {
        let list = |who: &Principal| who.grants.get(&directory.cell(Action::View)).cloned().unwrap_or_default();
        let (seen, was, will_be) = (list(unit.principal()), list(before), list(after));
        entering += scope::count_beyond(unit.tx(), *directory, &seen, &will_be, &was).await?;
        leaving += scope::count_beyond(unit.tx(), *directory, &seen, &was, &will_be).await?;
    }
    Ok(EffectOn { online: online.contains(&before.user.0), turns: turns(before, after), entering, leaving, name })
}
