//! Removing an account for good.

use domain::{
    AppError, UserId,
    history::{Changes, Event},
    permission::{Resource, noun, verb},
};
use entities::{customer, device, own_grant, user, user_role};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect,
};

use super::{Users, locked, moved, within};
use crate::{
    accounts::{drop_invitation, end_all},
    audit,
    authz::{Actor, Unit},
    customers,
    failure::Outcome,
    query::scope,
    standing::stand,
    views,
};

impl Users<'_> {
    /// Deletes an account: nobody signs in with it any more and its name no longer shows. What the person did stays,
    /// signed with the number, in words of each reader's language. Customers in the person's charge, whoever sees them, go
    /// to `successor`: somebody active whom the actor sees, and not the actor if there are some that the actor does not
    /// see.
    ///
    /// # Errors
    /// Forbidden, not found, the own account, rights that the actor lacks, the last administrator, or no successor where
    /// one is needed.
    pub async fn delete(&self, actor: &Actor, id: UserId, successor: Option<UserId>) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Users>(actor).await?;
        let change = unit.begin_rights_change::<verb::Delete, noun::Users>(moved(&unit, Some(id), &[])).await?;
        let account = locked::<verb::Delete>(&unit, id).await?;
        change.check_other(id)?;
        change.check_touches(&[change.before_of(id)?.principal(unit.now())])?;
        if has_customers(&unit, id).await? {
            self.hand_over(&unit, id, successor).await?;
        }

        let (number, version) = (account.staff_number, account.version + 1);
        let mut row = account.into_active_model();
        row.status = Set("deleted".to_owned());
        row.version = Set(version);
        row.full_name = Set(String::new());
        row.email = Set(format!("#{number}"));
        row.phone = Set(String::new());
        row.password_hash = Set(String::new());
        row.updated_at = Set(unit.now());
        row.update(unit.tx()).await?;
        stand(unit.tx(), id.0, &[], &[]).await?;
        end_all(unit.tx(), id.0, None).await?;
        user_role::Entity::delete_many().filter(user_role::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        own_grant::Entity::delete_many().filter(own_grant::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        drop_invitation(unit.tx(), id.0).await?;
        views::forget(&unit, id).await?;
        device::Entity::delete_many().filter(device::Column::UserId.eq(id.0)).exec(unit.tx()).await?;
        // The name shows no more, in the audit trail neither: there stays who did what.
        audit::erase(unit.tx(), id.0, &[Event::AccountCreated, Event::Changed]).await?;
        unit.record(Event::Deleted, Resource::Users, Some(id.0), &Changes::new()).await?;
        unit.end_rights_change(change).await?;
        unit.commit().await
    }

    async fn hand_over(&self, unit: &Unit, from: UserId, to: Option<UserId>) -> Outcome<()> {
        let to = to.filter(|to| *to != from).ok_or(AppError::field("successor", "required"))?;
        let seen = within(unit.permit::<verb::View, noun::Users>()?.reach()).filter(user::Column::Id.eq(to.0));
        let active = seen.filter(user::Column::Status.eq("active")).count(unit.tx()).await?;
        if active == 0 {
            return Err(AppError::field("successor", "unknown_value").into());
        }
        if to == unit.actor().user && owns_unseen(unit, from).await? {
            return Err(AppError::field("successor", "outside_reach").into());
        }
        customers::hand_over(unit, from, to).await?;
        unit.record_details(Event::HandedOver, Resource::Users, Some(from.0), &to).await
    }
}

/// Whether somebody is in charge of a customer that the actor may not see: nobody takes over such a one themselves.
async fn owns_unseen(unit: &Unit, owner: UserId) -> Outcome<bool> {
    let of_owner = customer::Column::OwnerId.eq(owner.0);
    let living = customer::Entity::find().filter(customer::Column::TrashedAt.is_null()).filter(of_owner.clone());
    Ok(scope::count_seen(unit, of_owner).await? < living.count(unit.tx()).await?)
}

/// Whether somebody is in charge of any customer, wherever it is and whoever sees it.
async fn has_customers(unit: &Unit, owner: UserId) -> Outcome<bool> {
    let any = customer::Entity::find().filter(customer::Column::OwnerId.eq(owner.0)).limit(1);
    Ok(any.count(unit.tx()).await? > 0)
}
