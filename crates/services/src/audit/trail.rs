//! The trail as those read it who may. What a reader may not see otherwise is not in it either: an entry that tells of a
//! record is shown to those in whose reach the record is.

use domain::{
    UserId,
    audit::{AuditCursor, AuditEntry, AuditFilter, AuditPage},
    customer::Directory,
    fold::fold,
    history::Event,
    permission::{Action, Reach, Resource, noun, verb},
    time::BusinessZone,
};
use entities::{
    attachment, audit_entry, audit_entry::Column, booking, branch, catalog_value, contract, customer, department,
    extra_service, invoice, meter_reading, receipt, role, space, user,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    facts::{Named, facts},
    told::{names, values},
};
use crate::{
    Services,
    authz::{Actor, CustomerPermit, Unit},
    failure::Outcome,
    query::{
        lookup::formerly,
        operations::{ever, readings_ever, spaces},
        scope,
    },
    users::within,
    words::language_of,
};

/// Entries of a page.
const PAGE: u64 = 50;
/// What is told of lists, whose records are not customers.
const OF_LISTS: [Event; 7] = [
    Event::Exported,
    Event::ExportDownloaded,
    Event::Unmasked,
    Event::ImportStarted,
    Event::ImportCancelled,
    Event::ViewSaved,
    Event::ViewDeleted,
];

/// Of these nothing more is told than that something was done.
const OPEN: [Resource; 1] = [Resource::Audit];
/// Whoever may see one of these may see all.
const WITHOUT_REACH: [Resource; 5] =
    [Resource::Roles, Resource::Branches, Resource::Departments, Resource::Catalogs, Resource::Settings];

/// The use cases; get them from [`Services::audit`].
pub struct Audit<'s> {
    pub(super) services: &'s Services,
}

impl Services {
    /// Use cases on the audit trail.
    pub const fn audit(&self) -> Audit<'_> {
        Audit { services: self }
    }
}

impl Audit<'_> {
    /// The newest entries, or those behind a place.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(&self, actor: &Actor, filter: &AuditFilter, after: Option<AuditCursor>) -> Outcome<AuditPage> {
        let unit = self.services.read(actor).await?;
        page(&unit, unit.permit::<verb::View, noun::Audit>()?.reach(), filter, after, PAGE).await
    }

    /// Those whose acts the reader may see.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn people(&self, actor: &Actor) -> Outcome<Vec<(UserId, String)>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Audit>()?;
        let people = within(permit.reach()).order_by_asc(user::Column::FullName).all(unit.tx()).await?;
        Ok(people.into_iter().map(|user| (user.id.into(), user.full_name)).collect())
    }
}

/// Entries of a reach, by the reader's rights.
pub(super) async fn page(
    unit: &Unit,
    reach: &Reach,
    filter: &AuditFilter,
    after: Option<AuditCursor>,
    length: u64,
) -> Outcome<AuditPage> {
    let Some(wanted) = wanted(unit, filter).await? else { return Ok(AuditPage::default()) };
    let mut select = audit_entry::Entity::find().filter(visible(unit, reach)).filter(wanted);
    if let Some(AuditCursor { at, seq }) = after {
        let behind = Condition::any().add(Column::At.lt(at)).add(Column::Seq.lt(seq));
        select = select.filter(Column::At.lte(at)).filter(behind);
    }
    let mut entries = select
        .order_by_desc(Column::At)
        .order_by_desc(Column::Seq)
        .limit(length.saturating_add(1))
        .all(unit.tx())
        .await?;
    let more = entries.len() as u64 > length;
    entries.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    let next = entries.last().filter(|_| more).map(|last| AuditCursor { at: last.at, seq: last.seq });
    Ok(AuditPage { entries: told(unit, entries).await?, next })
}

/// Puts names and values to entries.
async fn told(unit: &Unit, entries: Vec<audit_entry::Model>) -> Outcome<Vec<AuditEntry>> {
    let locale = language_of(unit.tx(), unit.actor().user).await?;
    let (values, names) = (values(unit.tx(), &entries).await?, names(unit, &entries).await?);
    let named = Named::read(unit, &entries, &values, locale).await?;
    let entries = entries.into_iter().filter_map(|entry| {
        let (event, resource) = (Event::from_key(&entry.event)?, Resource::from_key(&entry.resource)?);
        let json = values.get(&entry.seq).map(String::as_str);
        Some(AuditEntry {
            seq: entry.seq,
            at: entry.at,
            actor: entry.actor_id.and_then(|id| names.get(&id).cloned()),
            facts: json.map(|json| facts(locale, resource, event, json, &named)).unwrap_or_default(),
            record: entry.record_id.and_then(|id| named.record(resource, id)),
            address: entry.address,
            event: entry.event,
            resource,
        })
    });
    Ok(entries.collect())
}

/// The condition of a filter; `None` if nothing can fit.
async fn wanted(unit: &Unit, filter: &AuditFilter) -> Outcome<Option<Condition>> {
    let zone = BusinessZone::default();
    let records = match filter.record.trim() {
        "" => None,
        text => Some(meant(unit, text).await?),
    };
    if records.as_ref().is_some_and(Vec::is_empty) {
        return Ok(None);
    }
    let condition = Condition::all()
        .add_option(filter.actor.map(|actor| Column::ActorId.eq(actor.0)))
        .add_option(filter.event.map(|event| Column::Event.eq(event.key())))
        .add_option(records.map(|records| Column::RecordId.is_in(records)))
        .add_option(filter.from.map(|day| Column::At.gte(zone.start_of(day))))
        .add_option(filter.to.and_then(|day| day.succ_opt()).map(|day| Column::At.lt(zone.start_of(day))));
    Ok(Some(condition))
}

/// The records that a code, an e-mail or a name means. Which of them the reader may see is asked with the entries.
async fn meant(unit: &Unit, text: &str) -> Outcome<Vec<Uuid>> {
    if !crate::query::is_storable(text) {
        return Ok(Vec::new());
    }
    let (tx, code) = (unit.tx(), text.to_uppercase());
    let mut found = formerly(tx, &code, None).await?;
    let customers = customer::Entity::find().filter(customer::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(customers.into_iter().map(|customer| customer.id));
    let bookings = booking::Entity::find().filter(booking::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(bookings.into_iter().map(|booking| booking.id));
    let contracts = contract::Entity::find().filter(contract::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(contracts.into_iter().map(|contract| contract.id));
    let services = extra_service::Entity::find().filter(extra_service::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(services.into_iter().map(|service| service.id));
    let invoices = invoice::Entity::find().filter(invoice::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(invoices.into_iter().map(|invoice| invoice.id));
    let receipts = receipt::Entity::find().filter(receipt::Column::Code.eq(code.as_str())).all(tx).await?;
    found.extend(receipts.into_iter().map(|receipt| receipt.id));
    let spaces = space::Entity::find().filter(space::Column::Code.eq(code)).all(tx).await?;
    found.extend(spaces.into_iter().map(|space| space.id));
    let users = user::Entity::find().filter(user::Column::Email.eq(text.to_lowercase())).all(tx).await?;
    found.extend(users.into_iter().map(|user| user.id));

    let roles = role::Entity::find().all(tx).await?.into_iter().map(|role| (role.id, role.name));
    let branches = branch::Entity::find().all(tx).await?.into_iter().map(|branch| (branch.id, branch.name));
    let departments = department::Entity::find().all(tx).await?;
    let departments = departments.into_iter().map(|department| (department.id, department.name));
    let values = catalog_value::Entity::find().all(tx).await?.into_iter().map(|value| (value.id, value.label));
    let (named, wanted) = (roles.chain(branches).chain(departments).chain(values), fold(text));
    found.extend(named.filter(|(_, name)| fold(name) == wanted).map(|(id, _)| id));
    Ok(found)
}

/// What a reader may see: acts of those in the reach of the trail, on records in the reach of the records' own View.
fn visible(unit: &Unit, reach: &Reach) -> Condition {
    let mut by_these = Condition::all();
    if !reach.all {
        let people = within(reach).select_only().column(user::Column::Id).into_query();
        by_these = by_these.add(Column::ActorId.in_subquery(people));
    }
    let of = |resource: Resource| Condition::all().add(Column::Resource.eq(resource.key()));
    let mut of_those = OPEN.into_iter().fold(Condition::any(), |any, resource| any.add(of(resource)));
    for resource in WITHOUT_REACH {
        if unit.may(Action::View, resource) {
            of_those = of_those.add(of(resource));
        }
    }
    for directory in Directory::ALL {
        let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
        of_those = of_those.add(of(directory.resource()).add_option(of_customers(unit, &permit)));
        // What was written of a customer while it was a lead.
        of_those = of_those.add(of(Resource::Leads).add(Expr::exists(record_of_entry(&permit))));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Users>() {
        of_those = of_those.add(of(Resource::Users).add_option(of_users(permit.reach())));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Spaces>() {
        let this = Expr::col((space::Entity, space::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
        let record = spaces(&permit).select_only().column(space::Column::Id).filter(this);
        of_those = of_those.add(of(Resource::Spaces).add(Expr::exists(record.into_query())));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Bookings>() {
        let this = Expr::col((booking::Entity, booking::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(booking::Column::Id).filter(this);
        of_those = of_those.add(of(Resource::Bookings).add(Expr::exists(record.into_query())));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Contracts>() {
        let this = Expr::col((contract::Entity, contract::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(contract::Column::Id).filter(this);
        // Of a draft that was thrown away nobody knows any more where it stood: whoever sees all contracts saw it.
        let seen = (!permit.reach().all).then(|| Expr::exists(record.into_query()));
        of_those = of_those.add(of(Resource::Contracts).add_option(seen));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Services>() {
        let this = Expr::col((extra_service::Entity, extra_service::Column::Id));
        let this = this.equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(extra_service::Column::Id).filter(this);
        let reading = Expr::col((meter_reading::Entity, meter_reading::Column::Id));
        let reading = reading.equals((audit_entry::Entity, Column::RecordId));
        let reading = readings_ever(unit, &permit).select_only().column(meter_reading::Column::Id).filter(reading);
        let either = Condition::any().add(Expr::exists(record.into_query())).add(Expr::exists(reading.into_query()));
        of_those = of_those.add(of(Resource::Services).add(either));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Invoices>() {
        let this = Expr::col((invoice::Entity, invoice::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(invoice::Column::Id).filter(this);
        // Of a draft that was thrown away nobody knows any more whose it was: whoever sees all of them saw it.
        let is_seen = (!permit.reach().all).then(|| Expr::exists(record.into_query()));
        of_those = of_those.add(of(Resource::Invoices).add_option(is_seen));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Attachments>() {
        let this = Expr::col((attachment::Entity, attachment::Column::Id));
        let this = this.equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(attachment::Column::Id).filter(this);
        of_those = of_those.add(of(Resource::Attachments).add(Expr::exists(record.into_query())));
    }
    if let Ok(permit) = unit.permit::<verb::View, noun::Receipts>() {
        let this = Expr::col((receipt::Entity, receipt::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
        let record = ever(unit, &permit).select_only().column(receipt::Column::Id).filter(this);
        of_those = of_those.add(of(Resource::Receipts).add(Expr::exists(record.into_query())));
    }
    by_these.add(of_those)
}

fn of_customers(unit: &Unit, permit: &CustomerPermit<'_, verb::View>) -> Option<Condition> {
    if permit.reach().all {
        // A lead that was converted is a customer of another list, which may be out of reach.
        let of_lists = || Expr::exists(customer_of_entry()).not();
        let leads = permit.directory() == Directory::Leads;
        return leads.then(|| Condition::any().add(Expr::exists(record_of_entry(permit))).add(of_lists()));
    }
    let own_lists = Condition::all()
        .add(Column::ActorId.eq(unit.actor().user.0))
        .add(Column::Event.is_in(OF_LISTS.map(Event::key)))
        .add(Expr::exists(customer_of_entry()).not());
    Some(Condition::any().add(Expr::exists(record_of_entry(permit))).add(own_lists))
}

/// The customer that an entry tells of, if it is within reach.
fn record_of_entry(permit: &CustomerPermit<'_, verb::View>) -> sea_orm::sea_query::SelectStatement {
    let this = Expr::col((customer::Entity, customer::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
    scope::any(permit).select_only().column(customer::Column::Id).filter(this).into_query()
}

/// The customer that an entry tells of, whoever may see it.
fn customer_of_entry() -> sea_orm::sea_query::SelectStatement {
    let this = Expr::col((customer::Entity, customer::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
    customer::Entity::find().select_only().column(customer::Column::Id).filter(this).into_query()
}

fn of_users(reach: &Reach) -> Option<Condition> {
    if reach.all {
        return None;
    }
    let this = Expr::col((user::Entity, user::Column::Id)).equals((audit_entry::Entity, Column::RecordId));
    let record = within(reach).select_only().column(user::Column::Id).filter(this).into_query();
    Some(Condition::all().add(Expr::exists(record)))
}
