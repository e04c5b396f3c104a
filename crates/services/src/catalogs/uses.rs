//! Which records have a value.

use std::collections::BTreeMap;

use domain::{
    CatalogValueId,
    catalog::Use,
    customer::{Directory, Field},
    permission::{noun, verb},
    value::{Catalog, FieldKind},
};
use entities::{
    customer::{Column, Entity},
    extra_service, receipt, space,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};
use uuid::Uuid;

use super::Catalogs;
use crate::{
    authz::Actor,
    failure::Outcome,
    query::{filter::reference, scope},
};

impl Catalogs<'_> {
    /// Which values of a catalog are in use: by how many customers of the asker's lists, or by records of which the asker
    /// knows nothing more. It looks through all customers, so it is asked for after the values.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn uses(&self, actor: &Actor, catalog: Catalog) -> Outcome<BTreeMap<CatalogValueId, Use>> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Catalogs>()?;
        let mut uses = BTreeMap::new();
        for column in columns(catalog) {
            for records in [living(), trashed()] {
                let found = counted(unit.tx(), records, column).await?;
                uses.extend(found.into_iter().map(|(id, _)| (CatalogValueId(id), Use::Somewhere)));
            }
            let mut seen: BTreeMap<CatalogValueId, BTreeMap<Directory, u64>> = BTreeMap::new();
            for directory in Directory::ALL {
                let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
                for (id, count) in counted(unit.tx(), scope::living(&permit), column).await? {
                    seen.entry(CatalogValueId(id)).or_default().insert(*directory, count.unsigned_abs());
                }
            }
            uses.extend(seen.into_iter().map(|(id, counts)| (id, Use::Customers(counts))));
        }
        if catalog == Catalog::SpaceKind {
            let kinds = space::Entity::find().select_only().column(space::Column::KindId).distinct();
            let kinds: Vec<Option<Uuid>> = kinds.into_tuple().all(unit.tx()).await?;
            uses.extend(kinds.into_iter().flatten().map(|id| (CatalogValueId(id), Use::Somewhere)));
        }
        if matches!(catalog, Catalog::PaymentMethod | Catalog::Service) {
            for id in unit.legend().await?.labels.ids(catalog) {
                if in_operations(unit.tx(), catalog, id.into()).await? {
                    uses.insert(id.into(), Use::Somewhere);
                }
            }
        }
        Ok(uses)
    }
}

/// Whether any record has a value.
pub(super) async fn is_used(tx: &impl ConnectionTrait, catalog: Catalog, id: CatalogValueId) -> Outcome<bool> {
    let of_spaces = space::Entity::find().filter(space::Column::KindId.eq(id.0)).limit(1);
    if catalog == Catalog::SpaceKind && of_spaces.one(tx).await?.is_some() {
        return Ok(true);
    }
    if in_operations(tx, catalog, id).await? {
        return Ok(true);
    }
    for column in columns(catalog) {
        for records in [living(), trashed()] {
            let records = records.filter(column.eq(id.0)).select_only().column(Column::Seq);
            let found: Option<i64> = records.limit(1).into_tuple().one(tx).await?;
            if found.is_some() {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Whether money was paid so, or somebody had this service.
async fn in_operations(tx: &impl ConnectionTrait, catalog: Catalog, id: CatalogValueId) -> Outcome<bool> {
    let paid = receipt::Entity::find().filter(receipt::Column::MethodId.eq(id.0)).limit(1);
    let had = extra_service::Entity::find().filter(extra_service::Column::ServiceId.eq(id.0)).limit(1);
    Ok(match catalog {
        Catalog::PaymentMethod => paid.one(tx).await?.is_some(),
        Catalog::Service => had.one(tx).await?.is_some(),
        _ => false,
    })
}

/// Records that are not in the trash, whoever may see them. Apart from those that are: each have an index that holds them.
fn living() -> Select<Entity> {
    Entity::find().filter(Column::TrashedAt.is_null())
}

fn trashed() -> Select<Entity> {
    Entity::find().filter(Column::TrashedAt.is_not_null())
}

/// Where customers keep a value of a catalog.
fn columns(catalog: Catalog) -> impl Iterator<Item = Column> {
    let of = move |field: &&Field| field.kind() == FieldKind::Catalog(catalog);
    Field::ALL.iter().filter(of).map(|field| reference(*field))
}

/// How many of some records have each value.
async fn counted(tx: &impl ConnectionTrait, records: Select<Entity>, column: Column) -> Outcome<Vec<(Uuid, i64)>> {
    let counted = records.filter(column.is_not_null()).select_only().column(column);
    Ok(counted.column_as(Column::Seq.count(), "records").group_by(column).into_tuple().all(tx).await?)
}
