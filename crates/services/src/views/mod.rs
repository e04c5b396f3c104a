//! Saved views of lists. Whoever may not see a list has no use of its views.

mod list;
mod save;

use domain::{
    AppError, ViewId,
    customer::Directory,
    list::ListState,
    permission::{Action, Resource},
    view::Sharing,
};
use entities::{
    saved_view::{self, Column},
    user_role,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait, Select};
use serde::{Deserialize, Serialize};

use crate::{
    Services,
    authz::Unit,
    failure::{Failure, Outcome},
};

pub(crate) use list::{columns_of_view, opened_by};
pub(crate) use save::forget;

/// The use cases; get them from [`Services::views`].
pub struct SavedViews<'s> {
    services: &'s Services,
    directory: Directory,
}

impl Services {
    /// Use cases on the saved views of a list.
    pub const fn views(&self, directory: Directory) -> SavedViews<'_> {
        SavedViews { services: self, directory }
    }
}

/// How a view was before a change or is since, for the audit trail.
#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    pub name: String,
    pub sharing: Sharing,
    /// The parameters of the address.
    pub list: Vec<(String, String)>,
}

/// The views of a list that the actor may use: the own ones, and those shared with a role that the actor has.
fn usable(unit: &Unit, directory: Directory) -> Select<saved_view::Entity> {
    let me = unit.actor().user.0;
    let mine = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::RoleId)
        .filter(user_role::Column::UserId.eq(me))
        .into_query();
    let shown = Condition::any().add(unit.own(Column::OwnerId)).add(Column::RoleId.in_subquery(mine));
    saved_view::Entity::find().filter(Column::Directory.eq(directory.key())).filter(shown)
}

/// A view that the actor may use.
///
/// # Errors
/// Not found.
async fn find(unit: &Unit, directory: Directory, id: ViewId) -> Outcome<saved_view::Model> {
    let found = usable(unit, directory).filter(Column::Id.eq(id.0)).one(unit.tx()).await?;
    Ok(found.ok_or(AppError::NotFound)?)
}

/// Whether the actor may change a view that the actor may use: one's own, and as somebody who may edit roles what is shared
/// with one.
fn may_change(unit: &Unit, view: &saved_view::Model) -> bool {
    view.owner_id == unit.actor().user.0 || unit.may(Action::Edit, Resource::Roles)
}

/// What a view keeps. Parameters of a later version are left out.
fn list_of(directory: Directory, view: &saved_view::Model) -> Outcome<ListState> {
    let pairs = pairs_of(view)?;
    let pairs = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    Ok(ListState::from_pairs(directory, pairs).kept())
}

fn pairs_of(view: &saved_view::Model) -> Outcome<Vec<(String, String)>> {
    serde_json::from_str(&view.list_json).map_err(Failure::fault)
}

fn kept(view: &saved_view::Model) -> Outcome<Kept> {
    let sharing = Sharing::from(view.role_id.map(Into::into));
    Ok(Kept { name: view.name.clone(), sharing, list: pairs_of(view)? })
}
