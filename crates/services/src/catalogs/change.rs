//! Changing catalogs: each act is saved by itself, and each can be taken back.

use domain::{
    AppError, CatalogValueId,
    catalog::{CatalogValue, ValueChange, ValueText},
    error::Conflict,
    fold::fold,
    history::Event,
    permission::{Action, Resource, noun, verb},
    value::Catalog,
};
use entities::{catalog_value::Model, former_label, user};
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use super::{Catalogs, order::Order, text_of, uses::is_used};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
};

impl Catalogs<'_> {
    /// Adds a value before another one, or at the end. One of that name that may not be chosen any more may be from then on, if
    /// the actor may change it.
    ///
    /// # Errors
    /// Forbidden, faults of `label` and `span`; not found if the other one is gone.
    pub async fn create(
        &self,
        actor: &Actor,
        catalog: Catalog,
        text: &ValueText,
        before: Option<CatalogValueId>,
    ) -> Outcome<CatalogValue> {
        self.services.ask::<verb::Create, noun::Catalogs>(actor).await?;
        let text = text.normal(catalog, self.services.clock().today())?;
        let unit = self.services.write::<verb::Create, noun::Catalogs>(actor).await?;
        let value = match activated(&unit, catalog, &text).await? {
            Some(value) => value,
            None => add(&unit, catalog, &text, before).await?,
        };
        unit.commit().await?;
        Ok(value)
    }

    /// Gives a value another label or span. Records keep its id, so it is called so everywhere at once.
    ///
    /// # Errors
    /// Forbidden, not found, faults of `label` and `span`; a conflict if somebody else changed the same thing.
    pub async fn change(&self, actor: &Actor, id: CatalogValueId, change: &ValueChange) -> Outcome<CatalogValue> {
        let unit = self.services.write::<verb::Edit, noun::Catalogs>(actor).await?;
        let mut order = Order::around(&unit, id).await?;
        let at = order.find(id)?;
        let becomes = change.becomes.normal(order.catalog, self.services.clock().today())?;
        order.check_free(&becomes.label, Some(id.0))?;
        let old = order.standing(at);
        let Some(value) = order.values.get_mut(at) else { return Err(AppError::NotFound.into()) };
        let now = text_of(value);
        let Some(new) = merged(&change.was, &becomes, &now) else { return Err(conflict(&unit, value).await?.into()) };
        let former = std::mem::replace(&mut value.fold, fold(&new.label));
        if former != value.fold {
            keep_former(&unit, order.catalog, former, id).await?;
        }
        value.label = new.label;
        (value.span_from, value.span_to) = (new.span.from.map(i64::from), new.span.to.map(i64::from));
        let value = order.write(at, Event::Changed, old).await?;
        unit.commit().await?;
        Ok(value)
    }

    /// Moves a value before another one, or to the end.
    ///
    /// # Errors
    /// Forbidden; one of the two is not found.
    pub async fn place(
        &self,
        actor: &Actor,
        id: CatalogValueId,
        before: Option<CatalogValueId>,
    ) -> Outcome<CatalogValue> {
        let unit = self.services.write::<verb::Edit, noun::Catalogs>(actor).await?;
        let mut order = Order::around(&unit, id).await?;
        let from = order.find(id)?;
        let old = order.standing(from);
        let to = order.before(before)?;
        let value = order.values.remove(from);
        let to = if from < to { to - 1 } else { to };
        order.values.insert(to, value);
        let value = order.write(to, Event::Changed, old).await?;
        unit.commit().await?;
        Ok(value)
    }

    /// Lets a value be chosen, or no longer; records that have it keep it.
    ///
    /// # Errors
    /// Forbidden, not found.
    pub async fn set_active(&self, actor: &Actor, id: CatalogValueId, active: bool) -> Outcome<CatalogValue> {
        let unit = self.services.write::<verb::Edit, noun::Catalogs>(actor).await?;
        let mut order = Order::around(&unit, id).await?;
        let at = order.find(id)?;
        let old = order.standing(at);
        let Some(value) = order.values.get_mut(at) else { return Err(AppError::NotFound.into()) };
        value.active = active;
        let value = order.write(at, Event::Changed, old).await?;
        unit.commit().await?;
        Ok(value)
    }

    /// Removes a value that no record has.
    ///
    /// # Errors
    /// Forbidden, not found, or a fault of `value` while it is in use.
    pub async fn remove(&self, actor: &Actor, id: CatalogValueId) -> Outcome<()> {
        let unit = self.services.write::<verb::Delete, noun::Catalogs>(actor).await?;
        let order = Order::around_alone(&unit, id).await?;
        let at = order.find(id)?;
        if is_used(unit.tx(), order.catalog, id).await? {
            return Err(AppError::field("value", "still_in_use").into());
        }
        order.remove(at).await?;
        unit.commit().await
    }

    /// Takes a removed value back, to where it stood.
    ///
    /// # Errors
    /// Forbidden; not found if it is not removed; a fault of `label` if there is one of that name by now.
    pub async fn restore(&self, actor: &Actor, id: CatalogValueId) -> Outcome<CatalogValue> {
        let unit = self.services.write::<verb::Delete, noun::Catalogs>(actor).await?;
        let mut order = Order::around(&unit, id).await?;
        let removed = order.removed.iter().position(|value| value.id == id.0).ok_or(AppError::NotFound)?;
        let mut value = order.removed.remove(removed);
        order.check_free(&value.label, None)?;
        value.removed_at = None;
        let at = order.values.partition_point(|other| other.place < value.place);
        order.values.insert(at, value);
        let value = order.write(at, Event::Restored, None).await?;
        unit.commit().await?;
        Ok(value)
    }
}

/// The value of this name that could not be chosen any more, and can be now; `None` if there is none.
///
/// # Errors
/// The actor may not change it.
async fn activated(unit: &Unit, catalog: Catalog, text: &ValueText) -> Outcome<Option<CatalogValue>> {
    let mut order = Order::of(unit, catalog).await?;
    let fold = fold(&text.label);
    let Some(at) = order.values.iter().position(|value| value.fold == fold && !value.active) else { return Ok(None) };
    if !unit.may(Action::Edit, Resource::Catalogs) {
        return Err(AppError::field("label", "value_inactive").into());
    }
    let old = order.standing(at);
    if let Some(value) = order.values.get_mut(at) {
        value.active = true;
    }
    order.write(at, Event::Changed, old).await.map(Some)
}

/// Adds a value before another one, or at the end. One of that name that was removed comes back.
///
/// # Errors
/// A fault of `label`; not found if the other one is gone.
pub(crate) async fn add(
    unit: &Unit,
    catalog: Catalog,
    text: &ValueText,
    before: Option<CatalogValueId>,
) -> Outcome<CatalogValue> {
    let mut order = Order::of(unit, catalog).await?;
    order.check_free(&text.label, None)?;
    let (fold, at) = (fold(&text.label), order.before(before)?);
    let before = order.removed.iter().find(|value| value.fold == fold);
    let value = Model {
        id: before.map_or_else(Uuid::now_v7, |value| value.id),
        catalog: catalog.key().to_owned(),
        label: text.label.clone(),
        fold,
        place: 0,
        active: true,
        version: before.map_or(0, |value| value.version),
        span_from: text.span.from.map(i64::from),
        span_to: text.span.to.map(i64::from),
        updated_at: None,
        updated_by: None,
        removed_at: None,
    };
    order.values.insert(at, value);
    order.write(at, Event::Created, None).await
}

/// Remembers what a value was called: whatever names it so means it still.
async fn keep_former(unit: &Unit, catalog: Catalog, fold: String, id: CatalogValueId) -> Outcome<()> {
    let row =
        former_label::ActiveModel { catalog: Set(catalog.key().to_owned()), fold: Set(fold), value_id: Set(id.0) };
    let again = OnConflict::columns([former_label::Column::Catalog, former_label::Column::Fold])
        .update_column(former_label::Column::ValueId)
        .to_owned();
    former_label::Entity::insert(row).on_conflict(again).exec_without_returning(unit.tx()).await?;
    Ok(())
}

/// What becomes of a text that somebody else may have changed meanwhile: different things are both kept. `None` is a
/// conflict.
fn merged(was: &ValueText, becomes: &ValueText, now: &ValueText) -> Option<ValueText> {
    fn one<T: PartialEq + Clone>(was: &T, becomes: &T, now: &T) -> Option<T> {
        match (becomes == was, now == was || now == becomes) {
            (true, _) => Some(now.clone()),
            (false, true) => Some(becomes.clone()),
            (false, false) => None,
        }
    }
    let (label, span) = (one(&was.label, &becomes.label, &now.label)?, one(&was.span, &becomes.span, &now.span)?);
    Some(ValueText { label, span })
}

/// Who was faster, and which version stands there: the value itself is in the list.
async fn conflict(unit: &Unit, value: &Model) -> Outcome<AppError> {
    let changed_by = match value.updated_by {
        Some(id) => user::Entity::find_by_id(id).one(unit.tx()).await?.map(|user| user.full_name),
        None => None,
    };
    let changed_by = changed_by.unwrap_or_default();
    Ok(AppError::Conflict(Box::new(Conflict { version: value.version, changed_by, fields: Vec::new() })))
}
