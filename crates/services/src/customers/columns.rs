//! The columns that somebody has chosen for a list, how wide they are, and how long its pages.

use std::collections::BTreeMap;

use domain::{
    AppError,
    customer::{Directory, Field},
    list::{ListState, NARROWEST, PAGE_SIZES, ViewChoice, WIDEST, Widths, columns},
    permission::verb,
};
use entities::{
    list_setting::{self, Column},
    saved_view_default,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    sea_query::{OnConflict, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

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
        let columns_json = Set(serde_json::to_string(&wish)?);
        self.keep(unit, Column::ColumnsJson, list_setting::ActiveModel { columns_json, ..self.blank() }).await
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
        let by_key: BTreeMap<_, _> = widths.iter().copied().collect();
        let widths_json = Set(serde_json::to_string(&by_key)?);
        self.keep(unit, Column::WidthsJson, list_setting::ActiveModel { widths_json, ..self.blank() }).await
    }

    /// Keeps that the actor reads the list in pages of so many rows from now on, or as one that goes on as it is scrolled.
    ///
    /// # Errors
    /// A length that no page has; forbidden.
    pub async fn keep_pages(&self, actor: &Actor, rows: Option<u16>) -> Outcome<()> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        if rows.is_some_and(|rows| !PAGE_SIZES.contains(&rows)) {
            return Err(AppError::field("rows", "unknown_value").into());
        }
        let page_rows = Set(rows.unwrap_or_default().into());
        self.keep(unit, Column::PageRows, list_setting::ActiveModel { page_rows, ..self.blank() }).await
    }

    fn check_columns(&self, mut fields: impl Iterator<Item = Field>) -> Outcome<()> {
        match fields.any(|field| self.directory.fields().all(|own| own != field)) {
            true => Err(AppError::field("columns", "unknown_value").into()),
            false => Ok(()),
        }
    }

    /// What is kept by somebody who has chosen nothing.
    fn blank(&self) -> list_setting::ActiveModel {
        list_setting::ActiveModel {
            directory: Set(self.directory.key().to_owned()),
            columns_json: Set("[]".to_owned()),
            widths_json: Set("{}".to_owned()),
            page_rows: Set(0),
            ..Default::default()
        }
    }

    /// Writes one column and leaves the others as they are.
    async fn keep(&self, unit: Unit, written: Column, kept: list_setting::ActiveModel) -> Outcome<()> {
        let row = list_setting::ActiveModel { user_id: Set(unit.actor().user.0), ..kept };
        let again = OnConflict::columns([Column::UserId, Column::Directory]).update_column(written).to_owned();
        list_setting::Entity::insert(row).on_conflict(again).exec_without_returning(unit.tx()).await?;
        unit.commit().await
    }
}

/// What somebody keeps of a list.
#[derive(Default, FromQueryResult)]
pub(super) struct Kept {
    /// The view that opens it.
    pub view: Option<Uuid>,
    /// The columns, as they are written …
    columns: Option<String>,
    /// … and how wide they are.
    widths: Option<String>,
    page_rows: Option<i32>,
}

impl Kept {
    /// By one query for all of it.
    pub async fn read(unit: &Unit, directory: Directory) -> Outcome<Self> {
        let (user, directory) = key(unit.actor(), directory);
        let setting = |column: Column| {
            let row = list_setting::Entity::find().filter(Column::UserId.eq(user));
            row.filter(Column::Directory.eq(directory.as_str())).select_only().column(column).into_query()
        };
        let view = saved_view_default::Entity::find()
            .select_only()
            .column(saved_view_default::Column::ViewId)
            .filter(saved_view_default::Column::UserId.eq(user))
            .filter(saved_view_default::Column::Directory.eq(directory.as_str()));
        let part = |select: SelectStatement| SimpleExpr::SubQuery(None, Box::new(select.into()));
        let both = Query::select()
            .expr_as(part(setting(Column::ColumnsJson)), "columns")
            .expr_as(part(setting(Column::WidthsJson)), "widths")
            .expr_as(part(setting(Column::PageRows)), "page_rows")
            .expr_as(part(view.into_query()), "view")
            .to_owned();
        let statement = unit.tx().get_database_backend().build(&both);
        Ok(Self::find_by_statement(statement).one(unit.tx()).await?.unwrap_or_default())
    }

    /// How many rows a page has for the actor, if they turn pages.
    pub fn page_rows(&self) -> Option<u16> {
        self.page_rows.and_then(|rows| u16::try_from(rows).ok()).filter(|rows| PAGE_SIZES.contains(rows))
    }

    /// How wide the actor has made columns of the list.
    pub fn widths(&self) -> Outcome<Widths> {
        let Some(widths) = &self.widths else { return Ok(Widths::new()) };
        let by_key: BTreeMap<String, u16> = serde_json::from_str(widths)?;
        Ok(by_key.into_iter().filter_map(|(key, width)| Some((Field::from_key(&key)?, width))).collect())
    }
}

/// The columns of a list: those asked for, else those of its view, else those that the actor keeps, else those that it
/// shows first.
pub(super) async fn columns_of(unit: &Unit, directory: Directory, state: &ListState) -> Outcome<Vec<Field>> {
    let kept = if state.columns.is_empty() { Kept::read(unit, directory).await? } else { Kept::default() };
    columns_with(unit, directory, state, &kept).await
}

/// The same for those who have read already what the actor keeps.
pub(super) async fn columns_with(
    unit: &Unit,
    directory: Directory,
    state: &ListState,
    kept: &Kept,
) -> Outcome<Vec<Field>> {
    if !state.columns.is_empty() {
        return Ok(columns(directory, &state.columns));
    }
    if let ViewChoice::Saved(view) = state.view {
        let wish = columns_of_view(unit, directory, view).await?;
        if !wish.is_empty() {
            return Ok(columns(directory, &wish));
        }
    }
    let Some(kept) = &kept.columns else { return Ok(directory.columns().to_vec()) };
    // What a later version kept may name fields that are not known here.
    let keys: Vec<String> = serde_json::from_str(kept)?;
    let wish: Vec<Field> = keys.iter().filter_map(|key| Field::from_key(key)).collect();
    Ok(if wish.is_empty() { directory.columns().to_vec() } else { columns(directory, &wish) })
}

fn key(actor: &Actor, directory: Directory) -> (uuid::Uuid, String) {
    (actor.user.0, directory.key().to_owned())
}
