//! Making, changing and removing views.

use domain::{
    AppError, UserId, ViewId,
    fold::fold,
    history::Event,
    list::{ListState, columns},
    permission::{Action, Resource, verb},
    view::{MOST_VIEWS, Sharing, ViewChange, ViewInput, check_name},
};
use entities::{
    saved_view::{self, Column},
    saved_view_default,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QuerySelect, sea_query::OnConflict,
};
use uuid::Uuid;

use super::{Kept, SavedViews, find, kept, list::shareable, may_change, usable};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    live::Hint,
    query::one_at_a_time,
};

/// Bytes of what a view keeps.
const MOST_BYTES: usize = 16 * 1024;

impl SavedViews<'_> {
    /// Keeps a list under a name.
    ///
    /// # Errors
    /// Faults of `name`, `sharing`, and of what narrows the list, by field; too large; forbidden.
    pub async fn create(&self, actor: &Actor, input: &ViewInput) -> Outcome<ViewId> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        let name = check_name(&input.name).map_err(AppError::Invalid)?;
        let list_json = self.json_of(&input.list)?;
        self.check_sharing(&unit, input.sharing).await?;
        self.check_free(&unit, actor.user, &name, None).await?;
        let own = saved_view::Entity::find().filter(Column::OwnerId.eq(actor.user.0));
        let own = own.filter(Column::Directory.eq(self.directory.key())).count(unit.tx()).await?;
        if own >= MOST_VIEWS as u64 {
            return Err(AppError::field("name", "too_many_views").into());
        }
        let view = saved_view::ActiveModel {
            id: Set(Uuid::now_v7()),
            owner_id: Set(actor.user.0),
            directory: Set(self.directory.key().to_owned()),
            fold: Set(fold(&name)),
            name: Set(name),
            role_id: Set(input.sharing.role().map(|role| role.0)),
            list_json: Set(list_json),
            created_at: Set(unit.now()),
            updated_at: Set(unit.now()),
        };
        let view = view.insert(unit.tx()).await?;
        self.record(&unit, view.id, None, Some(kept(&view)?)).await?;
        unit.commit().await?;
        Ok(view.id.into())
    }

    /// Gives a view another name, keeps another list in it, or shares it otherwise.
    ///
    /// # Errors
    /// As for a new one; not found; forbidden to change what somebody else shares, for those who may not edit roles.
    pub async fn change(&self, actor: &Actor, id: ViewId, change: &ViewChange) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        let view = self.locked(&unit, id).await?;
        let before = kept(&view)?;
        let (owner, sharing) = (UserId(view.owner_id), before.sharing);
        let mut row = view.into_active_model();
        if let Some(name) = &change.name {
            let name = check_name(name).map_err(AppError::Invalid)?;
            self.check_free(&unit, owner, &name, Some(id)).await?;
            row.fold.set_if_not_equals(fold(&name));
            row.name.set_if_not_equals(name);
        }
        if let Some(list) = &change.list {
            row.list_json.set_if_not_equals(self.json_of(list)?);
        }
        if let Some(wanted) = change.sharing.filter(|wanted| *wanted != sharing) {
            self.check_sharing(&unit, wanted).await?;
            row.role_id = Set(wanted.role().map(|role| role.0));
        }
        if row.is_changed() {
            row.updated_at = Set(unit.now());
            let after = kept(&row.update(unit.tx()).await?)?;
            self.record(&unit, id.0, Some(before), Some(after)).await?;
        }
        unit.commit().await
    }

    /// Removes a view.
    ///
    /// # Errors
    /// Not found; forbidden to remove what somebody else shares, for those who may not edit roles.
    pub async fn delete(&self, actor: &Actor, id: ViewId) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        let view = self.locked(&unit, id).await?;
        saved_view::Entity::delete_by_id(id.0).exec(unit.tx()).await?;
        self.record(&unit, id.0, Some(kept(&view)?), None).await?;
        unit.commit().await
    }

    /// Has the list open with a view for the actor, or with none.
    ///
    /// # Errors
    /// Not found; forbidden.
    pub async fn set_default(&self, actor: &Actor, id: Option<ViewId>) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        let (user, directory) = (actor.user.0, self.directory.key().to_owned());
        match id {
            None => {
                saved_view_default::Entity::delete_by_id((user, directory)).exec(unit.tx()).await?;
            }
            Some(id) => {
                let view = find(&unit, self.directory, id).await?;
                let row = saved_view_default::ActiveModel {
                    user_id: Set(user),
                    directory: Set(directory),
                    view_id: Set(view.id),
                };
                let key = [saved_view_default::Column::UserId, saved_view_default::Column::Directory];
                let again = OnConflict::columns(key).update_column(saved_view_default::Column::ViewId).to_owned();
                saved_view_default::Entity::insert(row).on_conflict(again).exec_without_returning(unit.tx()).await?;
            }
        }
        unit.commit().await
    }

    /// A view that the actor may change; nobody else changes it before the unit ends.
    async fn locked(&self, unit: &Unit, id: ViewId) -> Outcome<saved_view::Model> {
        let found = usable(unit, self.directory).filter(Column::Id.eq(id.0)).lock_exclusive().one(unit.tx()).await?;
        let view = found.ok_or(AppError::NotFound)?;
        if may_change(unit, &view) {
            return Ok(view);
        }
        Err(AppError::Forbidden { action: Action::Edit, resource: Resource::Roles }.into())
    }

    /// What is kept of a list: the parameters of its address.
    fn json_of(&self, list: &ListState) -> Outcome<String> {
        if list.directory != self.directory {
            return Err(AppError::field("list", "unknown_value").into());
        }
        list.filter(self.services.clock().today())?;
        let mut list = list.kept();
        if !list.columns.is_empty() {
            list.columns = columns(self.directory, &list.columns);
        }
        let json = serde_json::to_string(&list.to_pairs())?;
        if json.len() > MOST_BYTES { Err(AppError::TooLarge.into()) } else { Ok(json) }
    }

    async fn check_sharing(&self, unit: &Unit, sharing: Sharing) -> Outcome<()> {
        let Sharing::Role(role) = sharing else { return Ok(()) };
        if shareable(unit).await?.iter().any(|own| own.id == role) {
            return Ok(());
        }
        Err(AppError::field("sharing", "unknown_value").into())
    }

    /// Nobody has two views of a list under one name; who makes two at once makes them one after the other.
    async fn check_free(&self, unit: &Unit, owner: UserId, name: &str, except: Option<ViewId>) -> Outcome<()> {
        one_at_a_time(unit.tx(), self.services.database().engine(), owner.0).await?;
        let same = saved_view::Entity::find()
            .filter(Column::OwnerId.eq(owner.0))
            .filter(Column::Directory.eq(self.directory.key()))
            .filter(Column::Fold.eq(fold(name)))
            .one(unit.tx())
            .await?;
        match same.filter(|same| Some(ViewId(same.id)) != except) {
            Some(_) => Err(AppError::field("name", "name_in_use").into()),
            None => Ok(()),
        }
    }

    async fn record(&self, unit: &Unit, id: Uuid, before: Option<Kept>, after: Option<Kept>) -> Outcome<()> {
        let event = if after.is_some() { Event::ViewSaved } else { Event::ViewDeleted };
        for role in [&before, &after].into_iter().flatten().filter_map(|kept| kept.sharing.role()) {
            unit.hint(Hint::Views(self.directory, role)).await?;
        }
        unit.record_details(event, self.directory.resource(), Some(id), &(before, after)).await
    }
}

/// Somebody's account goes: what was for that person alone goes with it, what is shared stays with its role.
pub(crate) async fn forget(unit: &Unit, person: UserId) -> Outcome<()> {
    let own = saved_view::Entity::delete_many().filter(Column::OwnerId.eq(person.0)).filter(Column::RoleId.is_null());
    own.exec(unit.tx()).await?;
    let chosen = saved_view_default::Entity::delete_many();
    chosen.filter(saved_view_default::Column::UserId.eq(person.0)).exec(unit.tx()).await?;
    Ok(())
}
