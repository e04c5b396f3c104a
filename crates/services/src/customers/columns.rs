//! The columns that somebody has chosen for a list.

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{ListState, ViewChoice, columns},
    permission::verb,
};
use entities::list_setting::{self, Column};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use super::Customers;
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    views::columns_of_view,
};

impl Customers<'_> {
    /// Keeps the columns that the list shows the actor from now on; none are those that it shows first.
    ///
    /// # Errors
    /// A field that the list's records do not have; forbidden.
    pub async fn keep_columns(&self, actor: &Actor, wish: &[Field]) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        if wish.iter().any(|field| !self.directory.fields().any(|own| own == *field)) {
            return Err(AppError::field("columns", "unknown_value").into());
        }
        if wish.is_empty() {
            list_setting::Entity::delete_by_id(key(actor, self.directory)).exec(unit.tx()).await?;
            return unit.commit().await;
        }
        let (user, directory) = key(actor, self.directory);
        let row = list_setting::ActiveModel {
            user_id: Set(user),
            directory: Set(directory),
            columns_json: Set(serde_json::to_string(&columns(self.directory, wish))?),
        };
        let again =
            OnConflict::columns([Column::UserId, Column::Directory]).update_column(Column::ColumnsJson).to_owned();
        list_setting::Entity::insert(row).on_conflict(again).exec_without_returning(unit.tx()).await?;
        unit.commit().await
    }
}

/// The columns of a list: those asked for, else those of its view, else those that the actor keeps, else those that it
/// shows first.
pub(super) async fn columns_of(unit: &Unit, directory: Directory, state: &ListState) -> Outcome<Vec<Field>> {
    if !state.columns.is_empty() {
        return Ok(columns(directory, &state.columns));
    }
    if let ViewChoice::Saved(view) = state.view {
        let wish = columns_of_view(unit, directory, view).await?;
        if !wish.is_empty() {
            return Ok(columns(directory, &wish));
        }
    }
    let kept = list_setting::Entity::find_by_id(key(unit.actor(), directory)).one(unit.tx()).await?;
    let Some(kept) = kept else { return Ok(directory.columns().to_vec()) };
    // What a later version kept may name fields that are not known here.
    let keys: Vec<String> = serde_json::from_str(&kept.columns_json)?;
    let wish: Vec<Field> = keys.iter().filter_map(|key| Field::from_key(key)).collect();
    Ok(columns(directory, &wish))
}

fn key(actor: &Actor, directory: Directory) -> (uuid::Uuid, String) {
    (actor.user.0, directory.key().to_owned())
}
