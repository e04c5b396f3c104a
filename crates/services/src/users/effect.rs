//! What a change of rights will do, before it is saved.

use std::collections::HashSet;

use domain::{
    AppError, UserId,
    customer::Directory,
    permission::{Action, OwnGrants, Principal, noun, verb},
    user::{EffectOn, UserInput, turns},
};
use entities::user;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Users, list::online, within};
use crate::{
    authz::{Actor, Unit, rights_of, roles},
    failure::Outcome,
    query::scope,
};

impl Users<'_> {
    /// What another place, other roles or other own grants will do to somebody.
    ///
    /// # Errors
    /// Forbidden, or not found.
    pub async fn effect(&self, actor: &Actor, id: UserId, input: &UserInput, own: &OwnGrants) -> Outcome<EffectOn> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::Edit, noun::Users>()?;
        let account = within(permit.reach()).filter(user::Column::Id.eq(id.0)).one(unit.tx()).await?;
        let account = account.ok_or(AppError::NotFound)?;
        let before = rights_of(unit.tx(), &[id.0]).await?.pop().ok_or(AppError::NotFound)?;
        let mut after = before.clone();
        after.own.clone_from(own);
        after.standing.branch = input.branch;
        if account.department_id != input.department.map(|department| department.0) {
            after.standing.colleagues = colleagues(&unit, id, input).await?;
        }
        let rights = roles(unit.tx(), input.roles.iter().map(|role| role.0).collect()).await?;
        after.roles = rights.into_iter().map(|(role, rights)| (role.into(), rights)).collect();
        let (before, after) = (before.principal(unit.now()), after.principal(unit.now()));
        effect_on(&unit, &online(&unit).await?, account.full_name, &before, &after).await
    }
}

/// What turns for one person between two states of rights. Of the records that enter or leave the person's list those
/// are counted that the asker sees.
pub(crate) async fn effect_on(
    unit: &Unit,
    online: &HashSet<Uuid>,
    name: String,
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

/// Those who will be in somebody's department.
async fn colleagues(unit: &Unit, id: UserId, input: &UserInput) -> Outcome<Vec<UserId>> {
    let Some(department) = input.department else { return Ok(Vec::new()) };
    let others: Vec<Uuid> = user::Entity::find()
        .select_only()
        .column(user::Column::Id)
        .filter(user::Column::DepartmentId.eq(department.0))
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(others.into_iter().map(UserId).chain([id]).collect())
}
