//! The customers that fields of a customer name: seen as far as the reader may see them, and no further.

use std::collections::{BTreeMap, HashMap};

use domain::{
    FieldError, FieldErrors,
    customer::{CustomerLink, Directory, Field, Values},
    permission::verb,
    value::FieldKind,
};
use entities::customer;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{authz::Unit, failure::Outcome, query::scope};

/// The directory of the customers that a field names; `None` of a field that names none.
pub(super) fn directory_of(field: Field) -> Option<Directory> {
    match field.kind() {
        FieldKind::Customer(kind) => Some(Directory::of_kind(kind)),
        _ => None,
    }
}

/// Those of these customers that the reader may see, by their id.
pub(super) async fn seen(
    unit: &Unit,
    directory: Directory,
    ids: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, CustomerLink>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let Ok(permit) = unit.permit_in::<verb::View>(directory) else { return Ok(HashMap::new()) };
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(Uuid, String, String)> = scope::living(&permit)
        .filter(customer::Column::Id.is_in(ids))
        .select_only()
        .columns([customer::Column::Id, customer::Column::Code, customer::Column::Name])
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(found.into_iter().map(|(id, code, name)| (id, CustomerLink { directory, code, name })).collect())
}

/// The customers that a record names, as far as the reader may see them; of the others it holds nothing afterwards.
pub(super) async fn followed(unit: &Unit, values: &mut Values) -> Outcome<BTreeMap<Field, CustomerLink>> {
    let mut links = BTreeMap::new();
    let named: Vec<(Field, Directory, Option<Uuid>)> =
        values.iter().filter_map(|(field, value)| Some((*field, directory_of(*field)?, value.parse().ok()))).collect();
    for (field, directory, id) in named {
        match seen(unit, directory, id).await?.into_values().next() {
            Some(link) => {
                links.insert(field, link);
            }
            None => {
                values.remove(&field);
            }
        }
    }
    Ok(links)
}

/// The names of the organizations and representatives of some records, as far as the reader may see them.
pub(crate) async fn named(
    unit: &Unit,
    organizations: impl IntoIterator<Item = Uuid>,
    representatives: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, String>> {
    let organizations = seen(unit, Directory::Organizations, organizations).await?;
    let representatives = seen(unit, Directory::Individuals, representatives).await?;
    Ok(organizations.into_iter().chain(representatives).map(|(id, link)| (id, link.name)).collect())
}

/// Whether the customers that a form names are there for the actor.
pub(super) async fn check(unit: &Unit, values: &Values, errors: &mut FieldErrors) -> Outcome<()> {
    for (field, value) in values {
        let Some(directory) = directory_of(*field) else { continue };
        if seen(unit, directory, value.parse().ok()).await?.is_empty() {
            errors.0.push(FieldError::new(field.key(), "not_found"));
        }
    }
    Ok(())
}
