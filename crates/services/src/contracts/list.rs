//! Contracts as lists and forms have them.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::{
    SpaceId,
    booking::Guest,
    contract::{
        ContractCode, ContractFilter, ContractOffer, ContractPage, ContractPlace, ContractRow, ContractStatus,
        OfferedSpace, OfferedText,
    },
    customer::Named,
    money::Vnd,
    permission::{Action, Resource, noun, verb},
    space::{PriceUnit, days_later, nights},
};
use entities::{branch, contract, contract::Column, space};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{ContractDesk, billed_of, day_of, status_of, template};
use crate::{
    authz::{Actor, Unit},
    customers::directory_of,
    failure::{Failure, Outcome},
    ledger::sees_amounts,
    query::{
        is_storable, lookup,
        operations::{are_countable, codes, followed, latest, place_of_space, spaces},
        scope::place_of,
    },
    spaces::price_of,
};

impl ContractDesk<'_> {
    /// Contracts, the latest first.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn list(
        &self,
        actor: &Actor,
        filter: &ContractFilter,
        after: Option<ContractPlace>,
    ) -> Outcome<ContractPage> {
        let unit = self.services.read(actor).await?;
        let permit = unit.permit::<verb::View, noun::Contracts>()?;
        let last = after.map(|place| place.starts_on);
        let days = [filter.starts_from, filter.starts_to, filter.ends_from, filter.ends_to, last];
        let code = filter.code.trim().to_uppercase();
        if !is_storable(&code) || !are_countable(days) {
            return Ok(ContractPage::default());
        }
        let today = self.services.clock().today();
        let expiring = filter.expiring.map(|within| {
            Condition::all()
                .add(Column::Status.eq(ContractStatus::Active.key()))
                .add(Column::EndsOn.lte(days_later(today, within.into()).to_string()))
        });
        // A space that the reader does not see is not to be found by either.
        let of_space = match filter.space {
            Some(space) => Some(match seen_spaces(&unit, [space.0]).await?.is_empty() {
                true => return Ok(ContractPage::default()),
                false => Column::SpaceId.eq(space.0),
            }),
            None => None,
        };
        let wanted = Condition::all()
            .add_option(codes(Column::Code, &code, |number| ContractCode(number).to_string()))
            .add_option(filter.customer.map(|customer| Column::CustomerId.eq(customer.0)))
            .add_option(of_space)
            .add_option(filter.status.map(|status| Column::Status.eq(status.key())))
            .add_option(expiring)
            .add_option(filter.starts_from.map(|day| Column::StartsOn.gte(day.to_string())))
            .add_option(filter.starts_to.map(|day| Column::StartsOn.lte(day.to_string())))
            .add_option(filter.ends_from.map(|day| Column::EndsOn.gte(day.to_string())))
            .add_option(filter.ends_to.map(|day| Column::EndsOn.lte(day.to_string())));
        let all = followed(&unit, &permit);
        let select = all.clone().filter(wanted);
        let after = after.map(|ContractPlace { starts_on, seq }| (starts_on, seq));
        let (rows, more) = latest(unit.tx(), select, (Column::StartsOn, Column::Seq), after).await?;
        let rows = shown(&unit, &rows).await?;
        let after = rows.last().filter(|_| more).map(|row| row.place);
        // Who it is stands in whatever the reader sees of the customer.
        let customer = match (filter.customer, rows.first()) {
            (None, _) => None,
            (Some(_), Some(row)) => Some(row.customer.clone()),
            (Some(customer), None) => {
                let any = all.filter(Column::CustomerId.eq(customer.0)).limit(1).all(unit.tx()).await?;
                shown(&unit, &any).await?.pop().map(|row| row.customer)
            }
        };
        Ok(ContractPage { rows, after, customer })
    }

    /// What the form of a contract has to know: what may be rented, and the texts from which contracts begin.
    ///
    /// # Errors
    /// Forbidden.
    pub async fn offer(&self, actor: &Actor) -> Outcome<ContractOffer> {
        let unit = self.services.read(actor).await?;
        unit.permit::<verb::View, noun::Contracts>()?;
        let text = |row: entities::contract_template::Model| OfferedText {
            template: Named { id: row.id.into(), name: row.name },
            text: row.text,
        };
        Ok(ContractOffer {
            spaces: offered(&unit).await?,
            templates: template::in_order(unit.tx(), true).await?.into_iter().map(text).collect(),
            amounts: unit.opens((Action::View, Resource::Amounts)).is_some(),
        })
    }
}

/// The spaces that may be rented, for those who see spaces.
async fn offered(unit: &Unit) -> Outcome<Vec<OfferedSpace>> {
    let Ok(permit) = unit.permit::<verb::View, noun::Spaces>() else { return Ok(Vec::new()) };
    let found = spaces(&permit).filter(space::Column::Active.eq(true)).order_by_asc(space::Column::Code);
    let found = found.all(unit.tx()).await?;
    let branches = branch::Entity::find().all(unit.tx()).await?;
    let branches: HashMap<Uuid, String> = branches.into_iter().map(|branch| (branch.id, branch.name)).collect();
    let space = |row: space::Model| {
        let price = price_of(&row);
        let is_known = price.unit == PriceUnit::Month && sees_amounts(unit, &place_of_space(row.branch_id.into()));
        OfferedSpace {
            space: named(&row),
            branch: branches.get(&row.branch_id).cloned().unwrap_or_default(),
            rent: is_known.then_some(price.amount),
        }
    };
    Ok(found.into_iter().map(space).collect())
}

/// Of these spaces those that the reader sees.
pub(super) async fn seen_spaces(
    unit: &Unit,
    ids: impl IntoIterator<Item = Uuid>,
) -> Outcome<HashMap<Uuid, space::Model>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let Ok(permit) = unit.permit::<verb::View, noun::Spaces>() else { return Ok(HashMap::new()) };
    let seen = spaces(&permit).filter(space::Column::Id.is_in(ids)).all(unit.tx()).await?;
    Ok(seen.into_iter().map(|space| (space.id, space)).collect())
}

/// How people call a space.
fn named(row: &space::Model) -> Named<SpaceId> {
    Named { id: row.id.into(), name: format!("{} · {}", row.code, row.name) }
}

/// Rows with the names of what they name, by one query each for the whole page; amounts as far as the reader may see any.
pub(super) async fn shown(unit: &Unit, rows: &[contract::Model]) -> Outcome<Vec<ContractRow>> {
    let customers = lookup::by_ids(unit.tx(), rows.iter().map(|row| row.customer_id)).await?;
    let spaces = seen_spaces(unit, rows.iter().filter_map(|row| row.space_id)).await?;
    let today = unit.services().clock().today();
    let row = |row: &contract::Model| {
        let customer = customers
            .get(&row.customer_id)
            .ok_or_else(|| Failure::fault(format!("contract {} has no customer", row.id)))?;
        let (directory, placement) = (directory_of(customer), place_of(customer));
        let amounts = sees_amounts(unit, &placement);
        let seen = unit.principal().may_at(Action::View, directory.resource(), &placement);
        let may = |action| unit.principal().may_at(action, Resource::Contracts, &placement);
        let (starts_on, ends_on) = (day_of(row, &row.starts_on)?, day_of(row, &row.ends_on)?);
        let (status, terminated_on) = (status_of(row), terminated_on(row)?);
        Ok(ContractRow {
            id: row.id.into(),
            place: ContractPlace { starts_on, seq: row.seq },
            code: row.code.clone(),
            customer: Guest {
                id: row.customer_id.into(),
                name: customer.name.clone(),
                link: seen.then(|| (directory, customer.code.clone())),
            },
            space: row.space_id.and_then(|id| spaces.get(&id)).map(named),
            starts_on,
            ends_on,
            status,
            terminated_on,
            days_left: (status == ContractStatus::Active).then(|| nights(today, ends_on)),
            rent: amounts.then_some(Vnd(row.rent)),
            agreed_deposit: amounts.then_some(Vnd(row.agreed_deposit)),
            billed: billed_of(row),
            may_edit: may(Action::Edit),
            may_renew: may(Action::Create),
            may_delete: may(Action::Delete),
        })
    };
    rows.iter().map(row).collect()
}

fn terminated_on(row: &contract::Model) -> Outcome<Option<NaiveDate>> {
    row.terminated_on.as_ref().map(|day| day_of(row, day)).transpose()
}
