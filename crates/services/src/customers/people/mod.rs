//! The people of a customer: contact persons of an organization, members of a team. Both are kept as the same kind of list.

mod settle;
mod told;

use std::collections::{HashMap, HashSet};

use domain::{
    AppError, CustomerId, FieldErrors, PersonId,
    customer::{
        CustomerKind, CustomerLink, Directory, Field, PeopleChange, Person, PersonField, PersonInput, PersonValues,
        known_members, member_count, person_fault, settle_main,
    },
    history::{Changes, Event},
    permission::verb,
};
use entities::{contact_person, customer, member};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

pub(super) use self::told::told;
use self::{
    settle::{Refused, Settling},
    told::edits,
};
use super::{Customers, record::kind_of};
use crate::{
    audit::CustomerChanges,
    authz::{Actor, Unit},
    failure::Outcome,
    query::scope,
};

/// The field of the error that a customer has no people.
const PEOPLE: &str = "people";

/// The people of a customer, in order.
pub(super) type People = Vec<(PersonId, PersonInput)>;

impl Customers<'_> {
    /// Adds, changes, removes and orders the people of a customer.
    ///
    /// # Errors
    /// Faults by place and field, or that such a customer has no people; a conflict if somebody else changed the same of a
    /// person; forbidden; not found.
    pub async fn change_people(&self, actor: &Actor, id: CustomerId, change: &PeopleChange) -> Outcome<()> {
        let unit = self.services.write_in::<verb::Edit>(actor, self.directory).await?;
        let row = self.editable(&unit, id).await?;
        let kind = kind_of(&row);
        if kind.people().is_none() {
            return Err(AppError::field(PEOPLE, "unknown_value").into());
        }
        let before = read(&unit, kind, row.id).await?;
        let mut seen = individuals(&unit, named_in(&before).chain(named_by(change))).await?;
        seen.extend(in_trash(&unit, named_in(&before)).await?);
        let settled = Settling { kind, seen: &seen, today: self.services.clock().today() }.settle(&before, change);
        let after = match settled {
            Ok(after) => after,
            Err(Refused::Faults(errors)) => return Err(AppError::Invalid(errors).into()),
            Err(Refused::Missing) => return Err(AppError::NotFound.into()),
            Err(Refused::KeyReused) => return Err(AppError::KeyReused.into()),
            Err(Refused::Conflict(field)) => return Err(self.conflict(&unit, &row, vec![field]).await?.into()),
        };
        if after != before {
            check_new_ids(&unit, kind, &before, &after).await?;
            write(&unit, kind, row.id, &before, &after).await?;
            self.mark_changed(&unit, row, &before, &after).await?;
        }
        unit.commit().await
    }

    /// The customer has a new version; what changed stands in its history.
    async fn mark_changed(&self, unit: &Unit, row: customer::Model, before: &People, after: &People) -> Outcome<()> {
        let kind = kind_of(&row);
        let mut changes = told(kind, before, after);
        let count = settled_count(unit, kind, row.representative_id, row.member_count, after);
        if count != row.member_count {
            let text = |count: Option<i64>| count.map(|count| count.to_string());
            changes.insert(Field::MemberCount, (text(row.member_count), text(count)));
        }
        let (id, version) = (row.id, row.version + 1);
        let place = scope::place_of(&row);
        let mut active = row.into_active_model();
        active.member_count = Set(count);
        active.version = Set(version);
        active.updated_at = Set(unit.now());
        active.updated_by = Set(Some(unit.actor().user.0));
        active.update(unit.tx()).await?;
        let kept = CustomerChanges { changes, people: edits(before, after) };
        unit.record_details(Event::Changed, self.directory.resource(), Some(id), &kept).await?;
        unit.announce_customer(self.directory, id, [place]).await
    }
}

/// The people that a new customer comes with; what its history says of them.
///
/// # Errors
/// An individual is out of the actor's reach.
pub(super) async fn insert(
    unit: &Unit,
    kind: CustomerKind,
    customer: Uuid,
    people: &[PersonInput],
) -> Outcome<Changes> {
    let mut after: People = people.iter().map(|person| (PersonId(Uuid::now_v7()), person.clone())).collect();
    let seen = individuals(unit, named_in(&after)).await?;
    let mut errors = FieldErrors::default();
    for (at, (_, person)) in after.iter().enumerate() {
        if !is_seen(&seen, person) {
            errors.0.push(person_fault(at, PersonField::Name.key(), "not_found"));
        }
    }
    errors.into_result()?;
    if kind == CustomerKind::Organization {
        settle_main(&mut after, None);
    }
    write(unit, kind, customer, &People::new(), &after).await?;
    Ok(told(kind, &People::new(), &after))
}

/// The people as the detail page shows them. Who is out of the reader's reach is not there, and who lies in the trash is marked;
/// the representative of a team is a member without being listed.
pub(super) async fn shown(unit: &Unit, row: &customer::Model) -> Outcome<Vec<Person>> {
    let kind = kind_of(row);
    let listed = read(unit, kind, row.id).await?;
    let mut seen = individuals(unit, named_in(&listed).chain(row.representative_id.map(CustomerId))).await?;
    seen.extend(in_trash(unit, named_in(&listed)).await?);
    let today = unit.services().clock().today();
    let stands = |person: &PersonInput| {
        person.individual.is_some()
            && person.individual.map(|id| id.0) == row.representative_id
            && person.is_current(today)
    };
    let is_listed = listed.iter().any(|(_, person)| stands(person));
    let representative =
        row.representative_id.filter(|_| !is_listed).and_then(|id| seen.get(&id)).map(|known| Person {
            id: None,
            values: known.values.clone(),
            individual: Some((known.id, known.link.clone())),
            is_main: false,
            represents: true,
            trashed: false,
        });
    let members = listed.into_iter().filter_map(|(id, person)| {
        let represents = stands(&person);
        let (mut values, mut trashed) = (person.values, false);
        let individual = match person.individual {
            None => None,
            Some(individual) => {
                let known = seen.get(&individual.0)?;
                values.extend(known.values.clone());
                trashed = known.trashed;
                Some((individual, known.link.clone()))
            }
        };
        Some(Person { id: Some(id), values, individual, is_main: person.is_main, represents, trashed })
    });
    Ok(representative.into_iter().chain(members).collect())
}

/// The number of members after a change of the team or of its list.
pub(super) fn settled_count(
    unit: &Unit,
    kind: CustomerKind,
    representative: Option<Uuid>,
    count: Option<i64>,
    people: &People,
) -> Option<i64> {
    if kind != CustomerKind::Team {
        return count;
    }
    let today = unit.services().clock().today();
    let known = known_members(people.iter().map(|(_, person)| person), representative.map(CustomerId), today);
    let count = count.and_then(|count| u64::try_from(count).ok());
    member_count(count, known).and_then(|count| i64::try_from(count).ok())
}

/// The names of the main contact persons of these organizations, by the organization; one query for all of them.
pub(super) async fn main_contacts(
    unit: &Unit,
    organizations: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, String>> {
    let found: Vec<(Uuid, String)> = contact_person::Entity::find()
        .select_only()
        .columns([contact_person::Column::CustomerId, contact_person::Column::Name])
        .filter(contact_person::Column::CustomerId.is_in(organizations))
        .filter(contact_person::Column::IsMain.eq(true))
        .into_tuple()
        .all(unit.tx())
        .await?;
    Ok(found.into_iter().collect())
}

/// The teams of which somebody is a member today.
pub(super) async fn teams_of(unit: &Unit, individual: Uuid) -> Outcome<Vec<Uuid>> {
    let today = unit.services().clock().today().to_string();
    let teams = member::Entity::find()
        .select_only()
        .column(member::Column::CustomerId)
        .filter(member::Column::IndividualId.eq(individual))
        .filter(Condition::any().add(member::Column::LeftOn.eq("")).add(member::Column::LeftOn.gte(today)));
    Ok(teams.into_tuple().all(unit.tx()).await?)
}

/// The people of a customer; the caller has checked that the actor may see the customer.
pub(super) async fn read(unit: &Unit, kind: CustomerKind, customer: Uuid) -> Outcome<People> {
    Ok(match kind {
        CustomerKind::Individual => People::new(),
        CustomerKind::Organization => contact_person::Entity::find()
            .filter(contact_person::Column::CustomerId.eq(customer))
            .order_by_asc(contact_person::Column::Place)
            .all(unit.tx())
            .await?
            .into_iter()
            .map(|row| {
                let texts = [
                    (PersonField::Name, row.name),
                    (PersonField::Title, row.title),
                    (PersonField::Phone, row.phone),
                    (PersonField::Email, row.email),
                ];
                let person = PersonInput { values: filled(texts), individual: None, is_main: row.is_main };
                (PersonId(row.id), person)
            })
            .collect(),
        CustomerKind::Team => member::Entity::find()
            .filter(member::Column::CustomerId.eq(customer))
            .order_by_asc(member::Column::Place)
            .all(unit.tx())
            .await?
            .into_iter()
            .map(|row| {
                let texts = [
                    (PersonField::Name, row.name),
                    (PersonField::Phone, row.phone),
                    (PersonField::Email, row.email),
                    (PersonField::JoinedOn, row.joined_on),
                    (PersonField::LeftOn, row.left_on),
                ];
                let individual = row.individual_id.map(CustomerId);
                (PersonId(row.id), PersonInput { values: filled(texts), individual, is_main: false })
            })
            .collect(),
    })
}

fn filled<const N: usize>(texts: [(PersonField, String); N]) -> PersonValues {
    texts.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

/// Writes what differs: rows that go, and rows that stand elsewhere or say something else.
async fn write(unit: &Unit, kind: CustomerKind, customer: Uuid, before: &People, after: &People) -> Outcome<()> {
    let same = |(at, person): &(usize, &(PersonId, PersonInput))| before.get(*at) == Some(*person);
    let fresh: Vec<_> = after.iter().enumerate().filter(|entry| !same(entry)).collect();
    let kept: HashSet<PersonId> = after.iter().enumerate().filter(same).map(|(_, (id, _))| *id).collect();
    let stale: Vec<Uuid> = before.iter().map(|(id, _)| *id).filter(|id| !kept.contains(id)).map(|id| id.0).collect();
    match kind {
        CustomerKind::Individual => {}
        CustomerKind::Organization => {
            contact_person::Entity::delete_many()
                .filter(contact_person::Column::Id.is_in(stale))
                .exec(unit.tx())
                .await?;
            let rows = fresh.into_iter().map(|(at, (id, person))| contact_row(id.0, customer, at, person));
            if rows.len() > 0 {
                contact_person::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
            }
        }
        CustomerKind::Team => {
            member::Entity::delete_many().filter(member::Column::Id.is_in(stale)).exec(unit.tx()).await?;
            let rows = fresh.into_iter().map(|(at, (id, person))| member_row(id.0, customer, at, person));
            if rows.len() > 0 {
                member::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
            }
        }
    }
    Ok(())
}

/// A contact person as a row, at a place in the list of an organization.
pub(crate) fn contact_row(id: Uuid, customer: Uuid, at: usize, person: &PersonInput) -> contact_person::ActiveModel {
    let text = |field| Set(person.values.get(&field).cloned().unwrap_or_default());
    contact_person::ActiveModel {
        id: Set(id),
        customer_id: Set(customer),
        place: Set(place(at)),
        name: text(PersonField::Name),
        title: text(PersonField::Title),
        phone: text(PersonField::Phone),
        email: text(PersonField::Email),
        is_main: Set(person.is_main),
    }
}

/// A member as a row, at a place in the list of a team.
pub(crate) fn member_row(id: Uuid, customer: Uuid, at: usize, person: &PersonInput) -> member::ActiveModel {
    let text = |field| Set(person.values.get(&field).cloned().unwrap_or_default());
    member::ActiveModel {
        id: Set(id),
        customer_id: Set(customer),
        place: Set(place(at)),
        individual_id: Set(person.individual.map(|id| id.0)),
        name: text(PersonField::Name),
        phone: text(PersonField::Phone),
        email: text(PersonField::Email),
        joined_on: text(PersonField::JoinedOn),
        left_on: text(PersonField::LeftOn),
    }
}

fn place(at: usize) -> i64 {
    i64::try_from(at).unwrap_or(i64::MAX)
}

/// An id that a form made is nobody's yet.
async fn check_new_ids(unit: &Unit, kind: CustomerKind, before: &People, after: &People) -> Outcome<()> {
    let known: HashSet<PersonId> = before.iter().map(|(id, _)| *id).collect();
    let new: Vec<Uuid> = after.iter().map(|(id, _)| *id).filter(|id| !known.contains(id)).map(|id| id.0).collect();
    let taken = match kind {
        CustomerKind::Team => {
            member::Entity::find().filter(member::Column::Id.is_in(new)).one(unit.tx()).await?.is_some()
        }
        _ => {
            contact_person::Entity::find().filter(contact_person::Column::Id.is_in(new)).one(unit.tx()).await?.is_some()
        }
    };
    if taken { Err(AppError::KeyReused.into()) } else { Ok(()) }
}

/// An individual whom the reader may see.
struct Known {
    id: CustomerId,
    link: CustomerLink,
    values: PersonValues,
    /// Lies in the trash, or went into another record: may leave a list, and enter none.
    trashed: bool,
}

type Seen = HashMap<Uuid, Known>;

/// Those of these individuals whom the actor may see, by their id.
async fn individuals(unit: &Unit, ids: impl IntoIterator<Item = CustomerId>) -> Outcome<Seen> {
    let directory = Directory::Individuals;
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let Ok(permit) = unit.permit_in::<verb::View>(directory) else { return Ok(Seen::new()) };
    if ids.is_empty() {
        return Ok(Seen::new());
    }
    let found: Vec<(Uuid, String, String, String, String)> = scope::living(&permit)
        .filter(customer::Column::Id.is_in(ids))
        .select_only()
        .columns([
            customer::Column::Id,
            customer::Column::Code,
            customer::Column::Name,
            customer::Column::Phone,
            customer::Column::Email,
        ])
        .into_tuple()
        .all(unit.tx())
        .await?;
    let known = |(id, code, name, phone, email): (Uuid, String, String, String, String)| {
        let texts = [(PersonField::Name, name.clone()), (PersonField::Phone, phone), (PersonField::Email, email)];
        let link = CustomerLink { directory, code, name };
        (id, Known { id: CustomerId(id), link, values: filled(texts), trashed: false })
    };
    Ok(found.into_iter().map(known).collect())
}

/// Those of these individuals within the actor's reach who lie in the trash, or went into others. What they are called is told
/// to those who may see the trash.
async fn in_trash(unit: &Unit, ids: impl IntoIterator<Item = CustomerId>) -> Outcome<Seen> {
    let directory = Directory::Individuals;
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    let Ok(permit) = unit.permit_in::<verb::View>(directory) else { return Ok(Seen::new()) };
    if ids.is_empty() {
        return Ok(Seen::new());
    }
    let found = scope::any(&permit)
        .filter(customer::Column::Id.is_in(ids))
        .filter(customer::Column::TrashedAt.is_not_null())
        .filter(customer::Column::PurgedAt.is_null());
    let trash = unit.permit_in::<verb::Delete>(directory).ok();
    let known = |row: customer::Model| {
        let place = scope::place_of(&row);
        let told = row.merged_into.is_none() && trash.as_ref().is_some_and(|trash| trash.reach().covers(&place));
        let name = if told { row.name } else { String::new() };
        let link = CustomerLink { directory, code: String::new(), name: name.clone() };
        let values = filled([(PersonField::Name, name)]);
        (row.id, Known { id: CustomerId(row.id), link, values, trashed: true })
    };
    Ok(found.all(unit.tx()).await?.into_iter().map(known).collect())
}

fn named_in(people: &People) -> impl Iterator<Item = CustomerId> + '_ {
    people.iter().filter_map(|(_, person)| person.individual)
}

fn named_by(change: &PeopleChange) -> impl Iterator<Item = CustomerId> + '_ {
    change.people.iter().filter_map(|edit| edit.becomes.as_ref()?.individual)
}

fn is_seen(seen: &Seen, person: &PersonInput) -> bool {
    person.individual.is_none_or(|id| seen.contains_key(&id.0))
}
