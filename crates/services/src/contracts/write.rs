//! Writing a contract: the row, what it adds to the totals and the places of its customer, the audit entry and the hint.

use domain::{
    contract::Facts,
    history::Event,
    ledger::Totals,
    money::Vnd,
    permission::{Placement, Resource},
    value::national,
};
use entities::{contract, customer, space};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Unchanged},
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};

use super::{Standing, day_of, kept, status_of};
use crate::{
    authz::Unit, bookings::widened, customers::directory_of, failure::Outcome, ledger::totals, live::Hint,
    query::scope::place_of,
};

/// Writes a new contract.
pub(super) async fn insert(unit: &Unit, row: contract::Model, customer: &customer::Model) -> Outcome<()> {
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = NotSet;
    contract::Entity::insert(active).exec_without_returning(unit.tx()).await?;
    add(unit, None, Some(&row)).await?;
    told(unit, Event::Created, None, Some(&row), customer).await
}

/// Writes what has become of a contract.
pub(super) async fn update(
    unit: &Unit,
    event: Event,
    before: &contract::Model,
    mut row: contract::Model,
    customer: &customer::Model,
) -> Outcome<()> {
    row.version = before.version + 1;
    row.updated_at = unit.now();
    row.updated_by = unit.actor().user.0;
    let mut active = row.clone().into_active_model().reset_all();
    active.seq = Unchanged(row.seq);
    active.update(unit.tx()).await?;
    add(unit, Some(before), Some(&row)).await?;
    told(unit, event, Some(before), Some(&row), customer).await
}

/// Takes a draft out of the database; the audit trail keeps what it was.
pub(super) async fn remove(unit: &Unit, row: &contract::Model, customer: &customer::Model) -> Outcome<()> {
    contract::Entity::delete_many().filter(contract::Column::Id.eq(row.id)).exec(unit.tx()).await?;
    add(unit, Some(row), None).await?;
    told(unit, Event::ContractDiscarded, Some(row), None, customer).await
}

/// Writes down that another contract continues one.
pub(super) async fn tell_renewed(unit: &Unit, row: &contract::Model, by: &str) -> Outcome<()> {
    let was = standing(unit, Some(row)).await?;
    let becomes = was.clone().map(|it| Standing { renewed_by: Some(by.to_owned()), ..it });
    unit.record_details(Event::ContractRenewed, Resource::Contracts, Some(row.id), &(was, becomes)).await
}

/// Writes down what was done.
async fn tell(
    unit: &Unit,
    event: Event,
    before: Option<&contract::Model>,
    row: Option<&contract::Model>,
) -> Outcome<()> {
    let Some(id) = row.or(before).map(|row| row.id) else { return Ok(()) };
    let details = (standing(unit, before).await?, standing(unit, row).await?);
    unit.record_details(event, Resource::Contracts, Some(id), &details).await
}

/// What fills the fields of its text, as it is now.
pub(super) fn facts(
    unit: &Unit,
    row: &contract::Model,
    customer: &customer::Model,
    space: Option<&space::Model>,
) -> Outcome<Facts> {
    Ok(Facts {
        customer_name: customer.name.clone(),
        customer_address: customer.address.clone(),
        customer_phone: national(&customer.phone),
        space_name: space.map(|space| space.name.clone()).unwrap_or_default(),
        space_code: space.map(|space| space.code.clone()).unwrap_or_default(),
        starts_on: day_of(row, &row.starts_on)?,
        ends_on: day_of(row, &row.ends_on)?,
        rent: Vnd(row.rent),
        deposit: Vnd(row.agreed_deposit),
        today: unit.services().clock().today(),
    })
}

async fn standing(unit: &Unit, row: Option<&contract::Model>) -> Outcome<Option<Standing>> {
    let Some(row) = row else { return Ok(None) };
    let renews = match row.renews {
        Some(id) => {
            let code = contract::Entity::find().select_only().column(contract::Column::Code);
            code.filter(contract::Column::Id.eq(id)).into_tuple().one(unit.tx()).await?
        }
        None => None,
    };
    let terminated_on = row.terminated_on.as_ref().map(|day| day_of(row, day)).transpose()?;
    let (code, reason) = (row.code.clone(), row.reason.clone());
    let (input, status) = (kept(row)?, status_of(row));
    Ok(Some(Standing { code, input, status, renews, renewed_by: None, terminated_on, reason }))
}

/// Keeps the totals of the customer in step.
async fn add(unit: &Unit, before: Option<&contract::Model>, row: Option<&contract::Model>) -> Outcome<()> {
    let part = |row: &contract::Model| Totals::of_contract(status_of(row), Vnd(row.agreed_deposit));
    let sum = |row: Option<&contract::Model>| row.map(part).unwrap_or_default();
    match row.or(before) {
        Some(any) => totals::apply(unit.tx(), any.customer_id, &(sum(row) - sum(before))).await,
        None => Ok(()),
    }
}

/// Writes down what was done, has the customer stand where its contracts say, and lets open pages look anew.
async fn told(
    unit: &Unit,
    event: Event,
    before: Option<&contract::Model>,
    row: Option<&contract::Model>,
    customer: &customer::Model,
) -> Outcome<()> {
    tell(unit, event, before, row).await?;
    let space = |row: Option<&contract::Model>| row.and_then(|row| row.space_id);
    let places = match space(before) == space(row) {
        true => vec![place_of(customer)],
        false => widened(unit, customer).await?,
    };
    if let Some(row) = row.or(before) {
        unit.announce(Resource::Contracts.key(), row.id).await?;
    }
    hint(unit, customer, places).await
}

/// Lets open pages look anew at the contracts of a customer, and at what is owed.
pub(super) async fn hint(unit: &Unit, customer: &customer::Model, places: Vec<Placement>) -> Outcome<()> {
    let directory = directory_of(customer);
    unit.hint(Hint::Operations(Resource::Receipts, directory, places.clone())).await?;
    unit.hint(Hint::Operations(Resource::Contracts, directory, places)).await
}
