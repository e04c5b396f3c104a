//! The columns that somebody has chosen for a list, and how wide they are.

use std::collections::BTreeMap;

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{ListState, NARROWEST, ViewChoice, WIDEST, Widths, columns},
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
        self.check_columns(wish.iter().copied())?;
        let wish = if wish.is_empty() { Vec::new() } else { columns(self.directory, wish) };
        self.keep(unit, Some(&wish), None).await
    }

    /// Keeps how wide the list shows columns to the actor from now on; of none each is as wide as what stands in it.
    ///
    /// # Errors
    /// A field that the list's records do not have, or a width that no column has; forbidden.
    pub async fn keep_widths(&self, actor: &Actor, widths: &Widths) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        self.check_columns(widths.iter().map(|(field, _)| *field))?;
        if widths.iter().any(|(_, width)| !(NARROWEST..=WIDEST).contains(width)) {
            return Err(AppError::field("widths", "number_out_of_range").into());
        }
        self.keep(unit, None, Some(widths)).await
    }

    fn check_columns(&self, mut fields: impl Iterator<Item = Field>) -> Outcome<()> {
        match fields.any(|field| self.directory.fields().all(|own| own != field)) {
            true => Err(AppError::field("columns", "unknown_value").into()),
            false => Ok(()),
        }
    }

    /// Writes one of the two and leaves the other as it is.
    async fn keep(&self, unit: Unit, wish: Option<&[Field]>, widths: Option<&Widths>) -> Outcome<()> {
        let (user, directory) = key(unit.actor(), self.directory);
        let by_key = |widths: &Widths| -> BTreeMap<_, _> { widths.iter().copied().collect() };
        let row = list_setting::ActiveModel {
            user_id: Set(user),
            directory: Set(directory),
            columns_json: Set(serde_json::to_string(wish.unwrap_or_default())?),
            widths_json: Set(serde_json::to_string(&widths.map(by_key).unwrap_or_default())?),
        };
        let written = if wish.is_some() { Column::ColumnsJson } else { Column::WidthsJson };
        let again = OnConflict::columns([Column::UserId, Column::Directory]).update_column(written).to_owned();
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
    let Some(kept) = kept(unit, directory).await? else { return Ok(directory.columns().to_vec()) };
    // What a later version kept may name fields that are not known here.
    let keys: Vec<String> = serde_json::from_str(&kept.columns_json)?;
    let wish: Vec<Field> = keys.iter().filter_map(|key| Field::from_key(key)).collect();
    Ok(if wish.is_empty() { directory.columns().to_vec() } else { columns(directory, &wish) })
}

/// How wide the actor has made columns of a list.
pub(super) async fn widths_of(unit: &Unit, directory: Directory) -> Outcome<Widths> {
    let Some(kept) = kept(unit, directory).await? else { return Ok(Widths::new()) };
    let by_key: BTreeMap<String, u16> = serde_json::from_str(&kept.widths_json)?;
    Ok(by_key.into_iter().filter_map(|(key, width)| Some((Field::from_key(&key)?, width))).collect())
}

async fn kept(unit: &Unit, directory: Directory) -> Outcome<Option<list_setting::Model>> {
    Ok(list_setting::Entity::find_by_id(key(unit.actor(), directory)).one(unit.tx()).await?)
}

fn key(actor: &Actor, directory: Directory) -> (uuid::Uuid, String) {
    (actor.user.0, directory.key().to_owned())
}
