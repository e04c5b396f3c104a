//! The views that somebody may use.

use std::collections::HashMap;

use domain::{
    ViewId,
    customer::{Directory, Field, Named},
    list::ListState,
    permission::{Action, Resource, verb},
    view::{SavedView, Views},
};
use entities::{
    role,
    saved_view::{self, Column},
    saved_view_default, user_role,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{SavedViews, list_of, may_change, usable};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    staff::names_of,
};

impl SavedViews<'_> {
    /// The views of the list that the actor may use, by name, and the roles with which the actor may share one.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor) -> Outcome<Views> {
        let unit = self.services.read(actor).await?;
        unit.permit_in::<verb::View>(self.directory)?;
        let found = usable(&unit, self.directory).order_by_asc(Column::Fold).order_by_asc(Column::Id);
        let found = found.all(unit.tx()).await?;
        let roles = roles_by_name(&unit, found.iter().filter_map(|view| view.role_id)).await?;
        let makers =
            names_of(&unit, found.iter().map(|view| view.owner_id).filter(|maker| *maker != actor.user.0)).await?;
        let default = default_id(&unit, self.directory).await?;
        let shown = |view: saved_view::Model| -> Outcome<SavedView> {
            Ok(SavedView {
                id: view.id.into(),
                list: list_of(self.directory, &view)?,
                role: view.role_id.and_then(|id| Some(Named { id: id.into(), name: roles.get(&id)?.clone() })),
                maker: makers.get(&view.owner_id).cloned(),
                is_changeable: may_change(&unit, &view),
                is_default: default == Some(view.id),
                name: view.name,
            })
        };
        Ok(Views { views: found.into_iter().map(shown).collect::<Outcome<_>>()?, roles: shareable(&unit).await? })
    }
}

/// The roles with which the actor may share a view: the own ones, and for those who may edit roles all.
pub(super) async fn shareable(unit: &Unit) -> Outcome<Vec<Named<domain::RoleId>>> {
    let mut roles = role::Entity::find().order_by_asc(role::Column::Name);
    if !unit.may(Action::Edit, Resource::Roles) {
        let mine = user_role::Entity::find().select_only().column(user_role::Column::RoleId);
        let mine = mine.filter(user_role::Column::UserId.eq(unit.actor().user.0)).into_query();
        roles = roles.filter(role::Column::Id.in_subquery(mine));
    }
    let roles = roles.all(unit.tx()).await?;
    Ok(roles.into_iter().map(|role| Named { id: role.id.into(), name: role.name }).collect())
}

async fn roles_by_name(unit: &Unit, ids: impl Iterator<Item = Uuid>) -> Outcome<HashMap<Uuid, String>> {
    let roles = role::Entity::find().filter(role::Column::Id.is_in(ids)).all(unit.tx()).await?;
    Ok(roles.into_iter().map(|role| (role.id, role.name)).collect())
}

/// The view that the actor has chosen to open a list with, whether or not it may still be used.
async fn default_id(unit: &Unit, directory: Directory) -> Outcome<Option<Uuid>> {
    let key = (unit.actor().user.0, directory.key().to_owned());
    Ok(saved_view_default::Entity::find_by_id(key).one(unit.tx()).await?.map(|row| row.view_id))
}

/// The list as a view opens it that the actor has chosen for that, if the actor may still use it.
pub(crate) async fn opened_by(unit: &Unit, directory: Directory, id: Uuid) -> Outcome<Option<ListState>> {
    let view = usable(unit, directory).filter(Column::Id.eq(id)).one(unit.tx()).await?;
    let opened = |view: saved_view::Model| -> Outcome<ListState> {
        let list = list_of(directory, &view)?;
        let choice = domain::list::ViewChoice::Saved(view.id.into());
        Ok(ListState { view: choice, columns: Vec::new(), ..list })
    };
    view.map(opened).transpose()
}

/// The columns of a view, if the actor may use it.
pub(crate) async fn columns_of_view(unit: &Unit, directory: Directory, id: ViewId) -> Outcome<Vec<Field>> {
    let view = usable(unit, directory).filter(Column::Id.eq(id.0)).one(unit.tx()).await?;
    Ok(view.map(|view| list_of(directory, &view)).transpose()?.map(|list| list.columns).unwrap_or_default())
}
