//! Removing an account for good.

use domain::{
    AppError, UserId,
    history::{Changes, Event},
    permission::{Resource, noun, verb},
};
use entities::{customer, device, invitation, own_grant, user, user_role};
use i18n::Locale;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr,
};

use super::{Users, detail::customers_of, locked, moved};
use crate::{accounts::end_all, audit, authz::Actor, failure::Outcome, standing::stand};

impl Users<'_> {
    /// Deletes an account: nobody signs in with it any more and its name no longer shows. What the person did stays,
    /// signed with the number. Customers in the person's charge go to `successor`, who must be active.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, rights that the actor lacks, the last administrator, or no successor where
    /// one is needed.
    pub async fn delete(&self, actor: &Actor, id: UserId, successor: Option<UserId>) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Delete, noun::Users>(moved(&unit, Some(id), &[])).await?;
        let account = locked(&unit, unit.permit::<verb::Delete, noun::Users>()?.reach(), id.0).await?;
        change.check_other(id)?;
        change.check_holds(&change.before_of(id)?.principal(unit.now()))?;
        if customers_of(&unit, id.0).await? > 0 {
            self.hand_over(&unit, id, successor).await?;
        }

        let own = user::Entity::find_by_id(actor.user.0).one(unit.tx()).await?;
        let locale = own.and_then(|own| Locale::from_code(&own.language)).unwrap_or_default();
        let (number, version) = (account.staff_number, account.version + 1);
        let mut row = account.into_active_model();
        row.status = Set("deleted".to_owned());
        row.version = Set(version);
        row.full_name = Set(i18n::users::former(locale, &number.to_string()));
        row.email = Set(format!("#{number}"));
        row.phone = Set(String::new());
        row.password_hash = Set(String::new());
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await?;
        stand(unit.tx(), id.0, &[], &[]).await?;
        end_all(unit.tx(), id.0, None).await?;
        user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        own_grant::Entity::delete_many().filter(own_grant::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        invitation::Entity::delete_many().filter(invitation::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        device::Entity::delete_many().filter(device::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        // The name shows no more, in the audit trail neither: there stays who did what.
        audit::erase(unit.tx(), id.0, &[Event::AccountCreated, Event::Changed]).await?;
        unit.record(Event::Deleted, Resource::Users, Some(id.0), &Changes::new()).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }

    async fn hand_over(&self, unit: &crate::authz::Unit, from: UserId, to: Option<UserId>) -> Outcome<()> {
        let to = to.filter(|to| *to != from).ok_or(AppError::field("successor", "required"))?;
        let active = user::Entity::find_by_id(to.0).filter(user::Column::Status.eq("active")).one(unit.tx()).await?;
        if active.is_none() {
            return Err(AppError::field("successor", "unknown_value").into());
        }
        customer::Entity::update_many()
            .col_expr(customer::Column::OwnerId, Expr::value(to.0))
            .col_expr(customer::Column::UpdatedAt, Expr::value(unit.now()))
            .filter(customer::Column::OwnerId.eq(from.0))
            .exec(unit.tx())
            .await?;
        unit.record_details(Event::HandedOver, Resource::Users, Some(from.0), &to).await
    }
}
