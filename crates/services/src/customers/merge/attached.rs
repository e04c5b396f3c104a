//! What hangs on a customer. A new kind of record that names customers belongs in here: what is not listed does not move.

use std::collections::HashSet;

use domain::{
    AppError, CustomerId, PersonId,
    customer::{Attached, CustomerKind, Directory, Field, MOST_PEOPLE, PersonInput, settle_main},
    history::{Changes, Event},
    permission::verb,
};
use entities::{contact_person, customer, member};
use sea_orm::{
    ActiveValue::{Set, Unchanged},
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::{
    people::{self, People},
    record::{directory_of, kind_of},
    related::naming,
};
use crate::{
    attachments,
    authz::Unit,
    avatars, bookings, contracts,
    drafts::forget_customers,
    extra_services,
    failure::Outcome,
    invoices, ledger, meters,
    query::scope::{self, placed},
};

/// Ids that one statement names.
const AT_ONCE: usize = 500;

/// What has moved from one record to another one, to be given back.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Moved {
    /// The contact persons or members that the record had, in order.
    people: Vec<Stood>,
    /// Members of teams that are the individual.
    memberships: Vec<Uuid>,
    /// Rows of lists in which the one that stays is a member already.
    #[serde(default)]
    doubles: Vec<Double>,
    /// Teams for which the individual stands.
    represented: Vec<Uuid>,
    /// Individuals and teams that belong to the organization.
    belonging: Vec<Uuid>,
    /// Its bookings, with what is owed for them.
    #[serde(default)]
    bookings: bookings::Moved,
    /// Its contracts, with the rent that is owed for them.
    #[serde(default)]
    contracts: contracts::Moved,
    /// Its extra services, with what is owed for them.
    #[serde(default)]
    services: extra_services::Moved,
    /// What was read of meters for it, with what is owed for that.
    #[serde(default)]
    readings: meters::Moved,
    /// Its invoices, with what is owed for their free lines.
    #[serde(default)]
    invoices: invoices::Moved,
    /// Its receipts and vouchers.
    #[serde(default)]
    receipts: ledger::Moved,
    /// Its files.
    #[serde(default)]
    attachments: attachments::Moved,
    /// Its picture.
    #[serde(default)]
    avatar: avatars::Moved,
}

/// Somebody in the list of people before.
#[derive(Debug, Serialize, Deserialize)]
struct Stood {
    id: PersonId,
    is_main: bool,
    moved: bool,
}

/// A row of a list of members that is not needed as long as two individuals are one.
#[derive(Debug, Serialize, Deserialize)]
struct Double {
    id: Uuid,
    team: Uuid,
    place: i64,
    joined_on: String,
    left_on: String,
}

/// How many there are, as far as the reader may see them.
pub(super) async fn counted(unit: &Unit, row: &customer::Model) -> Outcome<Attached> {
    let mut linked = Vec::new();
    if let Some(naming) = naming(unit, row).await? {
        for directory in Directory::ALL {
            let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
            let count = scope::living(&permit).filter(naming.clone()).count(unit.tx()).await?;
            linked.extend((count > 0).then_some((*directory, count)));
        }
    }
    let people = people::shown(unit, row).await?.into_iter().filter(|person| person.id.is_some()).count();
    Ok(Attached { people: people as u64, linked })
}

/// Moves everything from a record to the one that stays; what its history says of people.
///
/// # Errors
/// The lists of people do not go into one.
pub(super) async fn move_over(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<(Moved, Changes)> {
    let (people, changes) = move_people(unit, from, to).await?;
    let (memberships, doubles) = move_memberships(unit, from.id, to.id).await?;
    let moved = Moved {
        people,
        memberships,
        doubles,
        represented: move_links(unit, customer::Column::RepresentativeId, from.id, to.id).await?,
        belonging: move_links(unit, customer::Column::OrganizationId, from.id, to.id).await?,
        bookings: bookings::move_over(unit, from, to).await?,
        contracts: contracts::move_over(unit, from, to).await?,
        services: extra_services::move_over(unit, from, to).await?,
        readings: meters::move_over(unit, from, to).await?,
        invoices: invoices::move_over(unit, from, to).await?,
        receipts: ledger::move_over(unit, from, to).await?,
        attachments: attachments::move_over(unit, from, to).await?,
        avatar: avatars::move_over(unit, from, to).await?,
    };
    // What somebody was about to type into a form of a record that is gone.
    forget_customers(unit.tx(), &[from.id]).await?;
    Ok((moved, changes))
}

/// Gives back what is still there; what the history of the one that stays says of people.
///
/// # Errors
/// Money of one side pays something of the other one, or an invoice of one side is over something of the other one.
pub(super) async fn give_back(
    unit: &Unit,
    moved: &Moved,
    from: &customer::Model,
    to: &customer::Model,
) -> Outcome<Changes> {
    for ids in moved.memberships.chunks(AT_ONCE) {
        member::Entity::update_many()
            .col_expr(member::Column::IndividualId, Expr::value(to.id))
            .filter(member::Column::Id.is_in(ids.iter().copied()))
            .filter(member::Column::IndividualId.eq(from.id))
            .exec(unit.tx())
            .await?;
    }
    return_doubles(unit, &moved.doubles, to.id).await?;
    return_links(unit, customer::Column::RepresentativeId, &moved.represented, from.id, to.id).await?;
    return_links(unit, customer::Column::OrganizationId, &moved.belonging, from.id, to.id).await?;
    bookings::give_back(unit, &moved.bookings, from, to).await?;
    contracts::give_back(unit, &moved.contracts, from, to).await?;
    extra_services::give_back(unit, &moved.services, from, to).await?;
    meters::give_back(unit, &moved.readings, from, to).await?;
    invoices::give_back(unit, &moved.invoices, from, to).await?;
    ledger::give_back(unit, &moved.receipts, from, to).await?;
    attachments::give_back(unit, &moved.attachments, from, to).await?;
    avatars::give_back(unit, &moved.avatar, from, to).await?;
    return_people(unit, &moved.people, from, to).await
}

async fn move_people(unit: &Unit, from: &customer::Model, to: &customer::Model) -> Outcome<(Vec<Stood>, Changes)> {
    let kind = kind_of(from);
    let (theirs, before) = (people::read(unit, kind, from.id).await?, people::read(unit, kind, to.id).await?);
    let today = unit.services().clock().today();
    let current = |person: &PersonInput| person.individual.filter(|_| person.is_current(today));
    let known: HashSet<CustomerId> = before.iter().filter_map(|(_, person)| current(person)).collect();
    // Nobody is a member of one team twice: who is one already stays with the record that goes.
    let moves = |person: &PersonInput| current(person).is_none_or(|id| !known.contains(&id));
    let stood = theirs.iter().map(|(id, person)| Stood { id: *id, is_main: person.is_main, moved: moves(person) });
    let stood: Vec<Stood> = stood.collect();
    let mut after: People = before.clone();
    after.extend(theirs.into_iter().filter(|(_, person)| moves(person)));
    if after.len() > MOST_PEOPLE {
        return Err(AppError::field("other", "too_many_people").into());
    }
    if after.len() > before.len() {
        settle_people(unit, kind, to.id, &mut after, before.iter().find(|(_, person)| person.is_main)).await?;
    }
    Ok((stood, people::told(kind, &before, &after)))
}

/// Writes a list of people anew, with one main contact person.
async fn settle_people(
    unit: &Unit,
    kind: CustomerKind,
    customer: Uuid,
    people: &mut People,
    main: Option<&(PersonId, PersonInput)>,
) -> Outcome<()> {
    if kind == CustomerKind::Organization {
        settle_main(people, main.map(|(id, _)| *id));
    }
    let people: Vec<_> = people.iter().map(|(id, person)| (*id, person.is_main)).collect();
    settle_in(unit, kind, customer, &people).await
}

/// Puts these people into the list of a customer, in this order; of contact persons with the mark of the main one.
async fn settle_in(unit: &Unit, kind: CustomerKind, customer: Uuid, people: &[(PersonId, bool)]) -> Outcome<()> {
    for (place, (id, is_main)) in (0_i64..).zip(people.iter().copied()) {
        if kind == CustomerKind::Organization {
            let row = contact_person::ActiveModel {
                id: Unchanged(id.0),
                customer_id: Set(customer),
                place: Set(place),
                is_main: Set(is_main),
                ..Default::default()
            };
            contact_person::Entity::update(row).exec(unit.tx()).await?;
        } else {
            let row = member::ActiveModel {
                id: Unchanged(id.0),
                customer_id: Set(customer),
                place: Set(place),
                ..Default::default()
            };
            member::Entity::update(row).exec(unit.tx()).await?;
        }
    }
    Ok(())
}

async fn return_people(unit: &Unit, stood: &[Stood], from: &customer::Model, to: &customer::Model) -> Outcome<Changes> {
    let kind = kind_of(from);
    let (before, left) = (people::read(unit, kind, from.id).await?, people::read(unit, kind, to.id).await?);
    let find = |people: &People, id: PersonId| people.iter().find(|(known, _)| *known == id).cloned();
    let back = stood.iter().filter_map(|stood| {
        let (id, mut person) = find(&left, stood.id).or_else(|| find(&before, stood.id).filter(|_| stood.moved))?;
        person.is_main = stood.is_main;
        Some((id, person))
    });
    let mut theirs: People = back.collect();
    let goes = |id: PersonId| theirs.iter().any(|(known, _)| *known == id);
    let mut after: People = before.iter().filter(|(id, _)| !goes(*id)).cloned().collect();
    if !theirs.is_empty() {
        settle_people(unit, kind, to.id, &mut theirs, None).await?;
        settle_people(unit, kind, from.id, &mut after, None).await?;
    }
    Ok(people::told(kind, &before, &after))
}

/// Nobody is a member of one team twice: the rows that move, and those that go.
async fn move_memberships(unit: &Unit, from: Uuid, to: Uuid) -> Outcome<(Vec<Uuid>, Vec<Double>)> {
    let teams: HashSet<Uuid> = people::teams_of(unit, to).await?.into_iter().collect();
    let today = unit.services().clock().today().to_string();
    let theirs = member::Entity::find().filter(member::Column::IndividualId.eq(from)).all(unit.tx()).await?;
    let has_left = |row: &member::Model| !row.left_on.is_empty() && row.left_on < today;
    let (rows, doubles): (Vec<_>, Vec<_>) =
        theirs.into_iter().partition(|row| has_left(row) || !teams.contains(&row.customer_id));
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
    for ids in ids.chunks(AT_ONCE) {
        member::Entity::update_many()
            .col_expr(member::Column::IndividualId, Expr::value(to))
            .filter(member::Column::Id.is_in(ids.iter().copied()))
            .exec(unit.tx())
            .await?;
    }
    for rows in doubles.chunks(AT_ONCE) {
        let rows = rows.iter().map(|row| row.id);
        member::Entity::delete_many().filter(member::Column::Id.is_in(rows)).exec(unit.tx()).await?;
    }
    let double = |row: member::Model| {
        let member::Model { id, customer_id, place, joined_on, left_on, .. } = row;
        Double { id, team: customer_id, place, joined_on, left_on }
    };
    Ok((ids, doubles.into_iter().map(double).collect()))
}

/// Puts the rows back that were not needed while two individuals were one.
async fn return_doubles(unit: &Unit, doubles: &[Double], individual: Uuid) -> Outcome<()> {
    for doubles in doubles.chunks(AT_ONCE) {
        let rows = doubles.iter().map(|double| member::ActiveModel {
            id: Set(double.id),
            customer_id: Set(double.team),
            place: Set(double.place),
            individual_id: Set(Some(individual)),
            name: Set(String::new()),
            phone: Set(String::new()),
            email: Set(String::new()),
            joined_on: Set(double.joined_on.clone()),
            left_on: Set(double.left_on.clone()),
        });
        member::Entity::insert_many(rows).exec_without_returning(unit.tx()).await?;
    }
    Ok(())
}

/// Has the customers that name one record name another one, whoever may see them.
async fn move_links(unit: &Unit, column: customer::Column, from: Uuid, to: Uuid) -> Outcome<Vec<Uuid>> {
    let mut moved = Vec::new();
    // Apart: each kind has an index that holds it.
    for trashed in [customer::Column::TrashedAt.is_null(), customer::Column::TrashedAt.is_not_null()] {
        let naming = customer::Entity::find().filter(column.eq(from)).filter(trashed);
        let ids: Vec<Uuid> = naming.select_only().column(customer::Column::Id).into_tuple().all(unit.tx()).await?;
        moved.extend(ids);
    }
    return_links(unit, column, &moved, from, to).await?;
    Ok(moved)
}

/// Of these customers those that name one record name another one from now on: a change of each of them.
async fn return_links(unit: &Unit, column: customer::Column, ids: &[Uuid], from: Uuid, to: Uuid) -> Outcome<()> {
    let field = match column {
        customer::Column::RepresentativeId => Field::Representative,
        _ => Field::Organization,
    };
    let name = |id: Uuid| Some(CustomerId(id).to_string());
    let changes = Changes::from([(field, (name(from), name(to)))]);
    for ids in ids.chunks(AT_ONCE) {
        let naming = customer::Entity::find()
            .filter(customer::Column::Id.is_in(ids.iter().copied()))
            .filter(column.eq(from))
            .order_by_asc(customer::Column::Id)
            .lock_exclusive()
            .all(unit.tx())
            .await?;
        let still: Vec<Uuid> = naming.iter().map(|row| row.id).collect();
        customer::Entity::update_many()
            .col_expr(column, Expr::value(to))
            .col_expr(customer::Column::Version, Expr::col(customer::Column::Version).add(1))
            .col_expr(customer::Column::UpdatedAt, Expr::value(unit.now()))
            .col_expr(customer::Column::UpdatedBy, Expr::value(unit.actor().user.0))
            .filter(customer::Column::Id.is_in(still))
            .exec(unit.tx())
            .await?;
        for directory in Directory::ALL {
            let theirs = || naming.iter().filter(|row| directory_of(row) == *directory);
            let told: Vec<(Uuid, Changes)> = theirs().map(|row| (row.id, changes.clone())).collect();
            if told.is_empty() {
                continue;
            }
            unit.record_many(Event::Changed, directory.resource(), &told).await?;
            let ids: Vec<Uuid> = told.into_iter().map(|(id, _)| id).collect();
            let places: HashSet<_> =
                theirs().map(|row| (row.owner_id, row.branch_id, row.booked_branches.as_str())).collect();
            let places = places.into_iter().map(|(owner, branch, booked)| placed(owner, branch, booked)).collect();
            unit.announce_customers(*directory, &ids, places).await?;
        }
    }
    Ok(())
}
