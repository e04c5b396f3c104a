//! The list of customers: filter, search, sort, count, suggestions, and what its forms offer.

use std::collections::{BTreeMap, HashMap};

use domain::{
    CustomerId,
    customer::{Choices, CustomerKind, CustomerRow, Directory, Field, Named, Suggestion, Values},
    list::{Count, ListState, PAGE_SIZE, Page, Place, Sort, SortKey},
    permission::verb,
    value::Catalog,
};
use entities::{branch, customer, user};
use sea_orm::{ColumnTrait, DerivePartialModel, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    Customers,
    links::{Names, Naming},
};
use crate::{
    authz::{Actor, CustomerPermit, Unit},
    catalogs::Labels,
    failure::Outcome,
    query::{
        filter,
        page::{self, At, Located, instant_bytes},
        records::Records,
        scope,
        search::Search,
    },
    staff::{choosable, names_of},
};

/// Counting stops here: `10.000+`.
pub const COUNT_CAP: u64 = 10_000;
/// Without a sort the newest stand first.
const NEWEST: Sort = Sort { by: SortKey::Newest, descending: true };

/// What the list reads of a record.
#[derive(DerivePartialModel)]
#[sea_orm(entity = "customer::Entity")]
pub(crate) struct Row {
    seq: i64,
    pub(super) id: Uuid,
    kind: String,
    version: i64,
    pub(super) code: String,
    pub(super) name: String,
    full_name_key: Vec<u8>,
    given_name_key: Vec<u8>,
    pub(super) phone: String,
    pub(super) email: String,
    gender: String,
    date_of_birth: String,
    tax_code: String,
    organization_size_id: Option<Uuid>,
    industry_id: Option<Uuid>,
    organization_id: Option<Uuid>,
    representative_id: Option<Uuid>,
    member_count: Option<i64>,
    occupation_id: Option<Uuid>,
    journey_stage: String,
    source_id: Option<Uuid>,
    customer_group_id: Option<Uuid>,
    contact_status_id: Option<Uuid>,
    owner_id: Option<Uuid>,
    branch_id: Option<Uuid>,
    created_at: chrono::DateTime<chrono::Utc>,
    updated_at: chrono::DateTime<chrono::Utc>,
}

impl Located for Row {
    fn seq(&self) -> i64 {
        self.seq
    }

    fn sort_value(&self, key: SortKey) -> Vec<u8> {
        match key {
            SortKey::Newest => Vec::new(),
            SortKey::Name => self.full_name_key.clone(),
            SortKey::GivenName => self.given_name_key.clone(),
            SortKey::Code => self.code.clone().into_bytes(),
            SortKey::Phone => self.phone.clone().into_bytes(),
            SortKey::Email => self.email.clone().into_bytes(),
            SortKey::DateOfBirth => self.date_of_birth.clone().into_bytes(),
            SortKey::CreatedAt => instant_bytes(self.created_at),
            SortKey::UpdatedAt => instant_bytes(self.updated_at),
        }
    }
}

impl Customers<'_> {
    /// A page of the list.
    ///
    /// # Errors
    /// A filter that is not understood, by field; forbidden.
    pub async fn list(&self, actor: &Actor, state: &ListState) -> Outcome<Page<CustomerRow>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let records = self.filtered(&unit, &permit, state).await?;
        let found = match Search::of(&unit, &state.search) {
            Some(search) => search.page::<Row>(unit.tx(), &records, &state.place, PAGE_SIZE).await?,
            None => {
                let sort = state.sort.unwrap_or(NEWEST);
                page::read::<Row>(unit.tx(), &records, sort, &state.place, PAGE_SIZE).await?
            }
        };
        Ok(Page { rows: shown(&unit, self.directory, found.rows).await?, before: found.before, after: found.after })
    }

    /// How many records the list has, up to a cap; asked for after the rows, so that it never holds them up.
    ///
    /// # Errors
    /// As for the list.
    pub async fn count(&self, actor: &Actor, state: &ListState) -> Outcome<Count> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let records = self.filtered(&unit, &permit, state).await?;
        let found = match Search::of(&unit, &state.search) {
            Some(search) => search.count(unit.tx(), &records, COUNT_CAP + 1).await?,
            None => records.count(unit.tx(), COUNT_CAP + 1).await?,
        };
        Ok(Count { records: found.min(COUNT_CAP), capped: found > COUNT_CAP })
    }

    /// Hits while typing, best tier first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn suggest(&self, actor: &Actor, typed: &str) -> Outcome<Vec<Suggestion>> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        Ok(super::find::hits(&unit, &permit, typed).await?.into_iter().map(|(_, hit)| hit).collect())
    }

    /// The records of a list before search and place.
    pub(crate) async fn filtered<V>(
        &self,
        unit: &Unit,
        permit: &CustomerPermit<'_, V>,
        state: &ListState,
    ) -> Outcome<Records> {
        let records = scope::records(permit);
        if state.filters.is_empty() {
            return Ok(records);
        }
        let clock = self.services.clock();
        let labels = Labels::read(unit.tx()).await?;
        let context = filter::Context { engine: self.services.database().engine(), zone: clock.zone, labels: &labels };
        filter::narrow(records, &state.filter(clock.today())?, &context)
    }

    /// What filter row and form offer: catalog labels, branches, and the people whom the asker may put in charge.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn choices(&self, actor: &Actor) -> Outcome<Choices> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let labels = Labels::read(unit.tx()).await?;
        let owners =
            choosable(&unit, permit.reach()).order_by_asc(user::Column::FullName).limit(500).all(unit.tx()).await?;
        let branches = branch::Entity::find().order_by_asc(branch::Column::Name).limit(500).all(unit.tx()).await?;
        Ok(Choices {
            catalogs: Catalog::ALL.iter().map(|catalog| (*catalog, labels.active(*catalog))).collect(),
            owners: owners.into_iter().map(|user| Named { id: user.id.into(), name: user.full_name }).collect(),
            branches: branches.into_iter().map(|branch| Named { id: branch.id.into(), name: branch.name }).collect(),
        })
    }
}

/// A page of the trash.
pub(super) async fn trashed(
    unit: &Unit,
    directory: Directory,
    select: Select<customer::Entity>,
    place: &Place,
) -> Outcome<Page<CustomerRow>> {
    let found = page::read_all_sorted::<Row>(unit.tx(), select, NEWEST, place, PAGE_SIZE).await?;
    Ok(Page { rows: shown(unit, directory, found.rows).await?, before: found.before, after: found.after })
}

/// Puts names in the place of ids; one query each for the whole page.
async fn shown(unit: &Unit, directory: Directory, rows: Vec<At<Row>>) -> Outcome<Vec<CustomerRow>> {
    let labels = Labels::read(unit.tx()).await?;
    let owners = names_of(unit, rows.iter().filter_map(|at| at.row.owner_id)).await?;
    let branches: HashMap<Uuid, String> = branch::Entity::find()
        .select_only()
        .columns([branch::Column::Id, branch::Column::Name])
        .filter(branch::Column::Id.is_in(rows.iter().filter_map(|at| at.row.branch_id)))
        .into_tuple()
        .all(unit.tx())
        .await?
        .into_iter()
        .collect();
    let naming = |at: &At<Row>| Naming {
        id: at.row.id,
        organization: at.row.organization_id,
        representative: at.row.representative_id,
    };
    let names = Names::read(unit, directory, &rows.iter().map(naming).collect::<Vec<_>>()).await?;
    let lead = directory == Directory::Leads;
    Ok(rows
        .into_iter()
        .map(|At { place, row }| {
            let name_of = |names: &HashMap<Uuid, String>, id: Option<Uuid>| id.and_then(|id| names.get(&id).cloned());
            let cells = [
                (Field::Code, Some(row.code).filter(|_| !lead)),
                (Field::Kind, Some(row.kind.clone()).filter(|_| lead)),
                (Field::Name, Some(row.name)),
                (Field::Phone, Some(row.phone)),
                (Field::Email, Some(row.email)),
                (Field::Gender, Some(row.gender)),
                (Field::DateOfBirth, Some(row.date_of_birth)),
                (Field::TaxCode, Some(row.tax_code)),
                (Field::MemberCount, row.member_count.map(|count| count.to_string())),
                (Field::JourneyStage, Some(row.journey_stage)),
                (Field::MainContact, names.main_contact(row.id).cloned()),
                (Field::Representative, row.representative_id.and_then(|id| names.of(id)).cloned()),
                (Field::Organization, row.organization_id.and_then(|id| names.of(id)).cloned()),
                (Field::OrganizationSize, labels.label(row.organization_size_id).map(str::to_owned)),
                (Field::Industry, labels.label(row.industry_id).map(str::to_owned)),
                (Field::Occupation, labels.label(row.occupation_id).map(str::to_owned)),
                (Field::Source, labels.label(row.source_id).map(str::to_owned)),
                (Field::CustomerGroup, labels.label(row.customer_group_id).map(str::to_owned)),
                (Field::ContactStatus, labels.label(row.contact_status_id).map(str::to_owned)),
                (Field::Owner, name_of(&owners, row.owner_id)),
                (Field::Branch, name_of(&branches, row.branch_id)),
                (Field::CreatedAt, Some(row.created_at.to_rfc3339())),
                (Field::UpdatedAt, Some(row.updated_at.to_rfc3339())),
            ];
            let values: Values = cells
                .into_iter()
                .filter_map(|(field, text)| Some((field, text.filter(|text| !text.is_empty())?)))
                .collect::<BTreeMap<_, _>>();
            CustomerRow {
                id: CustomerId(row.id),
                kind: CustomerKind::from_key(&row.kind).unwrap_or_default(),
                version: row.version,
                place,
                values,
                placement: scope::placement(row.owner_id, row.branch_id),
            }
        })
        .collect())
}
