//! What an entry's values say, in the reader's language.

mod contracts;
mod meters;
mod operations;

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    CustomerId, RoleId, UserId,
    audit::{Fact, RecordName},
    customer::{CustomerKind, Directory, Field, ids_in, named_lines},
    history::{Changes, Event},
    permission::{Action, Cell, OwnGrant, Resource, RoleRights, noun, verb},
    role::RoleInput,
    space::SpaceInput,
    time::BusinessZone,
    user::UserInput,
    value::{FieldKind, display, national},
};
use entities::{
    attachment, audit_entry, booking, branch, catalog_value, contract, customer, department, extra_service, invoice,
    receipt, role, space, user,
};
use i18n::{Locale, facts as words};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::told::CustomerChanges;
use crate::{
    attachments,
    authz::Unit,
    bookings,
    catalogs::Standing,
    extra_services,
    failure::Outcome,
    invoices,
    query::{operations::ever, scope},
    receipts,
    views::Kept,
    words::{called, choice, field_name},
};

/// Names by id: people, places, roles and catalog values, of which there are hundreds, and the customers of a page that the
/// reader may see.
pub(super) struct Named {
    names: HashMap<Uuid, String>,
    addresses: HashMap<Uuid, String>,
    /// The spaces that the reader may see.
    spaces: HashSet<Uuid>,
    /// The reader may see all amounts.
    amounts: bool,
}

impl Named {
    /// Everything that may be named in these entries.
    pub async fn read(
        unit: &Unit,
        entries: &[audit_entry::Model],
        values: &HashMap<i64, String>,
        locale: Locale,
    ) -> Outcome<Self> {
        let tx = unit.tx();
        let mut names = HashMap::new();
        let users = user::Entity::find().all(tx).await?.into_iter();
        names.extend(users.map(|user| (user.id, called(locale, user.full_name, user.staff_number))));
        names.extend(role::Entity::find().all(tx).await?.into_iter().map(|role| (role.id, role.name)));
        names.extend(branch::Entity::find().all(tx).await?.into_iter().map(|branch| (branch.id, branch.name)));
        let departments = department::Entity::find().all(tx).await?;
        names.extend(departments.into_iter().map(|department| (department.id, department.name)));
        let about = entries.iter().filter_map(|entry| entry.record_id);
        let in_values = values.values().flat_map(|json| customers_in(json));
        let meant: HashSet<Uuid> = about.chain(in_values).collect();
        let mut addresses = HashMap::new();
        for value in catalog_value::Entity::find().all(tx).await? {
            names.insert(value.id, value.label);
            addresses.insert(value.id, format!("/config/catalogs/{}", value.catalog));
        }
        for (directory, id, code, name) in seen(unit, &meant).await? {
            // Of one that was deleted for good the code alone is left; a lead has none that people know.
            let name = match (name.is_empty(), directory) {
                (true, Directory::Leads) => continue,
                (true, _) => code,
                (false, _) => {
                    addresses.insert(id, directory.address_of(&code));
                    if directory == Directory::Leads { name } else { format!("{code} · {name}") }
                }
            };
            names.insert(id, name);
        }
        for space in space::Entity::find().all(tx).await? {
            addresses.insert(space.id, "/spaces".to_owned());
            names.insert(space.id, format!("{} · {}", space.code, space.name));
        }
        let about = entries.iter().filter_map(|entry| entry.record_id);
        for booking in booking::Entity::find().filter(booking::Column::Id.is_in(about)).all(tx).await? {
            addresses.insert(booking.id, format!("/bookings/list?code={}", booking.code));
            names.insert(booking.id, booking.code);
        }
        let about = entries.iter().filter_map(|entry| entry.record_id);
        for receipt in receipt::Entity::find().filter(receipt::Column::Id.is_in(about)).all(tx).await? {
            addresses.insert(receipt.id, format!("/receipts?code={}", receipt.code));
            names.insert(receipt.id, receipt.code);
        }
        let about = entries.iter().filter_map(|entry| entry.record_id);
        for contract in contract::Entity::find().filter(contract::Column::Id.is_in(about)).all(tx).await? {
            addresses.insert(contract.id, format!("/contracts/{}", contract.id));
            names.insert(contract.id, contract.code);
        }
        let about = entries.iter().filter_map(|entry| entry.record_id);
        for service in extra_service::Entity::find().filter(extra_service::Column::Id.is_in(about)).all(tx).await? {
            addresses.insert(service.id, format!("/services?code={}", service.code));
            names.insert(service.id, service.code);
        }
        names.extend(meters::names(tx, entries, locale).await?);
        let about = entries.iter().filter_map(|entry| entry.record_id);
        for invoice in invoice::Entity::find().filter(invoice::Column::Id.is_in(about)).all(tx).await? {
            addresses.insert(invoice.id, format!("/invoices/{}", invoice.id));
            let draft = || i18n::invoices::status_draft(locale).to_owned();
            names.insert(invoice.id, invoice.code.unwrap_or_else(draft));
        }
        let about = entries.iter().filter_map(|entry| entry.record_id);
        let files = attachment::Entity::find().filter(attachment::Column::Id.is_in(about)).all(tx).await?;
        names.extend(files.into_iter().map(|file| (file.id, file.name)));
        names.extend(stays(unit, entries, values).await?);
        // Of a branch alone is not of every entry.
        let amounts = unit.opens((Action::View, Resource::Amounts)).is_some_and(|reach| reach.all);
        Ok(Self { names, addresses, spaces: contracts::spaces_seen(unit).await?, amounts })
    }

    /// The name of a customer; one that the reader may not see has none.
    fn of_customer(&self, id: CustomerId) -> Option<String> {
        self.names.get(&id.0).cloned()
    }

    /// The record of an entry, as far as it is still there.
    pub fn record(&self, resource: Resource, id: Uuid) -> Option<RecordName> {
        let name = self.names.get(&id)?.clone();
        let address = match resource {
            _ if Directory::of_resource(resource).is_some() => self.addresses.get(&id).cloned(),
            Resource::Users => Some(format!("/config/users/{id}")),
            Resource::Roles => Some(format!("/config/roles/{id}")),
            Resource::Catalogs
            | Resource::Spaces
            | Resource::Bookings
            | Resource::Contracts
            | Resource::Services
            | Resource::Invoices
            | Resource::Receipts => self.addresses.get(&id).cloned(),
            _ => None,
        };
        Some(RecordName { name, address })
    }

    fn of(&self, id: Uuid) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| id.to_string())
    }
}

/// The codes of the stays to which extra services of these entries belong, as far as the reader may see them.
async fn stays(
    unit: &Unit,
    entries: &[audit_entry::Model],
    values: &HashMap<i64, String>,
) -> Outcome<Vec<(Uuid, String)>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Bookings>() else { return Ok(Vec::new()) };
    let of_services = entries.iter().filter(|entry| entry.resource == Resource::Services.key());
    let standings = of_services
        .filter_map(|entry| values.get(&entry.seq))
        .filter_map(|json| serde_json::from_str::<[Option<extra_services::Standing>; 2]>(json).ok());
    let named = standings.flatten().flatten().filter_map(|standing| standing.input.booking);
    let found = ever(unit, &permit).filter(booking::Column::Id.is_in(named.map(|id| id.0)));
    Ok(found.all(unit.tx()).await?.into_iter().map(|stay| (stay.id, stay.code)).collect())
}

/// Of these customers those that the reader may see, wherever they lie: list, id, code and name.
async fn seen(unit: &Unit, ids: &HashSet<Uuid>) -> Outcome<Vec<(Directory, Uuid, String, String)>> {
    let mut seen = Vec::new();
    for directory in Directory::ALL.iter().copied().filter(|_| !ids.is_empty()) {
        let Ok(permit) = unit.permit_in::<verb::View>(directory) else { continue };
        let found: Vec<(Uuid, String, String)> = scope::any(&permit)
            .filter(customer::Column::Id.is_in(ids.iter().copied()))
            .select_only()
            .columns([customer::Column::Id, customer::Column::Code, customer::Column::Name])
            .into_tuple()
            .all(unit.tx())
            .await?;
        seen.extend(found.into_iter().map(|(id, code, name)| (directory, id, code, name)));
    }
    Ok(seen)
}

/// The customers that changes name by their ids.
fn customers_in(json: &str) -> Vec<Uuid> {
    let CustomerChanges { changes, .. } = serde_json::from_str(json).unwrap_or_default();
    let named = changes.iter().filter(|(field, _)| names_customers(**field));
    let texts = named.flat_map(|(_, (old, new))| [old, new]).flatten();
    texts.flat_map(|text| ids_in(text)).map(|id| id.0).collect()
}

fn names_customers(field: Field) -> bool {
    matches!(field.kind(), FieldKind::Customer(_) | FieldKind::People)
}

/// What changed. Values that another version wrote in another shape say nothing.
pub(super) fn facts(locale: Locale, resource: Resource, event: Event, json: &str, named: &Named) -> Vec<Fact> {
    let kind = Directory::of_resource(resource).and_then(Directory::kind);
    let told = Told { locale, kind, named };
    match (resource, event) {
        (Resource::Users, Event::AccountCreated | Event::Changed) => {
            read(json, |it: AccountChange| told.account(&it.old.unwrap_or_default(), &it.new))
        }
        (Resource::Users, Event::PermissionsChanged) => read(json, |(old, new): (Grants, Grants)| {
            told.cells(&old.into_iter().collect(), &new.into_iter().collect())
        }),
        (Resource::Users, Event::HandedOver) => {
            read(json, |to: UserId| vec![told.word("successor", None, Some(named.of(to.0)))])
        }
        (Resource::Roles, Event::Created) => read(json, |new: RoleInput| told.role(&RoleInput::default(), &new)),
        (Resource::Roles, Event::PermissionsChanged) => {
            read(json, |(old, new): (RoleInput, RoleInput)| told.role(&old, &new))
        }
        (Resource::Roles, Event::Deleted) => read(json, |(name, instead): (String, Option<RoleId>)| {
            let name = told.word("name", Some(name), None);
            let instead = instead.map(|role| told.word("instead", None, Some(named.of(role.0))));
            std::iter::once(name).chain(instead).collect()
        }),
        (Resource::Branches, Event::TariffAdded | Event::TariffRemoved) => {
            read(json, |it: meters::TariffChange| told.tariff(&it))
        }
        (Resource::Branches | Resource::Departments, _) => {
            let names = read(json, |(old, new): (Option<String>, Option<String>)| vec![told.word("name", old, new)]);
            // As it was written before old names were.
            if names.is_empty() { read(json, |name: String| vec![told.word("name", None, Some(name))]) } else { names }
        }
        (Resource::Catalogs, _) => {
            read(json, |(old, new): (Option<Standing>, Option<Standing>)| told.value(old.as_ref(), new.as_ref()))
        }
        (Resource::Bookings, _) => {
            read(json, |(old, new): (Option<bookings::Standing>, Option<bookings::Standing>)| {
                told.booking(old.as_ref(), new.as_ref())
            })
        }
        (Resource::Services, Event::MeterRead | Event::ReadingCorrected | Event::ReadingCancelled) => {
            read(json, |it: meters::ReadingChange| told.reading(&it))
        }
        (Resource::Services, _) => {
            read(json, |(old, new): (Option<extra_services::Standing>, Option<extra_services::Standing>)| {
                told.service(old.as_ref(), new.as_ref())
            })
        }
        (Resource::Contracts, _) => read(json, |it: contracts::Change| told.contract(&it)),
        (Resource::Settings, _) => read(json, |it: contracts::TemplateChange| told.template(&it)),
        (Resource::Invoices, _) => {
            read(json, |(old, new): (Option<invoices::Standing>, Option<invoices::Standing>)| {
                told.invoice(old.as_ref(), new.as_ref())
            })
        }
        (Resource::Attachments, _) => {
            read(json, |(old, new): (Option<attachments::Standing>, Option<attachments::Standing>)| {
                told.attachment(old.as_ref(), new.as_ref())
            })
        }
        (Resource::Receipts, _) => read(json, |entry: receipts::Entry| told.receipt(&entry)),
        (Resource::Spaces, Event::MeterAdded | Event::MeterChanged) => {
            read(json, |it: meters::MeterChange| told.meter(&it))
        }
        (Resource::Spaces, _) => {
            read(json, |(old, new): (Option<SpaceInput>, Option<SpaceInput>)| told.space(old.as_ref(), new.as_ref()))
        }
        (_, Event::ViewSaved | Event::ViewDeleted) => {
            read(json, |(old, new): (Option<Kept>, Option<Kept>)| told.view(old.as_ref(), new.as_ref()))
        }
        (_, Event::Exported | Event::Unmasked | Event::ImportStarted) => {
            let list = read(json, |it: BTreeMap<String, serde_json::Value>| told.list(&it));
            if list.is_empty() { read(json, |changes: Changes| told.fields(&changes)) } else { list }
        }
        _ => read(json, |it: CustomerChanges| told.fields(&it.changes)),
    }
}

fn read<T: DeserializeOwned>(json: &str, told: impl FnOnce(T) -> Vec<Fact>) -> Vec<Fact> {
    serde_json::from_str(json).map(told).unwrap_or_default()
}

/// Of an export or import what says how much and why.
const LIST_KEYS: [&str; 10] =
    ["file", "sheet", "from_row", "to_row", "from", "to", "format", "rows", "unmasked", "reason"];

/// Cells as they are kept: JSON has no pairs as keys.
type Grants = Vec<(Cell, OwnGrant)>;

/// What is kept of a changed account.
#[derive(serde::Deserialize)]
struct AccountChange {
    old: Option<UserInput>,
    new: UserInput,
}

struct Told<'n> {
    locale: Locale,
    /// What those customers are that it is about; of leads and whatever else nothing is said.
    kind: Option<CustomerKind>,
    named: &'n Named,
}

impl Told<'_> {
    fn word(&self, key: &str, old: Option<String>, new: Option<String>) -> Fact {
        Fact { label: words::by_code(self.locale, key).unwrap_or(key).to_owned(), old, new }
    }

    /// Of these pairs those that differ; nothing is nothing, not an empty text.
    fn differing<const N: usize>(&self, pairs: [(&str, String, String); N]) -> Vec<Fact> {
        let some = |text: String| (!text.is_empty()).then_some(text);
        let differ = pairs.into_iter().filter(|(_, old, new)| old != new);
        differ.map(|(key, old, new)| self.word(key, some(old), some(new))).collect()
    }

    fn fields(&self, changes: &Changes) -> Vec<Fact> {
        let shown = |field: Field, value: &String| match field {
            Field::Owner | Field::Branch => value.parse().map_or_else(|_| value.clone(), |id| self.named.of(id)),
            _ if names_customers(field) => named_lines(value, |id| self.named.of_customer(id)).unwrap_or_default(),
            _ => match choice(field, value, self.locale) {
                word if word == value.as_str() => display(field.kind(), value),
                word => word.to_owned(),
            },
        };
        let fact = |(field, (old, new)): (&Field, &(Option<String>, Option<String>))| Fact {
            label: field_name(*field, self.kind, self.locale).to_owned(),
            old: old.as_ref().map(|old| shown(*field, old)),
            new: new.as_ref().map(|new| shown(*field, new)),
        };
        changes.iter().map(fact).collect()
    }

    fn account(&self, old: &UserInput, new: &UserInput) -> Vec<Fact> {
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names.join(", ")
        };
        // Of branches the first one is the main one.
        let branches = |input: &UserInput| {
            input.branches.iter().map(|branch| self.named.of(branch.0)).collect::<Vec<_>>().join(", ")
        };
        let departments =
            |input: &UserInput| sorted(input.departments.iter().map(|place| self.named.of(place.0)).collect());
        let roles = |input: &UserInput| sorted(input.roles.iter().map(|role| self.named.of(role.0)).collect());
        self.differing([
            ("full_name", old.full_name.clone(), new.full_name.clone()),
            ("email", old.email.clone(), new.email.clone()),
            ("phone", national(&old.phone), national(&new.phone)),
            ("branches", branches(old), branches(new)),
            ("departments", departments(old), departments(new)),
            ("roles", roles(old), roles(new)),
        ])
    }

    fn role(&self, old: &RoleInput, new: &RoleInput) -> Vec<Fact> {
        let yes = |flag: bool| if flag { words::yes(self.locale) } else { "" }.to_owned();
        let branch = |rights: &RoleRights| rights.branch.map(|id| self.named.of(id.0)).unwrap_or_default();
        let mut facts = self.differing([
            ("name", old.name.clone(), new.name.clone()),
            ("description", old.description.clone(), new.description.clone()),
            ("branch", branch(&old.rights), branch(&new.rights)),
            ("full_permission", yes(old.rights.full_permission), yes(new.rights.full_permission)),
            ("second_factor", yes(old.second_factor), yes(new.second_factor)),
        ]);
        let granted = |input: &RoleInput| {
            let grant = |(cell, scope): (&Cell, &_)| (*cell, OwnGrant { scope: Some(*scope), until: None });
            input.rights.cells.iter().map(grant).collect::<BTreeMap<_, _>>()
        };
        facts.extend(self.cells(&granted(old), &granted(new)));
        facts
    }

    fn value(&self, old: Option<&Standing>, new: Option<&Standing>) -> Vec<Fact> {
        let said = |of: &dyn Fn(&Standing) -> String| [old, new].map(|standing| standing.map(of).unwrap_or_default());
        let end = |end: Option<u32>| end.map(|number| i18n::grouped(number.into())).unwrap_or_default();
        let catalog = |standing: &Standing| {
            i18n::catalogs::by_code(self.locale, standing.catalog.key()).unwrap_or_default().to_owned()
        };
        let active = |standing: &Standing| {
            if standing.active { i18n::app::yes(self.locale) } else { i18n::app::no(self.locale) }.to_owned()
        };
        let pairs = [
            ("catalog", said(&catalog)),
            ("name", said(&|standing| standing.text.label.clone())),
            ("span_from", said(&|standing| end(standing.text.span.from))),
            ("span_to", said(&|standing| end(standing.text.span.to))),
            ("active", said(&active)),
            ("place", said(&|standing| standing.place.to_string())),
        ];
        self.differing(pairs.map(|(key, [old, new])| (key, old, new)))
    }

    /// What a view keeps stays out, as of an export.
    fn view(&self, old: Option<&Kept>, new: Option<&Kept>) -> Vec<Fact> {
        let said = |of: &dyn Fn(&Kept) -> String| [old, new].map(|kept| kept.map(of).unwrap_or_default());
        let role = |kept: &Kept| kept.sharing.role().map(|role| self.named.of(role.0)).unwrap_or_default();
        let [[old_name, new_name], [old_role, new_role]] = [said(&|kept| kept.name.clone()), said(&role)];
        self.differing([("name", old_name, new_name), ("shared_with", old_role, new_role)])
    }

    fn cells(&self, old: &BTreeMap<Cell, OwnGrant>, new: &BTreeMap<Cell, OwnGrant>) -> Vec<Fact> {
        let differing = domain::permission::CELLS.iter().filter(|cell| old.get(cell) != new.get(cell));
        let fact = |(action, resource): &Cell| Fact {
            label: format!(
                "{} – {}",
                i18n::actions::by_code(self.locale, action.key()).unwrap_or_default(),
                i18n::resources::by_code(self.locale, resource.key()).unwrap_or_default()
            ),
            old: old.get(&(*action, *resource)).map(|grant| self.grant(*grant)),
            new: new.get(&(*action, *resource)).map(|grant| self.grant(*grant)),
        };
        differing.map(fact).collect()
    }

    fn grant(&self, grant: OwnGrant) -> String {
        let given = match grant.scope {
            Some(scope) => i18n::scopes::by_code(self.locale, scope.key()).unwrap_or_default(),
            None => words::taken(self.locale),
        };
        match grant.until {
            Some(until) => words::until(self.locale, &BusinessZone::default().show(until), given),
            None => given.to_owned(),
        }
    }

    /// The filter of an export stays out: it may name somebody whom the reader does not see.
    fn list(&self, values: &BTreeMap<String, serde_json::Value>) -> Vec<Fact> {
        let shown = |key: &&str| {
            let text = match values.get(*key)? {
                serde_json::Value::String(text) if !text.is_empty() => text.clone(),
                serde_json::Value::Number(number) => number.as_u64().map(i18n::grouped)?,
                serde_json::Value::Bool(true) => words::yes(self.locale).to_owned(),
                _ => return None,
            };
            Some(self.word(key, None, Some(text)))
        };
        LIST_KEYS.iter().filter_map(shown).collect()
    }
}
