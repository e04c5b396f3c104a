//! A catalog while it is being changed: its values in their order, which nobody else changes meanwhile.

use domain::{
    AppError, CatalogValueId, catalog::CatalogValue, fold::fold, history::Event, permission::Resource, value::Catalog,
};
use entities::catalog_value::{Column, Entity, Model};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use super::{Standing, TOPIC, in_order, shown, text_of};
use crate::{authz::Unit, failure::Outcome, live::Hint, query::one_at_a_time};

/// Whoever changes catalogs waits for the one before.
const CHANGES: Uuid = Uuid::from_u128(0x6361_7461_6c6f_6773);

/// The values of one catalog.
pub(super) struct Order<'u> {
    unit: &'u Unit,
    pub catalog: Catalog,
    /// Those that people see, in the admin's order.
    pub values: Vec<Model>,
    pub removed: Vec<Model>,
}

impl<'u> Order<'u> {
    /// A catalog.
    pub async fn of(unit: &'u Unit, catalog: Catalog) -> Outcome<Self> {
        one_at_a_time(unit.tx(), unit.services().database().engine(), CHANGES).await?;
        let (values, removed) = in_order(unit.tx(), catalog).await?;
        Ok(Self { unit, catalog, values, removed })
    }

    /// The catalog of a value.
    ///
    /// # Errors
    /// Not found.
    pub async fn around(unit: &'u Unit, id: CatalogValueId) -> Outcome<Self> {
        let value = Entity::find_by_id(id.0).one(unit.tx()).await?.ok_or(AppError::NotFound)?;
        Self::of(unit, Catalog::from_key(&value.catalog).ok_or(AppError::NotFound)?).await
    }

    /// The catalog of a value, when all who are about to give it to a record have done so.
    ///
    /// # Errors
    /// Not found.
    pub async fn around_alone(unit: &'u Unit, id: CatalogValueId) -> Outcome<Self> {
        Entity::find_by_id(id.0).lock_exclusive().one(unit.tx()).await?;
        Self::around(unit, id).await
    }

    /// Where a value stands.
    ///
    /// # Errors
    /// Not found, also if it is removed.
    pub fn find(&self, id: CatalogValueId) -> Outcome<usize> {
        Ok(self.values.iter().position(|value| value.id == id.0).ok_or(AppError::NotFound)?)
    }

    /// Where a value comes to stand before another one, or at the end.
    ///
    /// # Errors
    /// The other one is not found.
    pub fn before(&self, other: Option<CatalogValueId>) -> Outcome<usize> {
        other.map_or(Ok(self.values.len()), |other| self.find(other))
    }

    /// Files name a value in any case, with or without marks: two may not look alike.
    ///
    /// # Errors
    /// A fault of `label`.
    pub fn check_free(&self, label: &str, but: Option<Uuid>) -> Outcome<()> {
        let fold = fold(label);
        let taken = self.values.iter().any(|value| value.fold == fold && Some(value.id) != but);
        if taken { Err(AppError::field("label", "name_in_use").into()) } else { Ok(()) }
    }

    /// How the value at a place is now.
    pub fn standing(&self, at: usize) -> Option<Standing> {
        let value = self.values.get(at)?;
        Some(Standing { catalog: self.catalog, text: text_of(value), active: value.active, place: at + 1 })
    }

    /// Writes the value at a place as it is now, where all others stand, and what was done.
    pub async fn write(mut self, at: usize, event: Event, old: Option<Standing>) -> Outcome<CatalogValue> {
        let new = self.standing(at);
        for (value, place) in self.values.iter_mut().zip(1_i64..).filter(|(value, place)| value.place != *place) {
            value.place = place;
            let place = Entity::update_many().col_expr(Column::Place, Expr::value(place));
            place.filter(Column::Id.eq(value.id)).exec(self.unit.tx()).await?;
        }
        let value = self.values.into_iter().nth(at).ok_or(AppError::NotFound)?;
        put(self.unit, value, event, (old, new)).await
    }

    /// Takes the value at a place out of the order.
    pub async fn remove(mut self, at: usize) -> Outcome<CatalogValue> {
        let old = self.standing(at);
        let mut value = self.values.remove(at);
        value.removed_at = Some(self.unit.now());
        put(self.unit, value, Event::Deleted, (old, None)).await
    }
}

/// Writes one version more of a value; the first one is a new row.
async fn put(
    unit: &Unit,
    mut value: Model,
    event: Event,
    told: (Option<Standing>, Option<Standing>),
) -> Outcome<CatalogValue> {
    value.version += 1;
    value.updated_at = Some(unit.now());
    value.updated_by = Some(unit.actor().user.0);
    let row = value.clone().into_active_model().reset_all();
    if value.version == 1 {
        Entity::insert(row).exec_without_returning(unit.tx()).await?;
    } else {
        row.update(unit.tx()).await?;
    }
    unit.record_details(event, Resource::Catalogs, Some(value.id), &told).await?;
    unit.announce(TOPIC, value.id).await?;
    unit.hint(Hint::Changed(Resource::Catalogs)).await?;
    Ok(shown(value))
}
