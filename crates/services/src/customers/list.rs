//! The list of customers: filter, search, sort, count, suggestions, and what its forms offer.

use std::collections::{HashMap, HashSet};

use domain::{
    AppError, CustomerId,
    customer::{Choices, CustomerRow, Directory, Field, Named, Suggestion, Trashed},
    list::{
        Count, HeldRow, Jump, ListScope, ListState, Listed, MOST_HELD, PAGE_SIZE, Page, Place, Sort, SortKey, columns,
    },
    permission::verb,
    value::Catalog,
};
use entities::{branch, customer, user};
use i18n::Locale;
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{self, Expr},
};
use uuid::Uuid;

use super::{
    Customers, Record, by_shown,
    columns::{Kept, columns_of, columns_with},
    links::{self, Names, Naming},
    record::{directory_of, kind_of},
};
use crate::{
    authz::{Actor, CustomerPermit, Unit, colleagues_of},
    failure::Outcome,
    query::{
        filter,
        order::{ListOrder, beginning, few_of},
        page::{self, At},
        records::{Records, Tested, Way},
        scope,
        search::Search,
    },
    staff::choosable,
    views::opened_by,
    words::language_of,
};

/// Counting stops here: `10.000+`.
pub const COUNT_CAP: u64 = 10_000;
/// Without a sort the newest stand first.
const NEWEST: Sort = Sort { by: SortKey::Newest, descending: true };
/// What the trash shows beside the name.
const TRASHED: [Field; 3] = [Field::Code, Field::Phone, Field::Email];

impl Customers<'_> {
    /// A page of the list, with the columns that are asked for or kept; if nothing is said of the list, what its reader has
    /// chosen to open it with.
    ///
    /// # Errors
    /// A filter that is not understood, by field; forbidden.
    pub async fn list(&self, actor: &Actor, state: &ListState) -> Outcome<Listed> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let kept = Kept::read(&unit, self.directory).await?;
        if let (true, Some(view)) = (state.is_bare(), kept.view)
            && let Some(instead) = opened_by(&unit, self.directory, view).await?
        {
            let pairs = instead.to_pairs().into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            return Ok(Listed { instead: Some(pairs), ..Listed::default() });
        }
        let columns = columns_with(&unit, self.directory, state, &kept).await?;
        let records = self.filtered(&unit, &permit, state).await?.reading(&columns);
        let place = self.place(&unit, state).await?;
        let size = kept.page_rows().unwrap_or(PAGE_SIZE);
        let mut found = page_of(&unit, &records, state, &place, size).await?;
        if let (true, Place::At(_), Place::After(there)) = (found.rows.is_empty(), &state.place, place) {
            // Nobody stands there or behind: the list ends before.
            found = page_of(&unit, &records, state, &Place::Before(there), size).await?;
            found.after = None;
        }
        let rows = shown(&unit, self.directory, &columns, found.rows).await?;
        let widths = kept.widths()?;
        let page_rows = kept.page_rows();
        Ok(Listed { columns, rows, before: found.before, after: found.after, instead: None, widths, page_rows })
    }

    /// Where the page begins that is asked for.
    async fn place(&self, unit: &Unit, state: &ListState) -> Outcome<Place> {
        let clock = self.services.clock();
        if state.sort.is_none() && Search::of(unit, &state.search).await?.is_some() {
            return Ok(state.place.clone());
        }
        let sort = state.sort.unwrap_or(NEWEST);
        if let (Place::At(named), Some(Jump::Choice)) = (&state.place, Jump::of(sort.by)) {
            return Ok(beginning(unit.legend().await?.as_ref(), sort, named));
        }
        let settled = state.place.settled(sort, clock.zone, clock.today());
        Ok(settled.map_err(|code| AppError::field("at", code))?)
    }

    /// How many records the list has, up to a cap; asked for after the rows, so that it never holds them up.
    ///
    /// # Errors
    /// As for the list.
    pub async fn count(&self, actor: &Actor, state: &ListState) -> Outcome<Count> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let records = self.filtered(&unit, &permit, state).await?;
        let found = match Search::of(&unit, &state.search).await? {
            Some(search) => search.count(unit.tx(), &records, COUNT_CAP + 1).await?,
            None => records.count(unit.tx(), COUNT_CAP + 1).await?,
        };
        Ok(Count { records: Ord::min(found, COUNT_CAP), capped: found > COUNT_CAP })
    }

    /// How the rows that somebody holds are now, as far as their versions are others: what has not changed is left out.
    ///
    /// # Errors
    /// As for the list; more rows than may be held.
    pub async fn held(&self, actor: &Actor, state: &ListState, rows: &[(CustomerId, i64)]) -> Outcome<Vec<HeldRow>> {
        if rows.len() > MOST_HELD {
            return Err(AppError::field("rows", "too_long").into());
        }
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let ids = customer::Column::Id.is_in(rows.iter().map(|(id, _)| id.0));
        let mut there: HashMap<Uuid, customer::Model> =
            scope::living(&permit).filter(ids).all(unit.tx()).await?.into_iter().map(|row| (row.id, row)).collect();
        let is_gone = |(at, (id, _)): (usize, &(CustomerId, i64))| (!there.contains_key(&id.0)).then_some(at);
        let gone: Vec<usize> = rows.iter().enumerate().filter_map(is_gone).collect();
        for (id, version) in rows {
            if there.get(&id.0).is_some_and(|row| row.version == *version) {
                there.remove(&id.0);
            }
        }
        if there.is_empty() {
            return Ok(gone.into_iter().map(HeldRow::Gone).collect());
        }

        let changed = customer::Column::Id.is_in(there.keys().copied());
        let way = customer::Entity::find().select_only().column(customer::Column::Seq).filter(changed.clone());
        // These are in reach: which of them the list still has is asked of them alone.
        let these = Records::living(self.directory).seldom();
        let these = these.that(changed, Tested::InRow, Some(Way::about(way.into_query())));
        let records = self.narrowed(&unit, these, state).await?;
        let sort = state.sort.unwrap_or(NEWEST);
        let size = u16::try_from(there.len()).unwrap_or(u16::MAX);
        let belonging = page_of(&unit, &records, state, &Place::Start, size).await?.rows;
        let belong: HashSet<Uuid> = belonging.iter().map(|at| at.row.id).collect();
        there.retain(|id, _| !belong.contains(id));
        let columns = columns_of(&unit, self.directory, state).await?;
        let stale = there.into_values().map(|row| At::new(row, sort.by));
        let rows = shown(&unit, self.directory, &columns, belonging.into_iter().chain(stale).collect()).await?;
        let told =
            |row: CustomerRow| if belong.contains(&row.id.0) { HeldRow::Changed(row) } else { HeldRow::Stale(row) };
        Ok(rows.into_iter().map(told).chain(gone.into_iter().map(HeldRow::Gone)).collect())
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
        self.narrowed(unit, scope::records(permit), state).await
    }

    /// Those of some records that a list has before search and place.
    async fn narrowed(&self, unit: &Unit, records: Records, state: &ListState) -> Outcome<Records> {
        let (tx, reader) = (unit.tx(), unit.actor().user);
        let records = match state.scope {
            ListScope::All => records,
            ListScope::Own => scope::in_charge_of(records, &[reader]),
            ListScope::Department => scope::in_charge_of(records, &colleagues_of(tx, reader).await?),
        };
        if state.filters.is_empty() && state.advanced.is_empty() {
            return Ok(records);
        }
        let clock = self.services.clock();
        let legend = unit.legend().await?;
        let (engine, labels) = (self.services.database().engine(), &legend.labels);
        let context = filter::Context { engine, zone: clock.zone, labels };
        let filter = links::as_seen(unit, state.filter(clock.today())?).await?;
        filter::narrow(records, &filter, &context)
    }

    /// What filter row and form offer: catalog labels, branches, and the people whom the asker may put in charge.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn choices(&self, actor: &Actor) -> Outcome<Choices> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        let legend = unit.legend().await?;
        let labels = &legend.labels;
        let owners =
            choosable(&unit, permit.reach()).order_by_asc(user::Column::FullName).limit(500).all(unit.tx()).await?;
        let owner = Expr::col((customer::Entity, customer::Column::OwnerId));
        let in_charge = sea_query::ExprTrait::equals(owner, (user::Entity, user::Column::Id));
        let charges = scope::living(&permit).select_only().column(customer::Column::Seq).filter(in_charge);
        let former =
            user::Entity::find().filter(user::Column::Status.ne("active")).filter(Expr::exists(charges.into_query()));
        let former = former.order_by_asc(user::Column::FullName).limit(500).all(unit.tx()).await?;
        let branches = branch::Entity::find().order_by_asc(branch::Column::Name).limit(500).all(unit.tx()).await?;
        let named = |user: user::Model| Named { id: user.id.into(), name: user.full_name };
        Ok(Choices {
            catalogs: Catalog::ALL.iter().map(|catalog| (*catalog, labels.active(*catalog))).collect(),
            owners: owners.into_iter().map(named).collect(),
            former_owners: former.into_iter().map(named).collect(),
            branches: branches.into_iter().map(|branch| Named { id: branch.id.into(), name: branch.name }).collect(),
        })
    }
}

/// A page of some records in the order of a list: as it is sorted, or by how well they fit a search.
pub(crate) async fn page_of(
    unit: &Unit,
    records: &Records,
    state: &ListState,
    place: &Place,
    size: u16,
) -> Outcome<Page<At>> {
    let order = async |sort| ListOrder::of(unit.tx(), &*unit.legend().await?, records.directory(), sort, place).await;
    match (Search::of(unit, &state.search).await?, state.sort) {
        (search, Some(Sort { by: SortKey::Shown(field), descending })) => {
            let few = few_of(unit.tx(), search.as_ref(), records).await?;
            by_shown::page(unit, &few, (field, descending), place, size).await
        }
        (Some(search), None) => search.page(unit.tx(), records, place, size).await,
        (Some(search), Some(sort)) => {
            let hits = few_of(unit.tx(), Some(&search), records).await?;
            order(sort).await?.page(unit.tx(), &hits, place, size).await
        }
        (None, sort) => order(sort.unwrap_or(NEWEST)).await?.page(unit.tx(), records, place, size).await,
    }
}

/// A page of the trash.
pub(super) async fn trashed(
    unit: &Unit,
    directory: Directory,
    select: Select<customer::Entity>,
    place: &Place,
) -> Outcome<Listed> {
    let columns = columns(directory, &TRASHED);
    let found = page::read_all_sorted(unit.tx(), select, NEWEST, place, PAGE_SIZE).await?;
    let (legend, locale) = (unit.legend().await?, language_of(unit.tx(), unit.actor().user).await?);
    let how = |At { row, .. }: &At| {
        let by = row.trashed_by.and_then(|id| legend.person(id, locale));
        row.trashed_at.map(|at| Trashed { at, by })
    };
    let how: Vec<Option<Trashed>> = found.rows.iter().map(how).collect();
    let mut rows = shown(unit, directory, &columns, found.rows).await?;
    rows.iter_mut().zip(how).for_each(|(row, trashed)| row.trashed = trashed);
    Ok(Listed { columns, rows, before: found.before, after: found.after, ..Listed::default() })
}

/// Rows with these fields, beside name and code; names in the place of ids, by one query each for the whole page.
pub(super) async fn shown(
    unit: &Unit,
    directory: Directory,
    fields: &[Field],
    rows: Vec<At>,
) -> Outcome<Vec<CustomerRow>> {
    let wanted = |field: Field, id: Option<Uuid>| id.filter(|_| fields.contains(&field));
    let legend = unit.legend().await?;
    let nameless = rows.iter().any(|at| at.row.owner_id.is_some_and(|owner| legend.is_nameless(owner)));
    let locale = if nameless { language_of(unit.tx(), unit.actor().user).await? } else { Locale::default() };
    let naming = |at: &At| Naming {
        id: at.row.id,
        organization: wanted(Field::Organization, at.row.organization_id),
        representative: wanted(Field::Representative, at.row.representative_id),
    };
    let shows_names =
        [Field::Organization, Field::Representative, Field::MainContact].iter().any(|field| fields.contains(field));
    let names = match shows_names {
        true => Names::read(unit, directory, &rows.iter().map(naming).collect::<Vec<_>>()).await?,
        false => Names::default(),
    };

    let record = Record { labels: &legend.labels, secrets: unit.services().secrets() };
    let text = |row: &customer::Model, field: Field| match field {
        Field::MainContact => names.main_contact(row.id).cloned(),
        Field::Owner => legend.person(row.owner_id?, locale),
        Field::Branch => legend.branch(row.branch_id?).cloned(),
        Field::Organization => names.of(row.organization_id?).cloned(),
        Field::Representative => names.of(row.representative_id?).cloned(),
        _ => record.value(row, field),
    };
    let row = |At { place, row }: At| {
        let (directory, kind) = (directory_of(&row), kind_of(&row));
        let always = [Field::Name, Field::Code];
        let carried = fields.iter().chain(&always).filter(|field| directory.has(**field, kind));
        CustomerRow {
            id: CustomerId(row.id),
            kind,
            version: row.version,
            place,
            values: carried.filter_map(|field| Some((*field, text(&row, *field)?))).collect(),
            placement: scope::place_of(&row),
            without_email: row.without_email,
            trashed: None,
        }
    };
    Ok(rows.into_iter().map(row).collect())
}
