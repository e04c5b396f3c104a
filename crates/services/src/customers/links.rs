//! The customers that fields of a customer name: seen as far as the reader may see them, and no further.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    AppError, CustomerId, FieldError, FieldErrors,
    customer::{CustomerKind, CustomerLink, Directory, Field, Named, Values, ids_in, named_lines},
    filter::{Filter, MOST_CONDITIONS},
    history::HistoryEntry,
    permission::verb,
    value::FieldKind,
};
use entities::{branch, customer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Customers, people};
use crate::{
    authz::{Actor, Unit},
    failure::Outcome,
    query::{lookup::survivors, scope},
    staff::names_of,
};

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

/// A value as the reader sees it: that of a field which names a customer out of their reach, or in the trash, is empty.
pub(super) async fn shown(unit: &Unit, field: Field, value: Option<String>) -> Outcome<Option<String>> {
    let (Some(directory), Some(text)) = (directory_of(field), &value) else { return Ok(value) };
    let known = seen(unit, directory, text.parse().ok()).await?;
    Ok(value.filter(|_| !known.is_empty()))
}

/// A filter for this reader: customers whom the reader may not see are named by no record, as if they were not there.
pub(super) async fn as_seen(unit: &Unit, filter: Filter) -> Outcome<Filter> {
    let mut ids: HashMap<Directory, Vec<Uuid>> = HashMap::new();
    for (field, id) in filter.customers() {
        if let (Some(directory), Ok(id)) = (directory_of(field), id.parse()) {
            ids.entry(directory).or_default().push(id);
        }
    }
    let mut known = HashSet::new();
    for (directory, ids) in ids {
        known.extend(seen(unit, directory, ids).await?.into_keys());
    }
    Ok(filter.without_customers(&|id| id.parse::<Uuid>().is_ok_and(|id| !known.contains(&id))))
}

impl Customers<'_> {
    /// The names of customers of the list, as far as the actor may see them: filters name customers by their ids.
    ///
    /// # Errors
    /// Too many are asked for; forbidden.
    pub async fn names(&self, actor: &Actor, ids: &[CustomerId]) -> Outcome<Vec<Named<CustomerId>>> {
        if ids.len() > MOST_CONDITIONS {
            return Err(AppError::field("ids", "too_long").into());
        }
        let unit = self.services.read(actor).await?;
        unit.permit_in::<verb::View>(self.directory)?;
        let known = seen(&unit, self.directory, ids.iter().map(|id| id.0)).await?;
        Ok(known.into_iter().map(|(id, link)| Named { id: id.into(), name: link.name }).collect())
    }
}

/// The names that stand in the rows of a list, as far as the reader may see them.
#[derive(Default)]
pub(crate) struct Names {
    customers: HashMap<Uuid, String>,
    main_contacts: HashMap<Uuid, String>,
}

/// What a row names.
pub(crate) struct Naming {
    pub id: Uuid,
    pub organization: Option<Uuid>,
    pub representative: Option<Uuid>,
}

impl Names {
    /// The organizations, representatives and main contact persons of some records; one query for each.
    pub async fn read(unit: &Unit, directory: Directory, rows: &[Naming]) -> Outcome<Self> {
        let organizations =
            seen(unit, Directory::Organizations, rows.iter().filter_map(|row| row.organization)).await?;
        let representatives =
            seen(unit, Directory::Individuals, rows.iter().filter_map(|row| row.representative)).await?;
        let main_contacts = if directory.holds(CustomerKind::Organization) {
            people::main_contacts(unit, rows.iter().map(|row| row.id)).await?
        } else {
            HashMap::new()
        };
        let customers = organizations.into_iter().chain(representatives).map(|(id, link)| (id, link.name)).collect();
        Ok(Self { customers, main_contacts })
    }

    /// The name of a customer.
    pub fn of(&self, id: Uuid) -> Option<&String> {
        self.customers.get(&id)
    }

    /// The name of an organization's main contact person.
    pub fn main_contact(&self, organization: Uuid) -> Option<&String> {
        self.main_contacts.get(&organization)
    }
}

/// Puts names in the place of ids in a history: of customers, also of those that went into others, and of staff and branches.
/// Which customer is out of the reader's reach is not named.
pub(super) async fn name_in(unit: &Unit, entries: &mut [HistoryEntry]) -> Outcome<()> {
    let mut ids: HashMap<Directory, Vec<Uuid>> = HashMap::new();
    let mut office: HashMap<Field, Vec<Uuid>> = HashMap::new();
    for (field, (old, new)) in entries.iter().flat_map(|entry| &entry.changes) {
        let named = || [old, new].into_iter().flatten().flat_map(|text| ids_in(text)).map(|id| id.0);
        if let Some(directory) = named_by(*field) {
            ids.entry(directory).or_default().extend(named());
        } else if let FieldKind::User | FieldKind::Branch = field.kind() {
            office.entry(*field).or_default().extend(named());
        }
    }
    let mut names = HashMap::new();
    for (directory, ids) in ids {
        let into = survivors(unit.tx(), ids.iter().copied()).await?;
        let known = seen(unit, directory, ids.iter().map(|id| *into.get(id).unwrap_or(id))).await?;
        let name = |id: &Uuid| known.get(into.get(id).unwrap_or(id)).map(|link| (*id, link.name.clone()));
        names.extend(ids.iter().filter_map(name));
    }
    if let Some(staff) = office.remove(&Field::Owner) {
        names.extend(names_of(unit, staff).await?);
    }
    if let Some(branches) = office.remove(&Field::Branch) {
        let found = branch::Entity::find().filter(branch::Column::Id.is_in(branches)).all(unit.tx()).await?;
        names.extend(found.into_iter().map(|branch| (branch.id, branch.name)));
    }
    for (field, (old, new)) in entries.iter_mut().flat_map(|entry| &mut entry.changes) {
        if named_by(*field).is_some() || matches!(field.kind(), FieldKind::User | FieldKind::Branch) {
            for text in [old, new] {
                *text = text.take().and_then(|text| named_lines(&text, |id| names.get(&id.0).cloned()));
            }
        }
    }
    Ok(())
}

/// The directory of the customers that a history names by their ids in a field.
fn named_by(field: Field) -> Option<Directory> {
    if field == Field::Members { Some(Directory::Individuals) } else { directory_of(field) }
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
