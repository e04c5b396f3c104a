//! Cells that one person is given, or denied, over the roles.

use domain::{
    AppError, UserId,
    history::Event,
    permission::{CELLS, OwnGrants, Resource, noun, verb},
};
use entities::own_grant;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};

use super::{Users, locked, only};
use crate::{
    audit,
    authz::{Actor, listed, rights_of},
    failure::Outcome,
};

impl Users<'_> {
    /// Replaces the own grants of somebody.
    ///
    /// # Errors
    /// Forbidden, not found, a conflict if somebody else was faster, or rights that the actor lacks.
    pub async fn set_own_grants(&self, actor: &Actor, id: UserId, version: i64, own: &OwnGrants) -> Outcome<()> {
        let unit = self.services.write::<verb::Edit, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Edit, noun::Users>(only(id)).await?;
        let account = locked::<verb::Edit>(&unit, id).await?;
        change.check_other(id)?;
        let before = change.before_of(id)?.clone();
        change.check_touches(&[before.principal(unit.now())])?;
        if account.version != version {
            return Err(audit::overtaken(&unit, id.0, account.version).await?);
        }

        let mut row = account.into_active_model();
        row.version = Set(version + 1);
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await?;
        own_grant::Entity::delete_many().filter(own_grant::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        // What has ended already is forgotten.
        let kept = own
            .iter()
            .filter(|(cell, grant)| CELLS.contains(cell) && grant.until.is_none_or(|until| unit.now() < until));
        let rows = kept.map(|((action, resource), grant)| own_grant::ActiveModel {
            user_id: Set(id.0),
            action: Set(action.key().to_owned()),
            resource: Set(resource.key().to_owned()),
            scope: Set(grant.scope.map(|scope| scope.key().to_owned())),
            until: Set(grant.until),
        });
        own_grant::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
        let after = rights_of(unit.tx(), &[id.0]).await?.pop().ok_or(AppError::NotFound)?;
        change.check_gains(std::slice::from_ref(&after))?;
        // What was taken away and is given back: the roles gave it all the time, and the actor must hold that too.
        let roles_alone = crate::authz::Rights { own: OwnGrants::new(), ..after.clone() };
        change.check_gives(&[roles_alone.principal(unit.now())])?;
        let details = (listed(&before.own), listed(&after.own));
        unit.record_details(Event::PermissionsChanged, Resource::Users, Some(id.0), &details).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }
}
