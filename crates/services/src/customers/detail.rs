//! One customer whole: general info, and sensitive fields unmasked.

use domain::{
    AppError, BranchId, CustomerId, UserId,
    customer::{CustomerDetail, Directory, Field, Named, PersonField},
    history::{Changes, Event},
    permission::verb,
};
use entities::{branch, customer};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    Customers, Record, links, people,
    record::{check_sensitive, directory_of, kind_of},
    related::related,
};
use crate::{
    authz::{Actor, CustomerPermit, Unit},
    avatars,
    catalogs::Labels,
    failure::Outcome,
    query::{
        is_storable,
        lookup::{formerly, survivors},
        scope,
    },
    staff::names_of,
};

type ViewPermit<'u> = CustomerPermit<'u, verb::View>;

/// A living record within reach.
pub(crate) async fn by_id(unit: &Unit, permit: &ViewPermit<'_>, id: CustomerId) -> Outcome<customer::Model> {
    let row = scope::living(permit).filter(customer::Column::Id.eq(id.0)).one(unit.tx()).await?;
    Ok(row.ok_or(AppError::NotFound)?)
}

/// The same for a change: nobody else changes it until this unit is over.
pub(super) async fn locked(unit: &Unit, permit: &ViewPermit<'_>, id: CustomerId) -> Outcome<customer::Model> {
    let select = scope::living(permit).filter(customer::Column::Id.eq(id.0)).lock_exclusive();
    Ok(select.one(unit.tx()).await?.ok_or(AppError::NotFound)?)
}

impl Customers<'_> {
    /// The record with this code, masked where it is sensitive. The id of a lead that was converted leads to the customer, the
    /// code of a record that was merged into another one to that one, and a code that it had before to the record.
    ///
    /// # Errors
    /// Not found, also if it is out of reach; forbidden.
    pub async fn detail(&self, actor: &Actor, code: &str) -> Outcome<CustomerDetail> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit_in::<verb::View>(self.directory)?;
        if !is_storable(code) {
            return Err(AppError::NotFound.into());
        }
        let row = scope::living(&permit).filter(customer::Column::Code.eq(code)).one(unit.tx()).await?;
        let row = match row {
            Some(row) => row,
            None => self.successor(&unit, code).await?.ok_or(AppError::NotFound)?,
        };
        whole(&unit, &row).await
    }

    /// What has become of a record that is not there any more under this code: of a lead a customer, of one of two that were
    /// merged the other one, or it has another code.
    async fn successor(&self, unit: &Unit, code: &str) -> Outcome<Option<customer::Model>> {
        let former = formerly(unit.tx(), code, Some(self.directory)).await?.pop();
        let lead = || code.parse::<Uuid>().ok().filter(|_| self.directory == Directory::Leads);
        let Some(id) = former.or_else(lead) else { return Ok(None) };
        let id = survivors(unit.tx(), [id]).await?.remove(&id).unwrap_or(id);
        for directory in Directory::ALL {
            let Ok(permit) = unit.permit_in::<verb::View>(*directory) else { continue };
            let found = scope::living(&permit).filter(customer::Column::Id.eq(id)).one(unit.tx()).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// A sensitive field as it is; that it was shown is written down.
    ///
    /// # Errors
    /// Forbidden without the field's own cell for this record; not found, also if the field has no mask.
    pub async fn unmask(&self, actor: &Actor, id: CustomerId, field: Field) -> Outcome<Option<String>> {
        let unit = self.services.write_in::<verb::View>(actor, self.directory).await?;
        if field.sensitive().is_none() {
            return Err(AppError::NotFound.into());
        }
        check_sensitive(&unit, [&field])?;
        let row = by_id(&unit, &unit.permit_in(self.directory)?, id).await?;
        let at = scope::place_of(&row);
        let labels = Labels::read(unit.tx()).await?;
        let value =
            Record { labels: &labels, secrets: self.services.secrets() }.clear(&row, field)?.tell(&unit, &at)?;
        let shown = Changes::from([(field, (None, None))]);
        unit.record(Event::Unmasked, self.directory.resource(), Some(row.id), &shown).await?;
        unit.commit().await?;
        Ok(value)
    }
}

/// Everything that the detail page shows of a record that the reader may see.
pub(super) async fn whole(unit: &Unit, row: &customer::Model) -> Outcome<CustomerDetail> {
    let labels = Labels::read(unit.tx()).await?;
    let mut values = Record { labels: &labels, secrets: unit.services().secrets() }.values(row);
    let links = links::followed(unit, &mut values).await?;
    let people = people::shown(unit, row).await?;
    let main = people.iter().find(|person| person.is_main);
    let main = main.and_then(|person| person.values.get(&PersonField::Name));
    values.extend(main.map(|name| (Field::MainContact, name.clone())));
    Ok(CustomerDetail {
        id: CustomerId(row.id),
        version: row.version,
        directory: directory_of(row),
        kind: kind_of(row),
        values,
        links,
        people,
        related: related(unit, row).await?,
        owner: owner_of(unit, row).await?,
        branch: branch_of(unit, row).await?,
        without_email: row.without_email,
        placement: scope::place_of(row),
        trashed: row.trashed_at.is_some(),
        avatar: avatars::marks(unit.tx(), [row.id]).await?.remove(&row.id),
    })
}

async fn owner_of(unit: &Unit, row: &customer::Model) -> Outcome<Option<Named<UserId>>> {
    let Some(id) = row.owner_id else { return Ok(None) };
    let name = names_of(unit, [id]).await?.remove(&id);
    Ok(name.map(|name| Named { id: UserId(id), name }))
}

async fn branch_of(unit: &Unit, row: &customer::Model) -> Outcome<Option<Named<BranchId>>> {
    let Some(id) = row.branch_id else { return Ok(None) };
    let branch = branch::Entity::find_by_id(id).one(unit.tx()).await?;
    Ok(branch.map(|branch| Named { id: BranchId(id), name: branch.name }))
}
